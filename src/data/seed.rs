//! `seed`: many items at once, if need be into an emptied store.

use super::StoreRef;
use std::collections::HashSet;

use super::answer::Answer;
use super::set::{plan_item, split_items};
use super::truncate::remove_all;
use crate::model::{Error, Json, Key, Result};
use crate::plan::Plan;
use crate::store::Written;

/// Items that are written at once.
const AT_ONCE: usize = 1000;

/// `seed(items, overwrite)`. All items are checked before the first is written or removed.
pub async fn seed(
    store: StoreRef,
    items: Json,
    overwrite: bool,
    remove_nulls: Option<bool>,
) -> Result<Answer> {
    let now = store.now();
    let items = split_items(&items)?;
    let plans = items.iter().map(|item| plan_item(item, remove_nulls, now)).collect::<Result<Vec<_>>>()?;
    if overwrite {
        remove_all(&store).await?;
    }
    let count = write_all(&store, plans).await?;
    Ok(Answer::text(format!("{{\"items\":{count}}}")))
}

/// Writes plans, the last of each key, and tells how many. What the store did not take is an error.
pub(super) async fn write_all(store: &StoreRef, mut plans: Vec<Plan>) -> Result<usize> {
    let mut seen = HashSet::with_capacity(plans.len());
    plans.reverse();
    plans.retain(|plan| seen.insert((plan.key.pk.clone(), plan.key.sk.clone())));
    plans.reverse();
    let total = plans.len();
    let mut unprocessed = Vec::new();
    while !plans.is_empty() {
        let rest = plans.split_off(plans.len().min(AT_ONCE));
        let Written { unprocessed: left, .. } = store.write_many(plans).await?;
        unprocessed.extend(left);
        plans = rest;
    }
    if unprocessed.is_empty() {
        return Ok(total);
    }
    let keys: Vec<_> = unprocessed.iter().map(Key::to_text).collect();
    Err(Error::refused(
        "UNPROCESSED",
        format!(
            "{} of {total} items were not written because the table refused them for being too busy: {}. Write these \
             again.",
            keys.len(),
            keys.join(", ")
        ),
    ))
}
