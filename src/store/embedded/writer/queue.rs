//! The queue of the writer thread, and which keys wait in it.
//!
//! A read must see the writes that its process asked for before it. So the queue knows what it
//! holds: a read of a key that is being written, of a collection of which a key is, or by label while
//! anything is, queues up behind; every other read goes ahead at once. Keys are counted by a hash, so a
//! read may queue up for another key's sake, which costs it time and nothing else.

use std::hash::{BuildHasher, Hash, RandomState};
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use heed::RwTxn;
use tokio::sync::oneshot;

use super::super::error::{closed, internal};
use super::super::file::Core;
use crate::model::{Error, Key, Result};
use crate::plan::Plan;
use crate::store::{StoreFuture, Write, Written};

/// Work for the writer thread.
pub(crate) enum Job {
    /// Plans of one call, in one transaction.
    Commit(Write, Reply<Written>),
    /// Work on the log of changes in the transaction, and what is to happen once it is committed, or
    /// has failed.
    Inside(Box<dyn Inside>),
    /// What is to happen once all jobs before are committed.
    After(Box<dyn FnOnce() + Send>),
}

/// See [`Job::Inside`].
pub(crate) trait Inside: Send {
    /// Does the work, once more if the transaction must be repeated.
    fn work(&mut self, core: &Core, txn: &mut RwTxn) -> heed::Result<()>;
    /// Answers.
    fn answer(self: Box<Self>, failure: Option<Error>);
}

struct InsideJob<T, W> {
    work: W,
    done: Option<Result<T>>,
    reply: Reply<T>,
}

impl<T: Send, W: Fn(&Core, &mut RwTxn) -> heed::Result<Result<T>> + Send> Inside for InsideJob<T, W> {
    fn work(&mut self, core: &Core, txn: &mut RwTxn) -> heed::Result<()> {
        self.done = Some((self.work)(core, txn)?);
        Ok(())
    }

    fn answer(self: Box<Self>, failure: Option<Error>) {
        let result = failure.map(Err).or(self.done).unwrap_or_else(|| Err(internal()));
        self.reply.send(result);
    }
}

impl Job {
    pub(crate) fn after(run: impl FnOnce() + Send + 'static) -> Self {
        Self::After(Box::new(run))
    }

    pub(crate) fn inside<T: Send + 'static>(
        work: impl Fn(&Core, &mut RwTxn) -> heed::Result<Result<T>> + Send + 'static,
        reply: Reply<T>,
    ) -> Self {
        Self::Inside(Box::new(InsideJob { work, done: None, reply }))
    }

    /// The plans of the job.
    pub(crate) fn plans(&self) -> &[Plan] {
        match self {
            Self::Commit(write, _) => write.plans(),
            Self::Inside(_) | Self::After(_) => &[],
        }
    }
}

/// Where the answer of a job goes.
pub(crate) struct Reply<T>(oneshot::Sender<Result<T>>);

impl<T> Reply<T> {
    /// Answers. One who no longer waits is no error: the work is done all the same.
    pub(crate) fn send(self, result: Result<T>) {
        let _ = self.0.send(result);
    }
}

/// How many counters of plans there are: 64 KB, of which a thousand plans under way touch one in sixteen.
const COUNTERS: usize = 1 << 14;

/// The counters of a key: its own, and that of its partition key.
const COUNTERS_OF_KEY: usize = 2;

/// The queue.
pub(crate) struct Queue {
    state: Mutex<State>,
    filled: Condvar,
    /// Plans that are queued or being committed.
    writing: AtomicUsize,
    /// Those plans, counted at the hash of their key and at that of their partition key.
    keys: Box<[AtomicU32]>,
    hasher: RandomState,
}

#[derive(Default)]
struct State {
    jobs: Vec<Job>,
    /// The counters of the jobs' keys.
    keys: Vec<usize>,
    /// Whether the writer sleeps until it is woken: waking is a system call.
    waits: bool,
    stopped: bool,
}

/// Jobs that were taken out together, and the counters of the keys that they write.
pub(crate) struct Batch {
    pub jobs: Vec<Job>,
    pub keys: Vec<usize>,
}

impl Default for Queue {
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

impl Queue {
    /// Whether a plan for this key is under way.
    pub(crate) fn is_writing(&self, key: &Key) -> bool {
        self.is_busy() && self.keys[self.counter((&key.pk, &key.sk))].load(Ordering::Acquire) > 0
    }

    /// Whether a plan for a key of this partition is under way.
    pub(crate) fn is_writing_in(&self, pk: &str) -> bool {
        self.is_busy() && self.keys[self.counter(pk)].load(Ordering::Acquire) > 0
    }

    /// Whether any plan is under way.
    pub(crate) fn is_busy(&self) -> bool {
        self.writing.load(Ordering::Acquire) > 0
    }

    /// Queues a job; its answer comes when the writer has done it.
    pub(crate) fn submit<T: Send + Unpin + 'static>(
        &self,
        job: impl FnOnce(Reply<T>) -> Job,
    ) -> StoreFuture<T> {
        let (sender, receiver) = oneshot::channel();
        let job = job(Reply(sender));
        let mut state = self.lock();
        if state.stopped {
            return StoreFuture::ready(Err(closed()));
        }
        for plan in job.plans() {
            for counter in self.counters(&plan.key) {
                self.keys[counter].fetch_add(1, Ordering::Release);
                state.keys.push(counter);
            }
        }
        self.writing.fetch_add(job.plans().len(), Ordering::Release);
        state.jobs.push(job);
        let waits = std::mem::take(&mut state.waits);
        drop(state);
        if waits {
            self.filled.notify_one();
        }
        StoreFuture::reply(receiver)
    }

    /// Waits for jobs and takes all; an empty batch after `patience`, `None` once stopped and empty.
    pub(crate) fn take(&self, patience: Option<Duration>) -> Option<Batch> {
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
                        return Some(Batch { jobs: Vec::new(), keys: Vec::new() });
                    }
                    state
                }
            };
        }
        let jobs = std::mem::take(&mut state.jobs);
        let keys = std::mem::take(&mut state.keys);
        Some(Batch { jobs, keys })
    }

    /// Forgets the keys of a batch: it is committed, or has failed. Reads may go ahead again.
    pub(crate) fn done(&self, keys: &[usize]) {
        for key in keys {
            self.keys[*key].fetch_sub(1, Ordering::Release);
        }
        self.writing.fetch_sub(keys.len() / COUNTERS_OF_KEY, Ordering::Release);
    }

    /// Takes no more jobs. The writer ends when it has done those that wait.
    pub(crate) fn stop(&self) {
        self.lock().stopped = true;
        self.filled.notify_one();
    }

    /// The state is changed in single steps, so it is sound even where a holder panicked.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn counters(&self, key: &Key) -> [usize; COUNTERS_OF_KEY] {
        [self.counter((&key.pk, &key.sk)), self.counter(&*key.pk)]
    }

    fn counter(&self, of: impl Hash) -> usize {
        #[allow(clippy::cast_possible_truncation)] // any bits of a hash will do
        let hash = self.hasher.hash_one(of) as usize;
        hash % COUNTERS
    }
}
