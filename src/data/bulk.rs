//! Writes and removals of any number of items, a thousand at a time.

use std::collections::HashSet;

use super::StoreRef;
use crate::model::{Error, Key, Result};
use crate::plan::Plan;
use crate::store::{Scan, Write, Written};

/// Most items of one write to the store.
const AT_ONCE: usize = 1000;

/// Removes every item, expired ones too.
pub(super) async fn remove_all(store: &StoreRef) -> Result<usize> {
    let mut scan = Scan { expired: true, ..Scan::everything() };
    let mut total = 0;
    loop {
        let page = store.scan(scan.clone()).await?;
        let unreadable = page.unreadable.into_iter().filter_map(|row| row.key);
        let keys = page.items.into_iter().map(|item| item.key).chain(unreadable);
        let plans = keys.map(Plan::remove).collect();
        total += write_all(store, plans).await?;
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(total),
        }
    }
}

/// Writes the last plan of each key. Returns their number. Fails if the store did not process some.
pub(super) async fn write_all(store: &StoreRef, mut plans: Vec<Plan>) -> Result<usize> {
    let mut seen = HashSet::with_capacity(plans.len());
    plans.reverse();
    plans.retain(|plan| seen.insert((plan.key.pk.clone(), plan.key.sk.clone())));
    plans.reverse();
    let total = plans.len();
    let mut unprocessed = Vec::new();
    while !plans.is_empty() {
        let rest = plans.split_off(plans.len().min(AT_ONCE));
        let Written { unprocessed: left, .. } = store.commit(Write::Each(plans)).await?;
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
