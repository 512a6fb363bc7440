//! The writer thread: group commit.
//!
//! It takes all that waits, carries every plan out in one transaction, syncs once and answers all.
//! A plan that is refused leaves the others alone; a transaction that fails leaves nothing.

pub(crate) mod queue;
mod sweep;
mod trim;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use heed::{MdbError, RwTxn};

use self::queue::Job;
use self::sweep::Sweeper;
use self::trim::Trimmer;
use super::error::{from_heed, gone, internal, unusable, without_locks};
use super::file::Core;
use super::open::check::adopt;
use crate::model::{Error, Result};
use crate::plan::{Applied, Plan, apply};
use crate::store::Written;

/// How often the map is enlarged or adopted for one transaction.
const MAP_ATTEMPTS: usize = 16;

/// How often readers that were killed are looked for: while there is one, no page is used again.
const CLEAR_EVERY: Duration = Duration::from_secs(1);

/// Starts the writer of a store. It ends when the queue is stopped.
pub(crate) fn spawn(core: Arc<Core>) -> Result<JoinHandle<()>> {
    Builder::new()
        .name("ampt-data writer".into())
        .spawn(move || run(&core))
        .map_err(|error| unusable(format!("The store's writer thread cannot be started: {error}.")))
}

fn run(core: &Core) {
    if core.is_copy {
        // A failure leaves the check to be done again.
        let _ = adopt(core);
    }
    let mut sweeper = Sweeper::new(core);
    let mut trimmer = Trimmer::default();
    let mut cleared = Instant::now();
    while let Some(mut batch) = core.queue.take(sweeper.patience()) {
        // A panic drops the replies, which tells all who wait; the next batch starts afresh.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let done = Done { core, keys: &batch.keys };
            let results = commit(core, &mut batch.jobs);
            drop(done);
            answer(batch.jobs, results);
        }));
        let _ = catch_unwind(AssertUnwindSafe(|| {
            sweeper.sweep();
            trimmer.trim(core);
            if cleared.elapsed() >= CLEAR_EVERY {
                cleared = Instant::now();
                core.clear_stale_readers();
            }
        }));
    }
}

/// Lets reads of the keys go ahead when it is dropped, even where a plan panicked.
struct Done<'a> {
    core: &'a Core,
    keys: &'a [usize],
}

impl Drop for Done<'_> {
    fn drop(&mut self) {
        self.core.queue.done(self.keys);
    }
}

/// Carries out the plans of jobs in one transaction. An error means that none was.
fn commit(core: &Core, jobs: &mut [Job]) -> Result<Vec<Result<Applied>>> {
    if jobs.iter().all(|job| matches!(job, Job::After(_))) {
        return Ok(Vec::new());
    }
    in_write(core, |txn| {
        let mut results = Vec::with_capacity(jobs.len());
        for job in &mut *jobs {
            if let Job::Inside(work) = job {
                work.work(core, txn)?;
            }
            for plan in job.plans() {
                results.push(carry_out(core, txn, plan)?);
            }
        }
        Ok(results)
    })
}

/// Runs `work` in a write transaction and commits it, with a larger map where it needs one.
pub(crate) fn in_write<T>(core: &Core, mut work: impl FnMut(&mut RwTxn) -> heed::Result<T>) -> Result<T> {
    for _ in 0..MAP_ATTEMPTS {
        if core.is_deleted() {
            return Err(gone());
        }
        if core.has_lost_locks() {
            return Err(without_locks());
        }
        let guard = core.env();
        let result = guard.as_ref().ok_or_else(gone)?.write_txn().and_then(|mut txn| {
            let log = &core.tables.log;
            let last = log.last(&txn)?;
            let value = work(&mut txn)?;
            let now_last = log.is_used(&txn)?.then(|| log.last(&txn)).transpose()?;
            txn.commit()?;
            if let Some(now_last) = now_last {
                core.log.changes.send_modify(|own| *own = if now_last > last { now_last } else { *own });
            }
            Ok(value)
        });
        drop(guard);
        match result {
            Err(heed::Error::Mdb(MdbError::MapFull)) => core.grow_map()?,
            Err(heed::Error::Mdb(MdbError::MapResized)) => core.adopt_map_size()?,
            result => return result.map_err(from_heed),
        }
    }
    Err(from_heed(heed::Error::Mdb(MdbError::MapFull)))
}

fn carry_out(core: &Core, txn: &mut RwTxn, plan: &Plan) -> heed::Result<Result<Applied>> {
    let stored = match core.tables.get(txn, &plan.key)? {
        Ok(stored) => stored,
        Err(error) => return Ok(Err(error)),
    };
    let now = core.now();
    let applied = match apply(plan, stored.as_ref(), now.seconds()) {
        Ok(applied) => applied,
        Err(refused) => return Ok(Err(Error::from(refused))),
    };
    match (&applied.item, &stored) {
        (Some(item), _) => core.tables.put(txn, stored.as_ref(), item, now.0)?,
        (None, Some(stored)) => core.tables.delete(txn, stored, now.0)?,
        (None, None) => {}
    }
    Ok(Ok(applied))
}

/// Answers jobs in their order.
fn answer(jobs: Vec<Job>, results: Result<Vec<Result<Applied>>>) {
    let failed = results.as_ref().err().cloned();
    let (mut results, failure) = match results {
        Ok(results) => (results.into_iter(), internal()),
        Err(error) => (Vec::new().into_iter(), error),
    };
    let mut next = || results.next().unwrap_or_else(|| Err(failure.clone()));
    for job in jobs {
        match job {
            Job::Commit(write, reply) => {
                let applied = write.plans().iter().map(|_| next()).collect::<Result<_>>();
                reply.send(applied.map(|applied| Written { applied, unprocessed: Vec::new() }));
            }
            Job::Inside(work) => work.answer(failed.clone()),
            Job::After(run) => run(),
        }
    }
}
