//! The handlers of a group, in the order of their definition.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::event_test::EventTest;
use super::name::EventName;
use super::outcome::Fate;
use super::roster::Others;
use crate::events::outcome::FeedId;
use crate::model::{Event, Result};

/// A handler: the events that it wants, and its timeout. The function itself stays in JavaScript.
#[derive(Debug, Clone)]
pub struct Handler {
    /// Identifies the handler to JavaScript.
    pub id: u32,
    /// The timeout of one run.
    pub timeout: Duration,
    names: Vec<EventName>,
    /// The event names as given.
    texts: Vec<String>,
    test: Arc<EventTest>,
    /// A hash of the event names and the test, which identifies the handler after a restart.
    fingerprint: u64,
}

impl Handler {
    /// A handler of events that match any of these names.
    pub fn new(id: u32, names: &[String], timeout: Duration) -> Result<Self> {
        let parsed = names.iter().map(|name| EventName::parse(name)).collect::<Result<_>>()?;
        let fingerprint = names.join("\n").bytes().fold(0, |all, byte| hash(all, byte.into()));
        Ok(Self { id, timeout, names: parsed, texts: names.to_vec(), test: Arc::default(), fingerprint })
    }

    /// The same, of events that pass a test.
    #[must_use]
    pub fn testing(self, test: EventTest) -> Self {
        let text = test.text().unwrap_or_default();
        let fingerprint = text.bytes().fold(self.fingerprint, |all, byte| hash(all, byte.into()));
        Self { test: Arc::new(test), fingerprint, ..self }
    }

    fn has_name_of(&self, event: &Event) -> bool {
        self.names.iter().any(|name| name.matches(event))
    }

    fn wants(&self, event: &Event) -> bool {
        self.has_name_of(event) && self.test.passes(event)
    }
}

/// The handlers of a group in one handle, and what the other members want.
#[derive(Debug, Default)]
pub struct Handlers {
    all: Vec<Handler>,
    others: Others,
}

impl Handlers {
    /// Adds a handler after all others.
    pub fn add(&mut self, handler: Handler) {
        self.all.push(handler);
    }

    /// Removes a handler. A run of it continues.
    pub fn remove(&mut self, id: u32) {
        self.all.retain(|handler| handler.id != id);
    }

    /// Whether there is no handler.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The same handlers, without other members.
    pub fn alone(&self) -> Self {
        Self { all: self.all.clone(), others: Others::default() }
    }

    /// The event names of all handlers, without duplicates.
    pub fn names(&self) -> BTreeSet<String> {
        self.all.iter().flat_map(|handler| &handler.texts).cloned().collect()
    }

    /// Records what the other members want.
    pub fn set_others(&mut self, others: Others) {
        self.others = others;
    }

    /// Whether a handler wants the event.
    pub fn wants(&self, event: &Event) -> bool {
        self.all.iter().any(|handler| handler.wants(event))
    }

    /// Whether a handler has a name of the event, even if its test refuses the event. Other members know names only: what
    /// has come here by its name ends here.
    pub fn have_name_of(&self, event: &Event) -> bool {
        self.all.iter().any(|handler| handler.has_name_of(event))
    }

    /// Whether a handler of a running member matches the event.
    pub fn others_want(&self, event: &Event) -> bool {
        self.others.wants(event)
    }

    /// What becomes of an event of a feed for which no handler is left to run.
    pub fn fate_of_done(&self, feed: FeedId, event: &Event, done: Succeeded) -> Fate {
        // The handler that succeeded may have been removed since.
        let is_handled = matches!(done, Succeeded::Here(_));
        if is_handled || self.have_name_of(event) { Fate::Done } else { self.others.fate_of(feed, event) }
    }

    /// The next handler that wants the event after those that have succeeded, and the fingerprint to store if it
    /// succeeds.
    ///
    /// A fingerprint that was stored may come from another process or another version of the program, with other
    /// handlers. If they are not the same, the event starts from its first handler: twice is better than never.
    pub fn next(&self, event: &Event, done: Succeeded) -> Option<(&Handler, u64)> {
        let wanted: Vec<_> = self.all.iter().filter(|handler| handler.wants(event)).collect();
        let all = wanted.iter().fold(0, |all, handler| hash(all, handler.fingerprint));
        let mut position = 0;
        let mut first = None;
        let mut is_next = done == Succeeded::Remembered(0);
        for handler in wanted {
            position += 1;
            let after = hash(all, position);
            match done {
                Succeeded::Here(id) => is_next = handler.id > id,
                Succeeded::Remembered(_) => first = first.or(Some((handler, after))),
            }
            if is_next {
                return Some((handler, after));
            }
            is_next = done == Succeeded::Remembered(after);
        }
        if is_next { None } else { first }
    }
}

/// Which of the matching handlers have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succeeded {
    /// All up to the handler with this id.
    Here(u32),
    /// Those of a stored fingerprint: see [`Handlers::next`]. None if it is 0.
    Remembered(u64),
}

/// A step of FNV-1a. The value is stored, so it must never change. It is never 0, which means that no handler has
/// succeeded.
fn hash(seed: u64, word: u64) -> u64 {
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.to_le_bytes().into_iter().fold(0xcbf2_9ce4_8422_2325 ^ seed, mix).max(1)
}
