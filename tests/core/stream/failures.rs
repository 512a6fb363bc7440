//! Schedules for failures that last: of handlers, of processes, of shards.

use std::time::Duration;

use ampt_data::model::Json;
use fastrand::Rng;
use tokio::time::sleep;

use super::clock::{now, simulate};
use super::process::Process;
use super::scenarios::{COLLECTIONS, seconds, two, write_all};
use super::world::{Shared, World};

/// Writes to a collection until that causes an event.
fn write_some(world: &Shared, collection: &str, poison: u32) {
    let mut world = world.lock().unwrap();
    let before = world.history.changes.len();
    while world.history.changes.len() == before {
        world.write(collection, poison);
    }
}

/// If no process reads for a day, lost changes are reported, and kept ones are handled.
pub fn trim(seed: u64) {
    simulate(seed, async {
        let (world, first, second) = two(seed).await;
        world.lock().unwrap().write("n0", 1_000);
        world.lock().unwrap().write("n1", 0);
        sleep(seconds(5)).await;
        first.stop().await;
        second.stop().await;
        write_all(&world);
        if seed.is_multiple_of(2) {
            world.lock().unwrap().split();
        }
        let lost_until = now();
        sleep(seconds(25 * 60 * 60)).await;
        if seed.is_multiple_of(3) {
            world.lock().unwrap().split();
        }
        for number in 0..COLLECTIONS {
            world.lock().unwrap().write(&format!("n{number}"), 0);
        }
        let process = Process::start(&world, 20);
        sleep(seconds(60)).await;
        let (undone, kept, gaps) = {
            let world = world.lock().unwrap();
            let undone = world.history.undone(now());
            let is_kept = |number: &&usize| world.history.changes[**number].written > lost_until;
            let kept: Vec<_> = undone.iter().filter(is_kept).copied().collect();
            (undone, kept, world.history.gaps)
        };
        assert!(kept.is_empty(), "{kept:?} are left");
        assert!(undone.is_empty() || gaps > 0, "{undone:?} are lost without a report");
        process.stop().await;
    });
}

/// The leases of a shard and its parent that are both gone: their children are handled, and lost changes are
/// reported.
pub fn gone(seed: u64) {
    simulate(seed, async {
        let (world, first, second) = two(seed).await;
        first.stop().await;
        second.stop().await;
        write_all(&world);
        {
            let mut world = world.lock().unwrap();
            for lease in world.leases.iter_mut().flat_map(|leases| leases.values_mut()) {
                lease.parent = Some(format!("before {}", lease.shard));
            }
            for number in 0..COLLECTIONS {
                world.split_of(&format!("n{number}"));
            }
        }
        sleep(seconds(25 * 60 * 60)).await;
        let process = Process::start(&world, 20);
        write_all(&world);
        sleep(seconds(200)).await;
        process.rest().await;
        {
            let world = world.lock().unwrap();
            let left = world.history.undone_since(now() - seconds(60 * 60));
            assert!(left.is_empty(), "{left:?} are left, which came after the gap");
            assert!(world.history.gaps > 0, "the gap is not reported");
        }
        process.stop().await;
    });
}

/// Two thousand collections of 100 KB fail at once: a lease is written once a second, and what does not
/// fit into memory is read again and handled.
pub fn flood(seed: u64) {
    simulate(seed, async {
        const FAILING: usize = 2_000;
        let world = World::new(Rng::with_seed(seed), FAILING);
        {
            let mut world = world.lock().unwrap();
            world.value = Json::from_text(format!("\"{}\"", "x".repeat(100_000)));
            world.page = 10;
        }
        let process = Process::start(&world, 20);
        sleep(seconds(5)).await;
        let shards = world.lock().unwrap().shards.len();
        for number in 0..FAILING {
            write_some(&world, &format!("n{number}"), 1 + (number % 4) as u32);
        }
        for _ in 0..30 {
            let before = world.lock().unwrap().updates;
            sleep(seconds(10)).await;
            let updates = world.lock().unwrap().updates - before;
            assert!(updates as usize <= 11 * shards, "{updates} writes in 10 seconds");
        }
        sleep(seconds(10 * 60)).await;
        let undone = world.lock().unwrap().history.undone(now());
        assert!(undone.is_empty(), "{} are left", undone.len());
        process.stop().await;
    });
}

/// A collection that fails for a day continues afterwards. The others do not wait.
pub fn day(seed: u64) {
    simulate(seed, async {
        let world = World::new(Rng::with_seed(seed), COLLECTIONS);
        let process = Process::start(&world, 20);
        sleep(seconds(5)).await;
        world.lock().unwrap().write("n0", 1_000_000);
        world.lock().unwrap().write("n0", 0);
        write_all(&world);
        sleep(seconds(30)).await;
        let undone = world.lock().unwrap().history.undone(now());
        let others =
            undone.iter().any(|number| world.lock().unwrap().history.changes[*number].collection != "n0");
        assert!(!others, "others wait: {undone:?}");
        sleep(seconds(12 * 60 * 60)).await;
        process.stop().await;
        let process = Process::start(&world, 20);
        sleep(seconds(12 * 60 * 60 - 300)).await;
        world.lock().unwrap().write("n0", 0);
        sleep(seconds(700)).await;
        let (undone, recent, gaps) = {
            let world = world.lock().unwrap();
            let undone = world.history.undone(now());
            let is_recent =
                |number: &usize| world.history.changes[*number].written > now() - seconds(60 * 60);
            let recent = undone.iter().any(is_recent);
            (undone, recent, world.history.gaps)
        };
        assert!(undone.is_empty() || gaps > 0, "{undone:?} are left");
        assert!(!recent, "{undone:?} are left");
        process.stop().await;
    });
}

/// A collection fails in a shard that is closed meanwhile: its later events in child shards wait for it, and nothing
/// else does.
pub fn split(seed: u64) {
    simulate(seed, async {
        let world = World::new(Rng::with_seed(seed), COLLECTIONS);
        let mut process = Process::start(&world, 20);
        sleep(seconds(5)).await;
        write_some(&world, "n0", 14);
        world.lock().unwrap().write("n0", 0);
        sleep(seconds(10)).await;
        for _ in 0..1 + seed % 3 {
            world.lock().unwrap().split_of("n0");
            write_all(&world);
            sleep(Duration::from_millis(500 + seed % 4000)).await;
        }
        if seed.is_multiple_of(4) {
            process.crash();
            process = Process::start(&world, 20);
        } else if seed.is_multiple_of(2) {
            process.stop().await;
            process = Process::start(&world, 20);
        }
        write_all(&world);
        sleep(seconds(60)).await;
        {
            let world = world.lock().unwrap();
            let undone = world.history.undone(now());
            let others = undone.iter().any(|number| world.history.changes[*number].collection != "n0");
            assert!(!others, "others wait: {undone:?}");
            assert!(!undone.is_empty(), "the failure is over too early");
        }
        sleep(seconds(3 * 60 * 60)).await;
        let undone = world.lock().unwrap().history.undone(now());
        assert!(undone.is_empty(), "{undone:?} are left");
        process.stop().await;
    });
}
