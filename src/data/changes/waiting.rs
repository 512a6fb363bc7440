//! The changes that wait until somebody asks for them, up to a limit.
//!
//! A reader that is slower than the writers would fill the memory. It misses changes instead, and learns of it.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::data::watched::Watched;
use crate::model::limits::MAX_WAITING_CHANGES;
use crate::model::row::Unreadable;
use crate::model::{Error, Event, Item, Result};
use crate::store::feed::Listener;

/// The changes that wait.
pub(super) struct WaitingChanges {
    watched: Watched,
    list: Mutex<WaitingList>,
    /// Wakes the one reader.
    news: Notify,
}

#[derive(Default)]
struct WaitingList {
    changes: VecDeque<Event>,
    /// Bytes of the changes.
    weight: usize,
    /// A row that cannot be read. Only the last one is kept.
    unreadable: Option<Unreadable>,
    /// Why nothing more is heard.
    failure: Option<Error>,
}

/// Some of the changes that waited.
pub(super) struct TakenChanges {
    /// In their order.
    pub changes: Vec<Event>,
    pub unreadable: Option<Unreadable>,
}

impl WaitingChanges {
    /// No change waits.
    pub(super) fn of(watched: Watched) -> Self {
        Self { watched, list: Mutex::default(), news: Notify::new() }
    }

    /// Takes changes of about `most` bytes, as soon as there are any. Fails if changes were missed.
    pub(super) async fn take(&self, most: usize) -> Result<TakenChanges> {
        loop {
            if let Some(taken) = self.list().take(most)? {
                return Ok(taken);
            }
            self.news.notified().await;
        }
    }

    /// A change as the selection shows it: an item that comes into it is created, one that leaves it is deleted.
    fn selected(&self, event: &Event) -> Result<Option<Event>> {
        let admitted = |item: Option<&Item>| -> Result<Option<Item>> {
            match item {
                Some(item) if self.watched.admits(item)? => Ok(Some(item.clone())),
                _ => Ok(None),
            }
        };
        let (before, after) = event.images();
        Ok(Event::new(admitted(before)?, admitted(after)?, event.at))
    }

    fn change(&self, change: impl FnOnce(&mut WaitingList)) {
        change(&mut self.list());
        self.news.notify_one();
    }

    /// The list changes in steps that are sound in themselves, even if a holder panicked.
    fn list(&self) -> MutexGuard<'_, WaitingList> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitingList {
    fn add(&mut self, event: Event) {
        if self.failure.is_some() {
            return;
        }
        self.weight += event.weight();
        self.changes.push_back(event);
        if self.weight > MAX_WAITING_CHANGES {
            self.fail(missed());
        }
    }

    fn take(&mut self, most: usize) -> Result<Option<TakenChanges>> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        let (mut changes, mut taken) = (Vec::new(), 0);
        while taken < most
            && let Some(event) = self.changes.pop_front()
        {
            taken += event.weight();
            changes.push(event);
        }
        self.weight -= taken;
        let unreadable = self.unreadable.take();
        let is_empty = changes.is_empty() && unreadable.is_none();
        Ok((!is_empty).then_some(TakenChanges { changes, unreadable }))
    }

    /// Ends the list. What waits is of no use without what is missing.
    fn fail(&mut self, error: Error) {
        *self = Self { failure: Some(error), ..Self::default() };
    }
}

impl Listener for WaitingChanges {
    fn changed(&self, event: &Event) {
        match self.selected(event) {
            Ok(None) => {}
            Ok(Some(event)) => self.change(|list| list.add(event)),
            Err(error) => self.change(|list| list.fail(error)),
        }
    }

    fn unreadable(&self, row: &Unreadable) {
        if row.key.as_ref().is_none_or(|key| self.watched.may_admit(key)) {
            self.change(|list| list.unreadable = Some(row.clone()));
        }
    }

    fn failed(&self, error: &Error) {
        self.change(|list| list.fail(error.clone()));
    }
}

fn missed() -> Error {
    Error::refused(
        "CHANGES_MISSED",
        "More than 16 MB of changes wait, because they come faster than the loop over 'changes' takes them, so changes are \
         missed. Begin anew, and select fewer items or do less in the loop. 'watch' gives only the newest state of each \
         item, and misses none.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Body, EventKind, Json, Key, Labels, Millis, Seconds};
    use crate::plan::Match;
    use crate::store::Wanted;

    fn item(key: &str, bytes: usize) -> Item {
        Item {
            key: Key::parse(key).unwrap(),
            body: Body::Value(Json::from_text(format!("\"{}\"", "x".repeat(bytes)))),
            created: Seconds(1),
            version: Seconds(1).into(),
            ttl: None,
            labels: Labels::default(),
        }
    }

    fn waiting() -> WaitingChanges {
        WaitingChanges::of(Watched { range: None, label: None, wanted: Wanted::default() })
    }

    fn hear(waiting: &WaitingChanges, key: &str, bytes: usize) {
        waiting.changed(&Event::new(None, Some(item(key, bytes)), Millis(1)).unwrap());
    }

    fn keys(taken: &TakenChanges) -> Vec<String> {
        taken.changes.iter().map(|event| event.item.key.to_text()).collect()
    }

    #[test]
    fn changes_are_taken_in_their_order_about_as_many_as_asked_for() {
        let waiting = waiting();
        for key in ["a:1", "b:1", "a:2"] {
            hear(&waiting, key, 1000);
        }
        assert_eq!(keys(&pollster::block_on(waiting.take(2000)).unwrap()), ["a:1", "b:1"]);
        assert_eq!(keys(&pollster::block_on(waiting.take(2000)).unwrap()), ["a:2"]);
        assert_eq!(waiting.list().weight, 0);
    }

    #[test]
    fn a_reader_that_is_too_slow_learns_of_it_and_holds_no_memory() {
        let waiting = waiting();
        for number in 0..MAX_WAITING_CHANGES / 100_000 {
            hear(&waiting, &format!("a:{number}"), 99_000);
        }
        assert_eq!(pollster::block_on(waiting.take(1)).unwrap().changes.len(), 1);
        for number in 0..3 {
            hear(&waiting, &format!("b:{number}"), 99_000);
        }
        assert_eq!(pollster::block_on(waiting.take(1)).err().unwrap().code, "CHANGES_MISSED");
        hear(&waiting, "c:1", 1);
        assert!(waiting.list().changes.is_empty());
        assert!(pollster::block_on(waiting.take(1)).is_err());
    }

    #[test]
    fn the_selection_decides_what_a_change_is() {
        let matches = Match::parse("filter", &Json::from_text("{\"$eq\":\"xx\"}")).unwrap();
        let wanted = Wanted { filter: Some(Box::new(matches)), ..Wanted::default() };
        let waiting = WaitingChanges::of(Watched { range: None, label: None, wanted });
        for (old, new) in
            [(None, Some(1)), (Some(1), Some(2)), (Some(2), Some(2)), (Some(2), Some(1)), (Some(1), None)]
        {
            let image = |bytes: Option<usize>| bytes.map(|bytes| item("a:1", bytes));
            waiting.changed(&Event::new(image(old), image(new), Millis(1)).unwrap());
        }
        let taken = pollster::block_on(waiting.take(usize::MAX)).unwrap();
        let kinds: Vec<_> = taken.changes.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [EventKind::Created, EventKind::Updated, EventKind::Deleted]);
        assert!(taken.changes.iter().all(|event| event.item.value().as_str() == "\"xx\""));
    }
}
