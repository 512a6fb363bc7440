//! Writes and removals of any number of items, a part at a time.

use std::collections::HashSet;

use super::StoreRef;
use crate::model::{Error, Key, Result};
use crate::plan::Plan;
use crate::store::{RefusedWrite, Scan, StoreFuture, Write, Written};

/// Bytes of items that are written together: so many that the syncs of a commit cost little beside them.
pub(super) const PART_BYTES: usize = 8 * 1024 * 1024;
/// Most items of one call to a remote store, which must end within the timeout of a call.
const REMOTE_PART: usize = 1000;

/// Writes parts one after another. The caller makes the next part while the store writes one.
pub(super) struct BulkWriter<'a> {
    store: &'a StoreRef,
    under_way: Option<StoreFuture<Written>>,
    total: u64,
    unprocessed: Vec<Key>,
    /// The codes of refusals that only leave a plan out.
    leaves_out: &'static [&'static str],
    left_out: u64,
}

impl<'a> BulkWriter<'a> {
    pub(super) fn new(store: &'a StoreRef) -> Self {
        Self::leaving_out(store, &[])
    }

    /// A writer that goes on after refusals with these codes.
    pub(super) fn leaving_out(store: &'a StoreRef, codes: &'static [&'static str]) -> Self {
        Self { store, under_way: None, total: 0, unprocessed: Vec::new(), leaves_out: codes, left_out: 0 }
    }

    /// Begins to write a part, once the one before is written.
    pub(super) async fn put(&mut self, plans: Vec<Plan>) -> Result<()> {
        let most = if self.store.is_remote() { REMOTE_PART } else { usize::MAX };
        let mut plans = last_of_each_key(plans);
        self.total += plans.len() as u64;
        while !plans.is_empty() {
            let rest = plans.split_off(plans.len().min(most));
            self.settle().await?;
            self.under_way = Some(self.store.commit(Write::Each(plans)));
            plans = rest;
        }
        Ok(())
    }

    /// Resolves to the number of items that were written, once all are. Fails if the store did not process some.
    pub(super) async fn end(mut self) -> Result<u64> {
        self.settle().await?;
        if self.unprocessed.is_empty() {
            return Ok(self.total - self.left_out);
        }
        let keys: Vec<_> = self.unprocessed.iter().map(Key::to_text).collect();
        Err(Error::refused(
            "UNPROCESSED",
            format!(
                "{} of {} items were not written because the table refused them for being too busy: {}. Write these \
                 again.",
                keys.len(),
                self.total,
                keys.join(", ")
            ),
        ))
    }

    async fn settle(&mut self) -> Result<()> {
        if let Some(written) = self.under_way.take() {
            let mut written = written.await?;
            let refused = written.refused.len();
            written.refused.retain(|refused| !self.leaves_out.contains(&refused.error.code));
            self.left_out += (refused - written.refused.len()) as u64;
            self.unprocessed.extend(written.complete()?.unprocessed);
        }
        Ok(())
    }
}

/// Removes every item, expired ones too.
pub(super) async fn remove_everything(store: &StoreRef) -> Result<u64> {
    if let Some(count) = store.clear().await? {
        return Ok(count);
    }
    let mut scan = Scan { expired: true, ..Scan::everything() };
    let mut writer = BulkWriter::new(store);
    loop {
        let page = store.scan(scan.clone()).await?;
        let unreadable = page.unreadable.into_iter().filter_map(|row| row.key);
        let keys = page.items.into_iter().map(|item| item.key).chain(unreadable);
        writer.put(keys.map(Plan::remove).collect()).await?;
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return writer.end().await,
        }
    }
}

/// Carries out the plans of a batch, a part at a time where the store is remote. If a part fails after others, its plans
/// and those that follow are among the refused and the unprocessed ones, unless the batch may simply be repeated: then
/// the error says how many are done.
pub(super) async fn write_each(store: &StoreRef, mut plans: Vec<Plan>) -> Result<Written> {
    let most = if store.is_remote() { REMOTE_PART } else { usize::MAX };
    let mut written = Written::default();
    loop {
        let rest = plans.split_off(plans.len().min(most));
        let is_blind = plans.iter().all(Plan::is_blind);
        let keys: Vec<_> = plans.iter().map(|plan| plan.key.clone()).collect();
        match store.commit(Write::Each(plans)).await {
            Ok(part) => written.append(part),
            Err(error) if written.applied.is_empty() => return Err(error),
            Err(error) if is_blind => return Err(after_others(&error, written.applied.len())),
            Err(error) => {
                let mut keys = keys.into_iter();
                written.refused.extend(keys.next().map(|key| RefusedWrite { key, error }));
                written.unprocessed.extend(keys.chain(rest.into_iter().map(|plan| plan.key)));
                return Ok(written);
            }
        }
        if rest.is_empty() {
            return Ok(written);
        }
        plans = rest;
    }
}

/// Carries out the plans of a batch whose answer can name what was not processed, as [`write_each`] does.
pub(super) async fn write_batch(store: &StoreRef, mut plans: Vec<Plan>) -> Result<Written> {
    let left_out = store.interference().map(|interference| interference.leave_out(&mut plans));
    let mut written = write_each(store, plans).await?;
    written.unprocessed.extend(left_out.into_iter().flatten());
    Ok(written)
}

/// Carries out plans, all of them or none. One alone needs no transaction.
pub(super) async fn write_together(store: &StoreRef, mut plans: Vec<Plan>) -> Result<Written> {
    match plans.pop() {
        Some(plan) if plans.is_empty() => {
            let key = plan.key.to_text();
            let write = Write::One { plan: Box::new(plan), token: None, once: true };
            store.commit(write).await.map_err(|error| error.about(key))
        }
        last => {
            plans.extend(last);
            store.commit(Write::All { plans, returning: true }).await?.complete()
        }
    }
}

/// The error of a batch of which some items are written already.
fn after_others(error: &Error, done: usize) -> Error {
    Error::refused(
        "UNKNOWN_OUTCOME",
        format!("{done} items of this batch are written, others may be. Repeat the batch. {}", error.message),
    )
}

/// The last plan of each key.
pub(super) fn last_of_each_key(mut plans: Vec<Plan>) -> Vec<Plan> {
    let mut seen = HashSet::with_capacity(plans.len());
    let mut kept: Vec<_> =
        plans.iter().rev().map(|plan| seen.insert((&*plan.key.pk, &*plan.key.sk))).collect();
    plans.retain(|_| kept.pop().unwrap_or_default());
    plans
}
