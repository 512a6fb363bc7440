//! Which items have changed since a watch read them.
//!
//! An item that changes again before it is read is listed once, so a slow reader costs no more than the keys of what has
//! changed.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::watched::Watched;
use crate::model::row::Unreadable;
use crate::model::{Error, Event, EventKind, Item, Key, Result};
use crate::store::feed::Listener;

/// The items that have changed.
pub(super) struct Stale {
    watched: Arc<Watched>,
    list: Mutex<StaleList>,
    /// Wakes the one reader.
    news: Notify,
}

#[derive(Default)]
struct StaleList {
    /// In the order in which they changed first.
    order: VecDeque<Key>,
    /// Whether the watch was about the item before one of the changes.
    was_there: HashMap<Key, bool>,
    /// A row without a key that can be read. Only the last one is kept.
    unreadable: Option<Unreadable>,
    failure: Option<Error>,
}

/// Some of the items that have changed.
pub(super) struct TakenStale {
    /// Their keys, and whether the watch was about the item before.
    pub keys: Vec<(Key, bool)>,
    pub unreadable: Option<Unreadable>,
}

impl Stale {
    /// None of what is watched has changed.
    pub(super) fn of(watched: Arc<Watched>) -> Self {
        Self { watched, list: Mutex::default(), news: Notify::new() }
    }

    /// Takes at most `most` items from the list, as soon as there are any. Fails if changes were missed.
    pub(super) async fn take(&self, most: usize) -> Result<TakenStale> {
        loop {
            if let Some(taken) = self.list().take(most)? {
                return Ok(taken);
            }
            self.news.notified().await;
        }
    }

    /// Lists items that may have changed, without a sign that the watch was about them.
    pub(super) fn suspect(&self, keys: &[Key]) {
        self.change(|list| keys.iter().for_each(|key| list.add(key, false)));
    }

    fn change(&self, change: impl FnOnce(&mut StaleList)) {
        change(&mut self.list());
        self.news.notify_one();
    }

    /// The list changes in steps that are sound in themselves, even if a holder panicked.
    fn list(&self) -> MutexGuard<'_, StaleList> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StaleList {
    fn add(&mut self, key: &Key, was_there: bool) {
        if let Some(before) = self.was_there.get_mut(key) {
            *before |= was_there;
            return;
        }
        self.was_there.insert(key.clone(), was_there);
        self.order.push_back(key.clone());
    }

    fn take(&mut self, most: usize) -> Result<Option<TakenStale>> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let unreadable = self.unreadable.take();
        let most = most.min(self.order.len());
        if most == 0 && unreadable.is_none() {
            return Ok(None);
        }
        let was_there = &mut self.was_there;
        let keys = self.order.drain(..most).map(|key| {
            let was_there = was_there.remove(&key).unwrap_or_default();
            (key, was_there)
        });
        Ok(Some(TakenStale { keys: keys.collect(), unreadable }))
    }
}

impl Listener for Stale {
    fn changed(&self, event: &Event) {
        let Event { kind, item, previous, .. } = event;
        let (before, after) = match kind {
            EventKind::Deleted => (Some(item), None),
            EventKind::Created | EventKind::Updated => (previous.as_ref(), Some(item)),
        };
        // What cannot be judged is read, and then it is an error.
        let admits = |item: &Item| self.watched.admits(item).unwrap_or(true);
        let was_there = before.is_some_and(admits);
        if was_there || after.is_some_and(admits) {
            self.change(|list| list.add(&item.key, was_there));
        }
    }

    fn unreadable(&self, row: &Unreadable) {
        match &row.key {
            // Reading it tells what is wrong.
            Some(key) if self.watched.may_admit(key) => self.change(|list| list.add(key, false)),
            Some(_) => {}
            None => self.change(|list| list.unreadable = Some(row.clone())),
        }
    }

    fn failed(&self, error: &Error) {
        self.change(|list| list.failure = Some(error.clone()));
    }
}
