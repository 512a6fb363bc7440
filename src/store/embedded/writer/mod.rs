//! The writer thread: group commit.
//!
//! It takes all jobs that wait, carries them out in one transaction, syncs once and answers them all. A plan that is
//! refused leaves the others alone; a transaction that fails stores nothing.

pub(crate) mod carry_out;
pub(crate) mod queue;
pub(crate) mod sweep;
mod trim;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use self::carry_out::{carry_out, carry_out_all, written};
use self::queue::{Job, TakenJobs, WriteQueue};
use self::sweep::Sweeper;
use self::trim::{Trimmer, remove_dead_listeners};
use super::error::{Failure, unusable};
use super::file::StoreFile;
use crate::model::{Error, Result};
use crate::plan::Applied;
use crate::store::Write;

/// How long a transaction takes in jobs that come while it runs. Each commit syncs twice, so few large ones are faster;
/// but other processes wait for it.
const TAKE_IN: Duration = Duration::from_millis(5);

/// How often the writer frees what killed processes have left: reader slots, which keep LMDB from reusing pages, and
/// changes that nobody reads any more.
const CLEAR_EVERY: Duration = Duration::from_secs(1);

/// Starts the writer thread of a store, which ends when the queue is stopped. `sweep` says whether it deletes expired
/// items, `is_copy` whether the file still names another one as itself.
pub(super) fn spawn(
    file: Arc<StoreFile>,
    queue: Arc<WriteQueue>,
    sweep: bool,
    is_copy: bool,
) -> Result<JoinHandle<()>> {
    let run = move || {
        if is_copy {
            // After a failure the next open checks the file again.
            let _ = file.adopt_copy();
        }
        run(&file, &queue, sweep);
    };
    Builder::new()
        .name("ampt-data writer".into())
        .spawn(run)
        .map_err(|error| unusable(format!("The store cannot start its writer thread: {error}.")))
}

fn run(file: &StoreFile, queue: &WriteQueue, sweep: bool) {
    let mut sweeper = sweep.then(|| Sweeper::new(file));
    let mut trimmer = Trimmer::new(file);
    let mut cleared: Option<Instant> = None;
    while let Some(taken) = queue.take(sweeper.as_ref().map(Sweeper::patience)) {
        // A panic drops the responders, so that every waiting call fails; the next batch starts afresh.
        let _ = catch_unwind(AssertUnwindSafe(|| {
            let mut under_way = JobsUnderWay { queue, taken };
            let results = commit(file, &mut under_way);
            let jobs = std::mem::take(&mut under_way.taken.jobs);
            drop(under_way);
            file.wrote(results.as_ref().map_or(0, Vec::len));
            answer(jobs, results);
        }));
        let _ = catch_unwind(AssertUnwindSafe(|| {
            if let Some(sweeper) = &mut sweeper {
                sweeper.sweep();
            }
            trimmer.trim();
            if cleared.is_none_or(|cleared| cleared.elapsed() >= CLEAR_EVERY) {
                file.environment().clear_stale_readers();
                cleared = (!remove_dead_listeners(file)).then(Instant::now);
            }
        }));
    }
}

/// Jobs that are being done. Reads of their keys go ahead once it is dropped, even if a plan panicked.
struct JobsUnderWay<'a> {
    queue: &'a WriteQueue,
    taken: TakenJobs,
}

impl Drop for JobsUnderWay<'_> {
    fn drop(&mut self) {
        self.queue.done(&self.taken.keys);
    }
}

/// Carries out jobs in one transaction, and those that come meanwhile. Returns the result of each plan; an error means
/// that none was carried out.
fn commit(file: &StoreFile, under_way: &mut JobsUnderWay<'_>) -> Result<Vec<Result<Applied>>> {
    let JobsUnderWay { queue, taken } = under_way;
    if taken.jobs.iter().all(|job| matches!(job, Job::After(_))) {
        return Ok(Vec::new());
    }
    file.in_write(|txn, mut now| {
        let began = Instant::now();
        let mut results = Vec::with_capacity(taken.jobs.len());
        let mut done = 0;
        loop {
            for job in &mut taken.jobs[done..] {
                if let Job::Transaction(work) | Job::Clearance(work) = job {
                    work.run(txn, now)?;
                }
                if let Job::Commit(Write::All { plans, .. }, _) = job {
                    results.extend(carry_out_all(file.tables(txn), txn, plans, now)?);
                    continue;
                }
                for plan in job.plans() {
                    results.push(match carry_out(file.tables(txn), txn, plan, now) {
                        Ok(applied) => Ok(applied),
                        Err(Failure::Refused(error)) => Err(error),
                        Err(failure) => return Err(failure),
                    });
                }
            }
            done = taken.jobs.len();
            if began.elapsed() >= TAKE_IN || !queue.take_more(taken) {
                return Ok(results);
            }
            // No call may find that its item was modified before the call.
            now = file.now();
        }
    })
}

/// Answers jobs in their order.
fn answer(jobs: Vec<Job>, results: Result<Vec<Result<Applied>>>) {
    let failed = results.as_ref().err().cloned();
    let (mut results, failure) = match results {
        Ok(results) => (results.into_iter(), Error::internal()),
        Err(error) => (Vec::new().into_iter(), error),
    };
    let mut next = || results.next().unwrap_or_else(|| Err(failure.clone()));
    for job in jobs {
        match job {
            Job::Commit(write, responder) => {
                let results = write.plans().iter().map(|_| next()).collect();
                responder.send(failed.clone().map_or_else(|| written(&write, results), Err));
            }
            Job::Transaction(work) | Job::Clearance(work) => work.answer(failed.clone()),
            Job::After(run) => run(),
        }
    }
}
