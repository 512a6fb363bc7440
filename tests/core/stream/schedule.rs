//! Random schedules of random steps.

use std::time::Duration;

use fastrand::Rng;
use tokio::time::{advance, sleep, timeout};

use super::clock::{now, simulate, wait};
use super::process::Process;
use super::world::{Faults, Shared, World};

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Processes start and stop in order, and shards split.
    Quiet,
    /// Requests fail, too.
    Faulty,
    /// Processes crash and freeze, too.
    Chaos,
}

/// How long everything may take to become idle.
const REST: Duration = Duration::from_secs(6 * 60 * 60);

struct Schedule {
    rng: Rng,
    mode: Mode,
    world: Shared,
    processes: Vec<Process>,
    collections: usize,
    /// How many milliseconds a handler takes at most.
    longest: u64,
}

/// Runs the schedule of a seed.
pub fn run(seed: u64, mode: Mode) {
    let mut rng = Rng::with_seed(seed);
    let collections = rng.usize(1..10);
    let longest = [5, 50, 500, 3000][rng.usize(0..4)];
    simulate(seed, async {
        let world = World::new(rng.fork(), collections);
        let schedule = Schedule { rng, mode, world, processes: Vec::new(), collections, longest };
        schedule.run().await;
    });
}

impl Schedule {
    async fn run(mut self) {
        if self.mode != Mode::Quiet {
            let failures = [0, 20, 100][self.rng.usize(0..3)];
            let (lost, expired) = (self.rng.u32(0..80), self.rng.u32(0..50));
            self.world.lock().unwrap().faults = Faults { failures, lost, expired };
        }
        self.write();
        for _ in 0..self.rng.usize(1..=3) {
            self.start();
        }
        for _ in 0..self.rng.usize(5..30) {
            wait(&mut self.rng, 4_000).await;
            self.step().await;
        }
        self.rest().await;
    }

    async fn step(&mut self) {
        match self.rng.u32(0..100) {
            0..40 => self.write(),
            40..50 => self.world.lock().unwrap().split(),
            50..60 => self.start(),
            60..70 => {
                if let Some(process) = self.pick() {
                    process.stop().await;
                }
            }
            70..80 => {
                if let Some(process) = self.processes.first_mut() {
                    process.ask_idle();
                }
            }
            80..85 => wait(&mut self.rng, 30_000).await,
            _ if self.mode != Mode::Chaos => {}
            85..92 => {
                if let Some(process) = self.pick() {
                    process.crash();
                }
            }
            92..97 => {
                let time = Duration::from_millis(self.rng.u64(100..30_000));
                if let Some(process) = self.processes.first() {
                    process.freeze(time);
                }
            }
            _ => {
                self.world.lock().unwrap().history.disturbed = true;
                advance(Duration::from_millis(self.rng.u64(1_000..20_000))).await;
            }
        }
    }

    fn start(&mut self) {
        if self.processes.len() < 4 {
            let mut process = Process::start(&self.world, self.longest);
            if self.rng.u32(0..3) == 0 {
                process.ask_idle();
            }
            self.processes.push(process);
        }
    }

    fn pick(&mut self) -> Option<Process> {
        let count = self.processes.len();
        (count > 0).then(|| self.processes.swap_remove(self.rng.usize(0..count)))
    }

    fn write(&mut self) {
        let most = if self.rng.u32(0..10) == 0 { 300 } else { 30 };
        let busy = self.rng.u32(0..3) == 0;
        let home = self.rng.usize(0..self.collections);
        for _ in 0..self.rng.usize(0..most) {
            let number = if busy { home } else { self.rng.usize(0..self.collections) };
            let collection = format!("n{number}");
            let poison = match self.rng.u32(0..200) {
                0..15 => self.rng.u32(1..4),
                15 => 6,
                _ => 0,
            };
            let by = self.rng.usize(0..=self.processes.len());
            match self.processes.get(by) {
                Some(process) => process.write(&collection, poison),
                None => self.world.lock().unwrap().write(&collection, poison),
            }
        }
    }

    /// The faults end, and everything must be handled.
    async fn rest(mut self) {
        self.world.lock().unwrap().faults = Faults::default();
        if self.processes.is_empty() {
            self.start();
        }
        sleep(Duration::from_secs(1)).await;
        let process = self.processes.last().unwrap();
        let rested = timeout(REST, process.idle()).await;
        {
            let world = self.world.lock().unwrap();
            let undone = world.history.undone(now() - Duration::from_secs(2));
            assert!(rested.is_ok(), "it does not become idle: {undone:?}, {:#?}", world.leases);
            assert!(undone.is_empty(), "{undone:?} are left");
            assert!(world.history.disturbed || world.history.gaps == 0, "a gap where nothing is lost");
            let disturbed = self.mode == Mode::Quiet && world.history.disturbed;
            assert!(!disturbed, "a lease was lost without a reason");
        }
        for process in self.processes.drain(..) {
            process.stop().await;
        }
        let world = self.world.lock().unwrap();
        let held = world.leases.iter().flat_map(|leases| leases.values()).find(|row| row.owner.is_some());
        assert!(held.is_none() || self.mode == Mode::Chaos, "a lease was not given up: {held:?}");
    }
}
