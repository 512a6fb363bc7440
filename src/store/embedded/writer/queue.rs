//! The queue of the writer thread, and which keys wait in it.
//!
//! A read must see the writes that its process asked for before it. A read of a key that is being written, of its
//! collection, or by any label while anything is being written, waits in the queue; every other read goes ahead. The
//! queue counts keys by a hash, so two keys may share a counter: then a read waits although it need not.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use heed::RwTxn;
use tokio::sync::oneshot;

use crate::model::{Error, Key, Millis, Result};
use crate::plan::Plan;
use crate::store::embedded::error::Failure;
use crate::store::{StoreFuture, Write, Written};

/// Work for the writer thread.
pub(crate) enum Job {
    /// The plans of one call, in one transaction.
    Commit(Write, Responder<Written>),
    /// Other work in the transaction of a batch.
    Transaction(Box<dyn TransactionJob>),
    /// The same, and it writes every key.
    Clearance(Box<dyn TransactionJob>),
    /// Runs once all earlier jobs are committed.
    After(Box<dyn FnOnce() + Send>),
}

/// Work in the transaction of a batch, and the call that waits for it.
pub(crate) trait TransactionJob: Send {
    /// Does the work, again if the transaction must be repeated. An error aborts the transaction.
    fn run(&mut self, txn: &mut RwTxn, now: Millis) -> Result<(), Failure>;
    /// Answers the call once the transaction is committed, or has failed.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct Answering<T, W> {
    work: W,
    result: Option<Result<T>>,
    responder: Responder<T>,
}

impl<T: Send, W: Fn(&mut RwTxn, Millis) -> Result<T, Failure> + Send> TransactionJob for Answering<T, W> {
    fn run(&mut self, txn: &mut RwTxn, now: Millis) -> Result<(), Failure> {
        self.result = Some(match (self.work)(txn, now) {
            Ok(value) => Ok(value),
            // It concerns this call alone.
            Err(Failure::Refused(error)) => Err(error),
            Err(failure) => return Err(failure),
        });
        Ok(())
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let result = failure.map(Err).or(self.result).unwrap_or_else(|| Err(Error::internal()));
        self.responder.send(result);
    }
}

impl Job {
    pub(crate) fn after(run: impl FnOnce() + Send + 'static) -> Self {
        Self::After(Box::new(run))
    }

    pub(crate) fn transaction<T: Send + 'static>(
        work: impl Fn(&mut RwTxn, Millis) -> Result<T, Failure> + Send + 'static,
        responder: Responder<T>,
    ) -> Self {
        Self::Transaction(Box::new(Answering { work, result: None, responder }))
    }

    pub(crate) fn clearance<T: Send + 'static>(
        work: impl Fn(&mut RwTxn, Millis) -> Result<T, Failure> + Send + 'static,
        responder: Responder<T>,
    ) -> Self {
        Self::Clearance(Box::new(Answering { work, result: None, responder }))
    }

    /// The plans of the job.
    pub(super) fn plans(&self) -> &[Plan] {
        match self {
            Self::Commit(write, _) => write.plans(),
            Self::Transaction(_) | Self::Clearance(_) | Self::After(_) => &[],
        }
    }
}

/// Sends the result of a job to the call that waits for it.
pub(crate) struct Responder<T>(oneshot::Sender<Result<T>>);

impl<T> Responder<T> {
    /// Sends the result. If the call no longer waits, nothing happens.
    pub(crate) fn send(self, result: Result<T>) {
        let _ = self.0.send(result);
    }
}

/// The number of counters: 64 KB, of which a thousand plans use one in eight.
const COUNTERS: usize = 1 << 14;

/// A key has two counters: its own, and that of its collection.
const COUNTERS_OF_KEY: usize = 2;

/// The queue of the writer thread.
pub(crate) struct WriteQueue {
    state: Mutex<QueueState>,
    filled: Condvar,
    /// Plans that wait or are being committed.
    writing: AtomicUsize,
    /// The counters of these plans, at the hashes of their key and partition key.
    keys: Box<[AtomicU32]>,
    hasher: RandomState,
}

#[derive(Default)]
struct QueueState {
    jobs: Vec<Job>,
    /// The counters of the keys of the jobs.
    keys: Vec<usize>,
    /// Whether the writer sleeps. Waking it is a system call.
    waits: bool,
    stopped: bool,
}

