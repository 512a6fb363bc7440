//! The consumer of a table's stream in a simulated world: thousands of schedules of writes, splits, starts, stops,
//! crashes and failures, in simulated time. `AMPT_TEST_SEED=<seed>` repeats one.

mod access;
mod clock;
mod failures;
mod history;
mod pages;
mod process;
mod scenarios;
mod schedule;
mod shards;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use self::schedule::{Mode, run};

/// Schedules of each kind.
const RUNS: u64 = 1000;
/// Threads that share them.
const THREADS: u64 = 2;

/// The seeds to run: the given one, or new ones.
fn seeds(runs: u64) -> std::ops::Range<u64> {
    if let Some(seed) = std::env::var("AMPT_TEST_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return seed..seed + 1;
    }
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    let base = now.as_micros() as u64 % 1_000_000_000_000;
    base..base + runs
}

/// Runs a schedule with each seed, and prints the first that fails.
fn explore(name: &str, runs: u64, test: impl Fn(u64) + Sync) {
    let seeds = seeds(runs);
    println!("{name}: seeds from {}", seeds.start);
    let next = AtomicU64::new(seeds.start);
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| test(seed))) {
                next.store(seeds.end, Ordering::Relaxed);
                eprintln!("{name} failed: AMPT_TEST_SEED={seed}");
                resume_unwind(panic);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(work);
        }
    });
}

#[test]
fn quiet_schedules_deliver_exactly_once() {
    explore("quiet", RUNS, |seed| run(seed, Mode::Quiet));
}

#[test]
fn failing_streams_deliver_exactly_once() {
    explore("faulty", RUNS, |seed| run(seed, Mode::Faulty));
}

#[test]
fn crashes_and_zombies_lose_nothing() {
    explore("chaos", RUNS, |seed| run(seed, Mode::Chaos));
}

#[test]
fn an_unreachable_stream_blocks_nothing_for_long() {
    explore("unreachable", 20, scenarios::unreachable);
}

#[test]
fn a_stop_hands_over_at_once() {
    explore("stop", 100, scenarios::stop);
}

#[test]
fn a_clock_that_was_ahead_proves_nothing_to_the_next_owner() {
    explore("heir", 200, scenarios::heir);
}

#[test]
fn a_crash_costs_a_lease_time() {
    explore("crash", 100, scenarios::crash);
}

#[test]
fn trimmed_changes_are_reported() {
    explore("trim", 50, failures::trim);
}

#[test]
fn idle_waits_for_records_that_are_shown_late() {
    explore("late", 50, scenarios::late);
}

#[test]
fn idle_waits_for_records_behind_empty_pages() {
    explore("sparse", 50, scenarios::sparse);
}

#[test]
fn a_lease_without_its_shard_and_parent_ends() {
    explore("gone", 20, failures::gone);
}

#[test]
fn a_flood_of_failures_is_written_at_a_steady_rate() {
    explore("flood", 2, failures::flood);
}

#[test]
fn a_day_of_failure_ends() {
    explore("day", 2, failures::day);
}

#[test]
fn a_failure_in_a_closed_shard_blocks_only_its_collection() {
    explore("split", 60, failures::split);
}
