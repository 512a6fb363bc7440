//! Keeps recent states whole for programs that read a store without its locks, because they may not write `lock.mdb`.
//!
//! A commit reuses the pages of states that no reader in `lock.mdb` needs. A reader without locks holds a shared lock on
//! `data.mdb` instead, for which reading suffices. While there is one, each process that writes holds read transactions
//! for it: two threads in turn, so that one of them always began at least [`KEPT`] ago.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::lmdb::Env;

/// How long a state stays whole after later commits.
pub(super) const KEPT: Duration = Duration::from_secs(1);
/// Threads that hold transactions in turn.
const THREADS: u32 = 2;
/// How often a process that writes looks for readers without locks.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long such a reader waits until all processes that write know of it.
pub(super) const NOTICED_AFTER: Duration = Duration::from_millis(100);

/// An environment that may be replaced.
pub(super) type SharedEnv = Arc<RwLock<Option<Env>>>;

/// Holds transactions while there are readers without locks.
#[derive(Default)]
pub(super) struct Keeper {
    looked: Mutex<Option<Instant>>,
    shared: Arc<KeeperShared>,
}

#[derive(Default)]
struct KeeperShared {
    state: Mutex<KeeperState>,
    changed: Condvar,
}

#[derive(Default)]
struct KeeperState {
    /// Threads that run.
    threads: u32,
    /// Whether a transaction is open.
    holds: bool,
    /// Who waits until no transaction is open.
    waiting: u32,
    stopped: bool,
}

impl Keeper {
    /// Begins or ends to hold transactions. Called before each write.
    pub(super) fn look(&self, has_readers_without_locks: impl FnOnce() -> bool, env: &SharedEnv) {
        let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        if looked.is_some_and(|looked| looked.elapsed() < LOOK_EVERY) {
            return;
        }
        *looked = Some(Instant::now());
        drop(looked);
        if has_readers_without_locks() {
            self.begin(env);
        } else {
            self.end();
        }
    }

    fn begin(&self, env: &SharedEnv) {
        let mut state = self.shared.lock();
        state.stopped = false;
        for number in state.threads..THREADS {
            let (shared, env) = (Arc::clone(&self.shared), Arc::clone(env));
            let run = move || hold(&shared, &env, KEPT * number);
            // Without a thread, readers may fail, but nothing is lost.
            let started = thread::Builder::new().name("ampt-data keeper".into()).spawn(run);
            state.threads += u32::from(started.is_ok());
        }
        // The write must find the first transaction open.
        let is_missing = |state: &mut KeeperState| !state.holds && state.threads > 0 && state.waiting == 0;
        let _held = self.shared.changed.wait_timeout_while(state, KEPT, is_missing);
    }

    /// Ends the threads.
    fn end(&self) {
        self.shared.change(|state| state.stopped = true);
    }

    /// Runs `work`, during which no thread begins a transaction. Those that are open end soon.
    pub(super) fn aside<T>(&self, work: impl FnOnce() -> T) -> T {
        self.shared.change(|state| state.waiting += 1);
        let result = work();
        self.shared.change(|state| state.waiting -= 1);
        result
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.end();
    }
}

impl KeeperShared {
    fn lock(&self) -> MutexGuard<'_, KeeperState> {
        // Each change is a single step, so the state is sound even after a holder panicked.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut KeeperState)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Waits for a time, or until the condition ends.
    fn wait_while(&self, time: Duration, condition: impl Fn(&KeeperState) -> bool) {
        let _waited = self.changed.wait_timeout_while(self.lock(), time, |state| condition(state));
    }
}

/// Holds transactions, each for twice the time for which a state is kept.
fn hold(shared: &KeeperShared, env: &RwLock<Option<Env>>, delay: Duration) {
    shared.wait_while(delay, |state| !state.stopped);
    loop {
        shared.wait_while(Duration::MAX, |state| !state.stopped && state.waiting > 0);
        let env = env.read().unwrap_or_else(PoisonError::into_inner);
        let mut state = shared.lock();
        let txn = env.as_ref().and_then(|env| env.read_txn().ok());
        if state.stopped || env.is_none() {
            state.threads -= 1;
            state.holds &= state.threads > 0;
            return;
        }
        state.holds = true;
        drop(state);
        shared.changed.notify_all();
        shared.wait_while(2 * KEPT, |state| !state.stopped && state.waiting == 0);
        drop(txn);
    }
}
