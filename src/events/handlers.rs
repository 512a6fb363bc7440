//! The handlers of a group, in the order of their definition.

use std::collections::BTreeSet;
use std::time::Duration;

use super::dispatcher::Fate;
use super::name::EventName;
use super::roster::Others;
use crate::model::{Event, Result};

/// A handler: what it wants, and how long it may take. The function itself is JavaScript's.
#[derive(Debug, Clone)]
pub struct Handler {
    /// Its name to JavaScript.
    pub id: u32,
    /// How long it may take.
    pub timeout: Duration,
    names: Vec<EventName>,
    /// The names as they were given.
    texts: Vec<String>,
    /// What it is known by after a restart: a hash of its names.
    fingerprint: u64,
}

impl Handler {
    /// A handler of events with any of these names.
    pub fn new(id: u32, names: &[String], timeout: Duration) -> Result<Self> {
        let parsed = names.iter().map(|name| EventName::parse(name)).collect::<Result<_>>()?;
        let fingerprint = names.join("\n").bytes().fold(0, |all, byte| hash(all, byte.into()));
        Ok(Self { id, timeout, names: parsed, texts: names.to_vec(), fingerprint })
    }

    fn wants(&self, event: &Event) -> bool {
        self.names.iter().any(|name| name.matches(event))
    }
}

/// All handlers of a group in one handle, and what is known of the other members.
#[derive(Debug, Default)]
pub struct Handlers {
    all: Vec<Handler>,
    others: Others,
}

impl Handlers {
    /// Adds a handler behind all others.
    pub fn add(&mut self, handler: Handler) {
        self.all.push(handler);
    }

    /// Takes a handler away; one that is running goes on.
    pub fn remove(&mut self, id: u32) {
        self.all.retain(|handler| handler.id != id);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The same handlers where there are no other members.
    pub fn alone(&self) -> Self {
        Self { all: self.all.clone(), others: Others::default() }
    }

    /// The event names of all, each once.
    pub fn names(&self) -> BTreeSet<String> {
        self.all.iter().flat_map(|handler| &handler.texts).cloned().collect()
    }

    /// Takes note of the other members.
    pub fn set_others(&mut self, others: Others) {
        self.others = others;
    }

    /// Whether a handler wants the event.
    pub fn wants(&self, event: &Event) -> bool {
        self.all.iter().any(|handler| handler.wants(event))
    }

    /// Whether a handler of a member that runs wants the event.
    pub fn others_want(&self, event: &Event) -> bool {
        self.others.wants(event)
    }

    /// What becomes of an event of a feed for which no handler is left to run.
    pub fn fate_of_done(&self, feed: u32, event: &Event, done: Succeeded) -> Fate {
        // A handler that succeeded may have been taken away meanwhile.
        let is_handled = matches!(done, Succeeded::Here(_));
        if is_handled || self.wants(event) { Fate::Done } else { self.others.fate_of(feed, event) }
    }

    /// The next handler that wants the event after what is done, and what is done after it.
    ///
    /// Where it is only remembered what is done, handlers may have been defined anew since, in another
    /// process or version of the program. Unless they are the same, all begins anew: twice is better
    /// than never.
    pub fn next(&self, event: &Event, done: Succeeded) -> Option<(&Handler, u64)> {
        let wanted = || self.all.iter().filter(|handler| handler.wants(event));
        let all = wanted().fold(0, |all, handler| hash(all, handler.fingerprint));
        let mut position = 0;
        let mut first = None;
        let mut is_next = done == Succeeded::Remembered(0);
        for handler in wanted() {
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

/// Which of the handlers that want an event have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Succeeded {
    /// Those up to this one.
    Here(u32),
    /// As it was remembered, in this process or another: see [`Handlers::next`]; none if 0.
    Remembered(u64),
}

/// A step of FNV-1a, which is the same in every version: the value is stored. It is never 0, which
/// stands for none.
fn hash(seed: u64, word: u64) -> u64 {
    let mix = |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    word.to_le_bytes().into_iter().fold(0xcbf2_9ce4_8422_2325 ^ seed, mix).max(1)
}
