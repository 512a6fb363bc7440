//! Which items have changed since a watch read them.
//!
//! An item that changes again before it is read is listed once, so a slow reader costs no more than the keys of what has
//! changed. A change whose item was given before the change was heard is not listed, see [`GivenVersions`].

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use super::given::GivenVersions;
use crate::data::watched::Watched;
use crate::model::row::Unreadable;
use crate::model::{Error, Event, Item, Key, Result, Version};
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
    /// By the key. A key in the order that is not here has been given meanwhile.
    changes: HashMap<Key, Cause>,
    given: GivenVersions,
    /// A row without a key that can be read. Only the last one is kept.
    unreadable: Option<Unreadable>,
    failure: Option<Error>,
}

/// Why an item is read again.
#[derive(Clone, Copy, Default)]
pub(super) struct Cause {
    /// Whether the watch was about the item before one of the changes.
    was_there: bool,
    /// The version after the last change, if it is unique.
    heard: Option<Version>,
    /// Whether each later version is going to be heard.
    is_heard: bool,
    /// The version that was given last, if it is known.
    given: Option<Version>,
}

impl Cause {
    /// Whether the item is gone if it is not there: the watch was about it, or has given it.
    pub(super) fn was_there(&self) -> bool {
        self.was_there || self.given.is_some()
    }
}

/// Some of the items that have changed.
pub(super) struct TakenStale {
    /// Their keys, and why they are read again.
    pub keys: Vec<(Key, Cause)>,
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
        self.change(|list| keys.iter().for_each(|key| list.add(key, Cause::default())));
    }

    /// Notes that items are given as they were when the watch began.
    pub(super) fn gave_first<'a>(&self, items: impl Iterator<Item = &'a Item>) {
        let mut list = self.list();
        items.for_each(|item| list.gave(item, Cause::default()));
    }

    /// Notes that an item is given after a change. Returns whether it is another state than the one given before.
    pub(super) fn gave(&self, item: &Item, cause: Cause) -> bool {
        self.list().gave(item, cause);
        cause.given != Some(item.version)
    }

    /// Forgets what was given, except for what is still to be heard: the changes from before are worked off.
    pub(super) fn settle(&self) {
        self.list().given.settle();
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
    fn add(&mut self, key: &Key, cause: Cause) {
        if let Some(before) = self.changes.get_mut(key) {
            before.was_there |= cause.was_there;
            before.is_heard |= cause.is_heard;
            before.heard = cause.heard;
            return;
        }
        self.changes.insert(key.clone(), cause);
        self.order.push_back(key.clone());
    }

    /// Lists a change, unless the item was given as it is after the change.
    fn hear(&mut self, key: &Key, cause: Cause) {
        if cause.heard.is_some_and(|version| self.given.hear(key, version)) {
            self.changes.remove(key);
        } else {
            self.add(key, cause);
        }
    }

    /// Notes that an item is given. It was listed with `cause` when it was taken.
    fn gave(&mut self, item: &Item, cause: Cause) {
        let heard_since = self.changes.get(&item.key).is_some_and(|since| since.heard == Some(item.version));
        if heard_since {
            self.changes.remove(&item.key);
        }
        let awaits = cause.is_heard && cause.heard != Some(item.version) && !heard_since;
        self.given.note(&item.key, item.version, awaits);
    }

    fn take(&mut self, most: usize) -> Result<Option<TakenStale>> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let mut keys = Vec::new();
        while keys.len() < most
            && let Some(key) = self.order.pop_front()
        {
            if let Some(cause) = self.changes.remove(&key) {
                let given = self.given.take(&key);
                keys.push((key, Cause { given, ..cause }));
            }
        }
        let unreadable = self.unreadable.take();
        let is_empty = keys.is_empty() && unreadable.is_none();
        Ok((!is_empty).then_some(TakenStale { keys, unreadable }))
    }
}

impl Listener for Stale {
    fn changed(&self, event: &Event) {
        let (before, after) = event.images();
        // What cannot be judged is read, and then it is an error.
        let admits = |item: &Item| self.watched.admits(item).unwrap_or(true);
        let was_there = before.is_some_and(admits);
        if was_there || after.is_some_and(admits) {
            let heard = after.map(|item| item.version).filter(|version| version.is_unique());
            let cause = Cause { was_there, heard, is_heard: true, given: None };
            self.change(|list| list.hear(&event.item.key, cause));
        }
    }

    fn unreadable(&self, row: &Unreadable) {
        match &row.key {
            // Reading it tells what is wrong.
            Some(key) if self.watched.may_admit(key) => self.change(|list| {
                list.add(key, Cause { is_heard: true, ..Cause::default() });
            }),
            Some(_) => {}
            None => self.change(|list| list.unreadable = Some(row.clone())),
        }
    }

    fn failed(&self, error: &Error) {
        self.change(|list| list.failure = Some(error.clone()));
    }
}
