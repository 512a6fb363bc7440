//! Many plans, each by itself, with several requests under way: those that do not look at what is stored in batches of
//! 25, every other one as the write of one item.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::time::Instant;

use crate::model::Result;
use crate::model::limits::MAX_BATCH;
use crate::plan::{Applied, Plan};
use crate::store::busy::THROTTLED;
use crate::store::dynamo::Table;
use crate::store::dynamo::call;
use crate::store::dynamo::error::{UNREACHABLE, concerns_every_request, unknown_after};
use crate::store::dynamo::pace::{Pace, side_by_side};
use crate::store::{RefusedWrite, Written};

impl Table {
    /// Carries out plans. A batch that fails is an error. A plan that is refused, or whose answer is lost, is among the
    /// refused ones; the others go on, unless it failed as all would.
    pub(super) async fn write_each(&self, plans: &[Plan]) -> Result<Written> {
        let (pace, begun) = (&Pace::default(), &AtomicBool::new(false));
        let jobs = jobs_of(plans);
        // After a failure, too, it waits for the requests under way, which would else overwrite what follows.
        let outcomes = side_by_side(&jobs, async |job: &Vec<usize>| {
            let of_job: Vec<_> = job.iter().map(|place| &plans[*place]).collect();
            match of_job.as_slice() {
                [plan] if !plan.is_blind() => vec![self.write_in_turn(plan, pace).await],
                of_job => match self.write_batch(of_job, pace, begun).await {
                    Ok(done) => done.into_iter().map(Ok).collect(),
                    Err(error) => {
                        pace.stop();
                        vec![Err(error); of_job.len()]
                    }
                },
            }
        });
        let mut outcomes: Vec<_> = jobs.iter().flatten().zip(outcomes.await.into_iter().flatten()).collect();
        outcomes.sort_unstable_by_key(|(place, _)| **place);
        let mut written = Written::default();
        for (place, outcome) in outcomes {
            let plan = &plans[*place];
            match outcome {
                Ok(Some(applied)) => written.applied.push(applied),
                Ok(None) => written.unprocessed.push(plan.key.clone()),
                // It would say that nothing was written.
                Err(error)
                    if plan.is_blind() && error.code == UNREACHABLE && begun.load(Ordering::Relaxed) =>
                {
                    return Err(unknown_after(error));
                }
                Err(error) if plan.is_blind() => return Err(error),
                Err(error) => written.refused.push(RefusedWrite { key: plan.key.clone(), error }),
            }
        }
        match written.refused.first() {
            Some(RefusedWrite { error, .. }) if written.applied.is_empty() && is_failure_of_all(&written) => {
                Err(error.clone())
            }
            _ => Ok(written),
        }
    }

    /// Carries out a plan once it may have a request under way. `None` if it was left unprocessed.
    async fn write_in_turn(&self, plan: &Plan, pace: &Pace) -> Result<Option<Applied>> {
        let Some(_turn) = pace.turn().await else { return Ok(None) };
        if call::ends().is_some_and(|ends| ends <= Instant::now()) {
            return Ok(None);
        }
        match Box::pin(self.write(plan, false)).await {
            Ok(applied) => {
                pace.speed_up();
                Ok(Some(applied))
            }
            // It was repeated as long as a call lasts, so the table takes no other one either.
            Err(error) if error.code == THROTTLED => {
                pace.stop();
                Ok(None)
            }
            Err(error) => {
                if concerns_every_request(&error) {
                    pace.stop();
                }
                Err(error)
            }
        }
    }
}

/// The places of the plans, as they go together.
fn jobs_of(plans: &[Plan]) -> Vec<Vec<usize>> {
    let (blind, others): (Vec<_>, Vec<_>) = (0..plans.len()).partition(|place| plans[*place].is_blind());
    let batches = blind.chunks(MAX_BATCH).map(<[usize]>::to_vec);
    batches.chain(others.into_iter().map(|place| vec![place])).collect()
}

fn is_failure_of_all(written: &Written) -> bool {
    written.refused.iter().all(|refused| concerns_every_request(&refused.error))
}
