//! What to do after the condition of a write failed: `plan::apply` decides, on the row that DynamoDB found.

use crate::model::{Item, Result, Stamp};
use crate::plan::{Plan, apply};
use crate::store::dynamo::attribute::{Row, item_of};
use crate::store::dynamo::compile::{
    Request, assumes_more, compile_keeping_value, compile_over, compile_over_expired,
};

/// How a write goes on after a refusal or a lost answer.
pub(super) enum NextStep {
    /// It is done, and has left this item.
    Done(Option<Item>),
    /// With this request.
    Send(Box<Request>),
    /// With the plan, compiled anew.
    Compile,
}

/// How a write goes on after its condition failed on this row. An error if the plan does not allow what was found.
pub(super) fn after_refusal(plan: &Plan, row: Option<&Row>, stamp: &Stamp) -> Result<NextStep> {
    let found = row.map(item_of).transpose()?;
    let now = stamp.second();
    let applied = apply(plan, found.as_ref(), stamp)?;
    if found.as_ref().is_some_and(|item| item.is_expired(now)) {
        return Ok(NextStep::Send(compile_over_expired(applied.item, &plan.key, stamp)?.into()));
    }
    if assumes_more(plan, row) {
        return Ok(NextStep::Send(compile_over(applied.item, &plan.key, row)?.into()));
    }
    let keeping = found.map_or(Ok(None), |_| compile_keeping_value(plan, stamp))?;
    match keeping.filter(Request::fits) {
        Some(request) => Ok(NextStep::Send(request.into())),
        // The predicate holds for this row, so the write goes on even if DynamoDB should see that otherwise.
        None if plan.condition.matches.is_some() && !plan.change.is_none() => {
            Ok(NextStep::Send(compile_over(applied.item, &plan.key, row)?.into()))
        }
        None => Ok(NextStep::Compile),
    }
}
