//! A write without a token: one request with a condition.
//!
//! If the answer is lost, the call looks for its version in the table: an item with that version is its work. If the
//! item has another version or is gone, the call may still have been carried out before somebody else wrote. Then an
//! addition, and whatever else must not happen twice, fails with `UNKNOWN_OUTCOME`; all other writes are sent again. A
//! call that gives up after a lost answer fails with `UNKNOWN_OUTCOME`, too, whatever ended it.

use std::time::Duration;

use super::ROUNDS;
use super::refusal::{NextStep, after_refusal};
use super::request::Sent;
use crate::model::{Error, Item, Millis, Result, Stamp};
use crate::plan::{Applied, Change, Plan, apply};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, item_of, read_row, written_item};
use crate::store::dynamo::compile::{compile, compile_over};
use crate::store::dynamo::error::{unknown_after, unknown_outcome};
use crate::store::dynamo::retry::delays;
use crate::store::dynamo::version::{stamp_now, version_of, wrote};

/// Longer than a call takes, and than clocks differ.
const LONGEST_CALL: Duration = Duration::from_secs(600);

/// A write that is not done.
struct PendingWrite<'a> {
    plan: &'a Plan,
    stamp: Stamp,
    /// When the call was made.
    began: Millis,
    /// Whether the plan must not take effect twice.
    once: bool,
    /// Whether an attempt whose answer was lost may have been carried out.
    doubtful: bool,
}

impl Table {
    /// Carries out a plan, at most once if others may have acted on its effect.
    pub(super) async fn write(&self, plan: &Plan, once: bool) -> Result<Applied> {
        let once = once || plan.accumulates();
        let (stamp, began) = (stamp_now(), system_clock());
        let mut pending = PendingWrite { plan, stamp, began, once, doubtful: false };
        let mut request = compile(plan, &pending.stamp)?;
        if !request.fits() {
            return Box::pin(self.rewrite(plan, pending.stamp, once, None)).await;
        }
        let mut delays = delays();
        let mut rounds = 0;
        loop {
            let sent = self.send(&request, &mut delays).await.map_err(|error| pending.in_doubt(error))?;
            let next = match sent {
                Sent::Done(applied) => return Ok(applied),
                Sent::Refused(found) => {
                    rounds += 1;
                    let next = pending.after_refusal(found.as_ref())?;
                    // The first refusal tells what is there; the next ones, that others write it all the time.
                    if rounds > 1
                        && let Some(delay) = delays.next()
                    {
                        tokio::time::sleep(delay).await;
                    }
                    next
                }
                Sent::Unknown(error) => {
                    pending.doubtful = true;
                    let found = self.row(&plan.key).await.map_err(|error| pending.in_doubt(error))?;
                    match (pending.after_doubt(found.as_ref())?, delays.next()) {
                        (done @ NextStep::Done(_), _) => done,
                        (_, None) => return Err(pending.in_doubt(error)),
                        (next, Some(delay)) => {
                            tokio::time::sleep(delay).await;
                            next
                        }
                    }
                }
            };
            pending.stamp = pending.stamp.at(system_clock());
            request = match next {
                NextStep::Done(item) => return Ok(Applied { item }),
                NextStep::Send(request) => *request,
                NextStep::Compile => compile(plan, &pending.stamp)?,
            };
            if rounds == ROUNDS {
                return Err(pending.in_doubt(Error::contention(plan.key.to_text())));
            }
        }
    }
}

impl PendingWrite<'_> {
    fn after_refusal(&self, found: Option<&Row>) -> Result<NextStep> {
        if let Some(found) = found.filter(|found| self.has_written(found)) {
            return written_item(found).map(|item| NextStep::Done(Some(item)));
        }
        if self.doubtful && matches!(self.plan.change, Change::Remove) && !self.needs_version() {
            return self.after_doubt(found);
        }
        match after_refusal(self.plan, found, &self.stamp) {
            // An earlier attempt may have been carried out, and somebody else may have written since.
            Err(_) if self.doubtful && !self.is_older(found) => Err(unknown_outcome()),
            next => next,
        }
    }

    /// How the write goes on after its answer was lost and this row was found.
    fn after_doubt(&self, found: Option<&Row>) -> Result<NextStep> {
        match found {
            Some(found) if self.has_written(found) => Ok(NextStep::Done(Some(written_item(found)?))),
            _ if self.needs_version() => Ok(NextStep::Compile),
            // A removal of what is gone has no second effect.
            _ if self.once && !(found.is_none() && matches!(self.plan.change, Change::Remove)) => {
                Err(unknown_outcome())
            }
            _ if !matches!(self.plan.change, Change::Remove) => Ok(NextStep::Compile),
            // A removal leaves no version. An item that is gone was removed; one that is older than the call was not.
            None if apply(self.plan, None, &self.stamp).is_err() => Err(unknown_outcome()),
            None => Ok(NextStep::Done(None)),
            Some(row) if self.was_there_before(found) => {
                apply(self.plan, Some(&item_of(row)?), &self.stamp.at(system_clock()))?;
                Ok(NextStep::Send(compile_over(None, &self.plan.key, found)?.into()))
            }
            Some(_) => Err(unknown_outcome()),
        }
    }

    /// Whether a row is what the call wrote. A plan that brings a version along leaves no stamp: then an equal item counts,
    /// if an answer was lost.
    fn has_written(&self, found: &Row) -> bool {
        let brings_along = |item: Item| match &self.plan.change {
            Change::Replace(replacement) if replacement.version.is_some() => {
                item == replacement.to_item(&self.plan.key, &self.stamp)
            }
            _ => false,
        };
        wrote(self.stamp, found) || self.doubtful && read_row(found).is_ok_and(brings_along)
    }

    /// Whether the plan needs a version of the item. Then it can be sent again: an attempt that is carried out changes
    /// the version, so no other one is.
    fn needs_version(&self) -> bool {
        self.plan.condition.version.is_some()
    }

    /// Whether a row that refuses the plan is older than the call, so that no attempt of the call was carried out. A
    /// version has the time of its call. A call that began before this one may have been carried out after it, so where
    /// the plan needs a version, the present one must be older than any call that was under way.
    fn is_older(&self, found: Option<&Row>) -> bool {
        if self.needs_version() {
            return found
                .and_then(version_of)
                .is_some_and(|version| version.at() + LONGEST_CALL < self.began);
        }
        self.was_there_before(found) || self.was_created_before(found)
    }

    /// Whether a row was last written before the call, so that no attempt of the call was carried out.
    fn was_there_before(&self, found: Option<&Row>) -> bool {
        found.and_then(version_of).is_some_and(|version| version.at() < self.began)
    }

    /// Whether a call that must create its item found one that is older than the call.
    fn was_created_before(&self, found: Option<&Row>) -> bool {
        let created = found.and_then(|row| read_row(row).ok()).map(|item| item.created);
        self.plan.condition.exists == Some(false)
            && created.is_some_and(|created| created < self.began.seconds())
    }

    /// The error of a call that gives up.
    fn in_doubt(&self, error: Error) -> Error {
        if self.doubtful { unknown_after(error) } else { error }
    }
}
