//! `remove`: one item, or several at once.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::batch_keys::{BatchVerb, complete_key, distinct_keys};
use super::option_kinds::IsGiven;
use super::options::{Options, options};
use crate::model::{Error, Json, Result};
use crate::plan::{Condition, Match, Plan};
use crate::store::Write;

options! {
    /// What `remove` takes for one key.
    RemoveOptions {
        exists: Option<bool>,
        matches as "if": Option<Box<Match>>,
    }
}

options! {
    /// The options of `remove` that it must not have for several keys.
    RemoveManyOptions {
        exists: IsGiven,
        matches as "if": IsGiven,
    }
}

/// `remove(key, options)`: `true`, whether or not the item was there.
pub async fn remove(store: StoreRef, key: CompactString, options: Option<Json>) -> Result<Answer> {
    let plan = plan_remove(&key, options.as_ref())?;
    store.commit(plan.into()).await?;
    Ok(Answer::text("true"))
}

/// The plan of `remove`.
pub(super) fn plan_remove(key: &str, options: Option<&Json>) -> Result<Plan> {
    let RemoveOptions { exists, matches } = RemoveOptions::read(options)?;
    let condition = Condition { exists, matches, ..Condition::default() };
    Ok(Plan { condition, ..Plan::remove(complete_key(key, BatchVerb::Remove)?) })
}

/// `remove([keys])`: `true` once all are removed, `false` if the store did not take some.
pub async fn remove_many(store: StoreRef, keys: Vec<String>, options: Option<Json>) -> Result<Answer> {
    let RemoveManyOptions { exists, matches } = RemoveManyOptions::read(options.as_ref())?;
    if let Some((name, _)) = [("exists", exists), ("if", matches)].iter().find(|(_, presence)| presence.0) {
        return Err(Error::invalid_option(format!(
            "'{name}' is not possible for several keys; remove them one by one"
        )));
    }
    let plans = distinct_keys(&keys, BatchVerb::Remove)?.into_iter().map(Plan::remove).collect();
    let written = store.commit(Write::Each(plans)).await?.complete()?;
    Ok(Answer::text(if written.unprocessed.is_empty() { "true" } else { "false" }))
}
