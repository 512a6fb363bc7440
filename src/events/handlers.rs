//! The handlers of a group, in the order of their definition.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use super::event_test::EventTest;
use super::name::EventName;
use super::roster::Others;
use crate::events::outcome::{DeadLetters, Fate, FeedId};
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
    /// How often an event is tried; for 24 hours if `None`.
    pub attempts: Option<u32>,
    dead_letters: Option<Arc<DeadLetters>>,
    /// A hash of the event names and the test, which identifies the handler after a restart.
    fingerprint: u64,
}

impl Handler {
    /// A handler of events that match any of these names.
    pub fn new(id: u32, names: &[String], timeout: Duration) -> Result<Self> {
        let parsed = names.iter().map(|name| EventName::parse(name)).collect::<Result<_>>()?;
        let fingerprint = names.join("\n").bytes().fold(0, |all, byte| hash(all, byte.into()));
        Ok(Self {
            id,
            timeout,
            names: parsed,
            texts: names.to_vec(),
            test: Arc::default(),
            attempts: None,
            dead_letters: None,
            fingerprint,
        })
    }

    /// The same, of events that pass a test.
    #[must_use]
    pub fn testing(self, test: EventTest) -> Self {
        let text = test.text().unwrap_or_default();
        let fingerprint = text.bytes().fold(self.fingerprint, |all, byte| hash(all, byte.into()));
        Self { test: Arc::new(test), fingerprint, ..self }
    }

    /// The same, giving an event up after so many attempts, and then to a collection of dead letters. `identity` tells the
    /// handler from all others of its group, after a restart as well.
    #[must_use]
    pub fn giving_up(self, attempts: Option<u32>, dead_letters: Option<&str>, identity: String) -> Self {
        let names = self.texts.clone();
        let of = |collection: &str| DeadLetters { collection: collection.into(), handler: identity, names };
        Self { attempts, dead_letters: dead_letters.map(of).map(Arc::new), ..self }
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

    /// Where an event goes that a handler gives up. A dead letter never becomes another one: the handlers of a collection of
    /// dead letters would fill it without end.
    pub fn dead_letters_of(&self, handler: &Handler, event: &Event) -> Option<Arc<DeadLetters>> {
        let holds_it = |letters: &DeadLetters| letters.collection == *event.collection();
        let is_letter = self.all.iter().filter_map(|handler| handler.dead_letters.as_deref()).any(holds_it);
        handler.dead_letters.clone().filter(|_| !is_letter)
    }

    /// The handlers that want the event after those that have succeeded, in order, and for each the fingerprint to store
    /// if it succeeds.
    ///
    /// A fingerprint that was stored may come from another process or another version of the program, with other
    /// handlers. If they are not the same, the event starts from its first handler: twice is better than never.
    pub fn left(&self, event: &Event, done: Succeeded) -> Vec<(&Handler, u64)> {
        let wanted: Vec<_> = self.all.iter().filter(|handler| handler.wants(event)).collect();
        let all = wanted.iter().fold(0, |all, handler| hash(all, handler.fingerprint));
        let mut left: Vec<_> =
            (1..).zip(wanted).map(|(position, handler)| (handler, hash(all, position))).collect();
        match done {
            Succeeded::Here(id) => left.retain(|(handler, _)| handler.id > id),
            Succeeded::Remembered(done) => {
                let last = left.iter().position(|(_, after)| *after == done);
                left.drain(..last.map_or(0, |last| last + 1));
            }
        }
        left
    }
}

/// Which of the matching handlers have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succeeded {
    /// All up to the handler with this id.
    Here(u32),
    /// Those of a stored fingerprint: see [`Handlers::left`]. None if it is 0.
    Remembered(u64),
}

/// A step of FNV-1a. The value is stored, so it must never change. It is never 0, which means that no handler has
/// succeeded.
fn hash(seed: u64, word: u64) -> u64 {
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.to_le_bytes().into_iter().fold(0xcbf2_9ce4_8422_2325 ^ seed, mix).max(1)
}
