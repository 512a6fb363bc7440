//! `remove`: one item, or several at once.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::batch_keys::{BatchVerb, complete_key, distinct_keys};
use crate::model::Result;
use crate::plan::Plan;
use crate::store::Write;

/// `remove(key)`: `true`, whether or not the item was there.
pub async fn remove(store: StoreRef, key: CompactString) -> Result<Answer> {
    store.commit(Plan::remove(complete_key(&key, BatchVerb::Remove)?).into()).await?;
    Ok(Answer::text("true"))
}

/// `remove([keys])`: `true` once all are removed, `false` if the store did not take some.
pub async fn remove_many(store: StoreRef, keys: Vec<String>) -> Result<Answer> {
    let plans = distinct_keys(&keys, BatchVerb::Remove)?.into_iter().map(Plan::remove).collect();
    let written = store.commit(Write::Each(plans)).await?.complete()?;
    Ok(Answer::text(if written.unprocessed.is_empty() { "true" } else { "false" }))
}
