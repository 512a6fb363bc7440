//! Writes of one item: a compiled request, and what to make of a refusal or of a lost answer.
//!
//! An answer that is lost is looked for: an item with the version of the call was written by it. Where the item has
//! another version or is gone, a call may have been carried out all the same, before somebody else wrote. Then what
//! would count twice is told as unknown, and everything else is sent again.

use super::request::Sent;
use crate::model::{Error, Item, Millis, Result};
use crate::plan::{Applied, Change, Plan, apply};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, item_of};
use crate::store::dynamo::compile::{
    Request, compile, compile_keeping_value, compile_over, compile_over_expired,
};
use crate::store::dynamo::error::{contention, unknown_outcome};
use crate::store::dynamo::retry::delays;
use crate::store::dynamo::version::{Stamp, modified_at};

/// How often a plan is compiled anew because somebody else changed the item meanwhile.
pub(crate) const ROUNDS: usize = 16;

/// A call under way.
struct Call<'a> {
    plan: &'a Plan,
    stamp: Stamp,
    /// When it was made.
    began: Millis,
    /// Whether an attempt may have been carried out whose answer was lost.
    doubtful: bool,
}

/// What is to be done after a refusal or a lost answer.
pub(crate) enum Next {
    /// Nothing: this is what the call made.
    Nothing(Option<Item>),
    /// This request.
    Send(Box<Request>),
    /// The plan anew.
    Again,
}

impl Table {
    /// Carries out a plan.
    pub(crate) async fn write(&self, plan: &Plan) -> Result<Applied> {
        let mut call = Call { plan, stamp: Stamp::now(), began: system_clock(), doubtful: false };
        let mut request = compile(plan, &call.stamp)?;
        if !request.fits() {
            return Box::pin(self.rewrite(plan, call.stamp, None)).await;
        }
        let mut delays = delays();
        let mut rounds = 0;
        loop {
            let next = match self.send(&request, &mut delays).await? {
                Sent::Done(applied) => return Ok(applied),
                Sent::Refused(found) => {
                    rounds += 1;
                    call.after_refusal(found.as_ref())?
                }
                Sent::Unknown(error) => {
                    call.doubtful = true;
                    let found = self.row(&plan.key).await.map_err(|error| call.in_doubt(error))?;
                    match (call.after_doubt(found.as_ref())?, delays.next()) {
                        (done @ Next::Nothing(_), _) => done,
                        (_, None) => return Err(call.in_doubt(error)),
                        (next, Some(delay)) => {
                            tokio::time::sleep(delay).await;
                            next
                        }
                    }
                }
            };
            call.stamp = call.stamp.at(system_clock());
            request = match next {
                Next::Nothing(item) => return Ok(Applied { item }),
                Next::Send(request) => *request,
                Next::Again => compile(plan, &call.stamp)?,
            };
            if rounds == ROUNDS {
                return Err(contention(&plan.key));
            }
        }
    }
}

impl Call<'_> {
    fn after_refusal(&self, found: Option<&Row>) -> Result<Next> {
        if let Some(found) = found.filter(|found| self.stamp.wrote(found)) {
            return item_of(found).map(|item| Next::Nothing(Some(item)));
        }
        if self.doubtful && matches!(self.plan.change, Change::Remove) {
            return self.after_doubt(found);
        }
        match next(self.plan, found, &self.stamp) {
            // An attempt before this one may have been carried out, and somebody else may have written since.
            Err(_)
                if self.doubtful && !self.was_there_before(found) && !self.was_created_before(found)? =>
            {
                Err(unknown_outcome())
            }
            next => next,
        }
    }

    /// What to do when an answer was lost and this is stored.
    fn after_doubt(&self, found: Option<&Row>) -> Result<Next> {
        match found {
            Some(found) if self.stamp.wrote(found) => Ok(Next::Nothing(Some(item_of(found)?))),
            _ if self.plan.adds() => Err(unknown_outcome()),
            _ if !matches!(self.plan.change, Change::Remove) => Ok(Next::Again),
            // A removal leaves no version. What is gone is removed, and what is older than the call is not yet.
            None if self.plan.condition.exists == Some(true) => Err(unknown_outcome()),
            None => Ok(Next::Nothing(None)),
            Some(row) if self.was_there_before(found) => {
                apply(self.plan, Some(&item_of(row)?), system_clock().seconds())?;
                Ok(Next::Send(compile_over(None, &self.plan.key, found, &self.stamp)?.into()))
            }
            Some(_) => Err(unknown_outcome()),
        }
    }

    /// Whether a row was last written before the call, so that no attempt of the call was carried out.
    fn was_there_before(&self, found: Option<&Row>) -> bool {
        found.and_then(modified_at).is_some_and(|modified| modified < self.began)
    }

    /// Whether a call that must create its item found one that is older than the call.
    fn was_created_before(&self, found: Option<&Row>) -> Result<bool> {
        let created = found.map(item_of).transpose()?.map(|item| item.created);
        Ok(self.plan.condition.exists == Some(false)
            && created.is_some_and(|created| created < self.began.seconds()))
    }

    /// The error of a call that stays unanswered.
    fn in_doubt(&self, error: Error) -> Error {
        if self.plan.adds() { unknown_outcome() } else { error }
    }
}

/// What a refusal means: the semantics decide, on the row that was found.
pub(crate) fn next(plan: &Plan, found: Option<&Row>, stamp: &Stamp) -> Result<Next> {
    let found = found.map(item_of).transpose()?;
    let now = stamp.second();
    let applied = apply(plan, found.as_ref(), now)?;
    Ok(match found {
        Some(found) if found.is_expired(now) => {
            Next::Send(compile_over_expired(applied.item, &plan.key, stamp)?.into())
        }
        Some(_) => {
            compile_keeping_value(plan, stamp).map_or(Next::Again, |request| Next::Send(request.into()))
        }
        None => Next::Again,
    })
}
