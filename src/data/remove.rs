//! `remove`: one item, or several at once.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::batch_keys::{BatchVerb, complete_key, distinct_keys};
use super::bulk::write_batch;
use super::option_kinds::IsGiven;
use super::options::{Options, options};
use crate::model::{Error, Json, Key, Result, Version};
use crate::plan::{Condition, Match, Plan};

options! {
    /// What `remove` takes for one key.
    RemoveOptions {
        version: Option<Version>,
        exists: Option<bool>,
        matches as "if": Option<Box<Match>>,
    }
}

options! {
    /// The options of `remove` that it must not have for several keys.
    RemoveManyOptions {
        version: IsGiven,
        exists: IsGiven,
        matches as "if": IsGiven,
    }
}

impl RemoveOptions {
    /// The plan of `remove`.
    pub(super) fn plan(self, key: Key) -> Plan {
        let Self { version, exists, matches } = self;
        Plan {
            condition: Condition { exists, version, matches, ..Condition::default() },
            ..Plan::remove(key)
        }
    }
}

/// `remove(key, options)`: `true`, whether or not the item was there.
pub async fn remove(store: StoreRef, key: CompactString, options: Option<Json>) -> Result<Answer> {
    let options = RemoveOptions::read(options.as_ref())?;
    store.commit(options.plan(complete_key(&key, BatchVerb::Remove)?).into()).await?;
    Ok(Answer::text("true"))
}

/// `remove([keys])`: `true` once all are removed, `false` if the store did not take some.
pub async fn remove_many(store: StoreRef, keys: Vec<String>, options: Option<Json>) -> Result<Answer> {
    let RemoveManyOptions { version, exists, matches } = RemoveManyOptions::read(options.as_ref())?;
    let given = [("version", version), ("exists", exists), ("if", matches)];
    if let Some((name, _)) = given.iter().find(|(_, presence)| presence.0) {
        return Err(Error::invalid_option(format!(
            "'{name}' is not possible for several keys; remove them one by one"
        )));
    }
    let plans = distinct_keys(&keys, BatchVerb::Remove)?.into_iter().map(Plan::remove).collect();
    let written = write_batch(&store, plans).await?.complete()?;
    Ok(Answer::text(if written.unprocessed.is_empty() { "true" } else { "false" }))
}