/// Jobs to be committed together.
pub(super) struct TakenJobs {
    pub jobs: Vec<Job>,
    /// The counters of the keys that they write.
    pub keys: Vec<usize>,
}

impl Default for WriteQueue {
    fn default() -> Self {
        Self {
            state: Mutex::default(),
            filled: Condvar::new(),
            writing: AtomicUsize::new(0),
            keys: (0..COUNTERS).map(|_| AtomicU32::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }
}

impl WriteQueue {
    /// Whether this key is being written.
    pub(crate) fn is_writing(&self, key: &Key) -> bool {
        self.is_busy() && self.keys[self.counter((&key.pk, &key.sk))].load(Ordering::Acquire) > 0
    }

    /// Whether a key of this collection is being written.
    pub(crate) fn is_writing_in(&self, pk: &str) -> bool {
        self.is_busy() && self.keys[self.counter(pk)].load(Ordering::Acquire) > 0
    }

    /// Whether anything is being written.
    pub(crate) fn is_busy(&self) -> bool {
        self.writing.load(Ordering::Acquire) > 0
    }

    /// Adds a job. The outcome resolves when the writer has done it.
    pub(crate) fn submit<T: Send + Unpin + 'static>(
        &self,
        job: impl FnOnce(Responder<T>) -> Job,
    ) -> StoreFuture<T> {
        let (sender, receiver) = oneshot::channel();
        let job = job(Responder(sender));
        let mut state = self.lock();
        if state.stopped {
            return StoreFuture::ready(Err(Error::closed()));
        }
        let known = state.keys.len();
        match &job {
            Job::Clearance(_) => state.keys.extend(0..COUNTERS),
            job => state.keys.extend(job.plans().iter().flat_map(|plan| self.counters(&plan.key))),
        }
        let added = &state.keys[known..];
        for counter in added {
            self.keys[*counter].fetch_add(1, Ordering::Release);
        }
        self.writing.fetch_add(added.len() / COUNTERS_OF_KEY, Ordering::Release);
        state.jobs.push(job);
        let waits = std::mem::take(&mut state.waits);
        drop(state);
        if waits {
            self.filled.notify_one();
        }
        StoreFuture::reply(receiver)
    }

    /// Waits for jobs and takes all of them; none after `patience`. Returns `None` once the queue is stopped and empty.
    pub(super) fn take(&self, patience: Option<Duration>) -> Option<TakenJobs> {
        let mut state = self.lock();
        while state.jobs.is_empty() {
            if state.stopped {
                return None;
            }
            state.waits = true;
            state = match patience {
                None => self.filled.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(patience) => {
                    let waited = self.filled.wait_timeout(state, patience);
                    let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
                    if timeout.timed_out() && state.jobs.is_empty() && !state.stopped {
                        return Some(TakenJobs { jobs: Vec::new(), keys: Vec::new() });
                    }
                    state
                }
            };
        }
        let jobs = std::mem::take(&mut state.jobs);
        let keys = std::mem::take(&mut state.keys);
        Some(TakenJobs { jobs, keys })
    }

    /// Takes the jobs that have come meanwhile as well. Returns whether there were any.
    pub(super) fn take_more(&self, taken: &mut TakenJobs) -> bool {
        let mut state = self.lock();
        let came = !state.jobs.is_empty();
        taken.jobs.append(&mut state.jobs);
        taken.keys.append(&mut state.keys);
        came
    }

    /// Lets reads of these keys go ahead: their writes are committed, or have failed.
    pub(super) fn done(&self, keys: &[usize]) {
        for key in keys {
            self.keys[*key].fetch_sub(1, Ordering::Release);
        }
        self.writing.fetch_sub(keys.len() / COUNTERS_OF_KEY, Ordering::Release);
    }

    /// Refuses further jobs. The writer ends when it has done those that wait.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.filled.notify_one();
    }

    /// The state changes in single steps, so it is sound even if a holder panicked.
    fn lock(&self) -> MutexGuard<'_, QueueState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counters(&self, key: &Key) -> [usize; COUNTERS_OF_KEY] {
        [self.counter((&key.pk, &key.sk)), self.counter(&*key.pk)]
    }

    fn counter(&self, of: impl Hash) -> usize {
        #[allow(clippy::cast_possible_truncation)] // any bits of the hash do
        let hash = self.hasher.hash_one(of) as usize;
        hash % COUNTERS
    }
}
