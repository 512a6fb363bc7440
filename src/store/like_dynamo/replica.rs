//! A copy of a store that learns of its writes later, as the replicas and indexes of DynamoDB do.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::model::{Key, Millis};
use crate::plan::Plan;
use crate::store::{Store, StoreFuture, Write, Written};

/// Most writes that wait. While a clock stands still, they would fill the memory.
const MOST_WAITING: usize = 10_000;

/// What a write has left: a plan for each item that stores or removes it.
struct Trace {
    at: Millis,
    plans: Vec<Plan>,
}

/// A copy of a store. It has a state that the store had no longer ago than the lag.
pub(super) struct Replica {
    store: Arc<dyn Store>,
    lag: Duration,
    waiting: Mutex<VecDeque<Trace>>,
}

impl Replica {
    /// A replica in an empty store.
    pub(super) fn new(store: Arc<dyn Store>, lag: Duration) -> Self {
        Self { store, lag, waiting: Mutex::default() }
    }

    /// The copy.
    pub(super) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Notes a write that was carried out at a time, or somewhat later. Writes come in their order.
    pub(super) fn note(&self, at: Millis, now: Millis, plans: Vec<Plan>) {
        let mut waiting = self.lock();
        waiting.push_back(Trace { at, plans });
        self.advance(&mut waiting, now, 0.0);
    }

    /// Carries out the writes that are older than the lag, and of the others the first, a share from 0 to below 1.
    pub(super) fn catch_up(&self, now: Millis, share: f64) {
        self.advance(&mut self.lock(), now, share);
    }

    /// Forgets everything.
    pub(super) fn clear(&self) -> StoreFuture<Option<u64>> {
        self.lock().clear();
        self.store.clear()
    }

    fn advance(&self, waiting: &mut VecDeque<Trace>, now: Millis, share: f64) {
        // The clock may have been set back since a write.
        let is_over = |trace: &Trace| trace.at > now || now.since(trace.at) >= self.lag;
        let over = waiting.iter().rposition(is_over).map_or(0, |last| last + 1);
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
        // at most MOST_WAITING
        let ahead = ((waiting.len() - over + 1) as f64 * share) as usize;
        let due = (over + ahead).max(waiting.len().saturating_sub(MOST_WAITING)).min(waiting.len());
        for Trace { plans, .. } in waiting.drain(..due) {
            // Reads of the store wait for the writes before them, so nobody need wait here.
            drop(self.store.commit(Write::Each(plans)));
        }
    }

    /// Each change is complete in itself, so the traces are sound even after a holder panicked.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Trace>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The items that a write asks to change.
pub(super) fn changed_keys(write: &Write) -> Vec<(Key, bool)> {
    write.plans().iter().map(|plan| (plan.key.clone(), !plan.change.is_none())).collect()
}

/// The plans that leave behind what a write has left. `keys` are those of its plans, and whether each changes anything.
pub(super) fn trace(keys: &[(Key, bool)], written: &Written) -> Vec<Plan> {
    let refused = written.refused.iter().map(|refused| &refused.key);
    let place = |key: &'_ Key| (key.pk.clone(), key.sk.clone());
    let skipped: HashSet<_> = refused.chain(&written.unprocessed).map(place).collect();
    let carried_out = keys.iter().filter(|(key, _)| !skipped.contains(&place(key)));
    carried_out
        .zip(&written.applied)
        .filter(|((_, changes), _)| *changes)
        .map(|((key, _), applied)| match &applied.item {
            Some(item) => Plan::store(item.clone()),
            None => Plan::remove(key.clone()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Error;
    use crate::plan::{Applied, Change, Condition};
    use crate::store::RefusedWrite;

    #[test]
    fn a_trace_names_what_was_removed_beside_what_was_refused_or_only_checked() {
        let key = |text: &str| Key::parse(text).unwrap();
        let check = Plan { key: key("c:2"), condition: Condition::default(), change: Change::Check };
        let plans = [Plan::remove(key("c:1")), check, Plan::remove(key("c:3")), Plan::remove(key("c:4"))];
        let keys = changed_keys(&Write::Each(plans.to_vec()));
        let refused = vec![RefusedWrite { key: key("c:1"), error: Error::internal() }];
        let applied = vec![Applied { item: None }, Applied { item: None }];
        let written = Written { applied, refused, unprocessed: vec![key("c:3")] };
        assert_eq!(trace(&keys, &written), [Plan::remove(key("c:4"))]);
    }
}
