//! The handlers of a group, in the order of their definition.

use super::name::EventName;
use crate::model::{Event, Result};

/// A handler: what it wants, and how long it may take. The function itself is JavaScript's.
#[derive(Debug, Clone)]
pub struct Handler {
    /// Its name to JavaScript.
    pub id: u32,
    /// How long it may take, in milliseconds.
    pub timeout: u32,
    names: Vec<EventName>,
    /// What it is known by after a restart: a hash of its names.
    fingerprint: u64,
}

impl Handler {
    /// A handler of events with any of these names.
    pub fn new(id: u32, names: &[String], timeout: u32) -> Result<Self> {
        let parsed = names.iter().map(|name| EventName::parse(name)).collect::<Result<_>>()?;
        let fingerprint = names.join("\n").bytes().fold(0, |all, byte| hash(all, byte.into()));
        Ok(Self { id, timeout, names: parsed, fingerprint })
    }
}

/// All handlers of a group.
#[derive(Debug, Default)]
pub struct Handlers(Vec<Handler>);

impl Handlers {
    /// Adds a handler behind all others.
    pub fn add(&mut self, handler: Handler) {
        self.0.push(handler);
    }

    /// Takes a handler away; one that is running goes on.
    pub fn remove(&mut self, id: u32) {
        self.0.retain(|handler| handler.id != id);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The next handler that wants the event after what is done, and what is done after it.
    ///
    /// Where it is only remembered what is done, handlers may have been defined anew since, in another
    /// process or version of the program. Unless they are the same, all begins anew: twice is better
    /// than never.
    pub fn next(&self, event: &Event, done: Done) -> Option<(&Handler, u64)> {
        let wants = |handler: &&Handler| handler.names.iter().any(|name| name.matches(event));
        let wanted = || self.0.iter().filter(wants);
        let all = wanted().fold(0, |all, handler| hash(all, handler.fingerprint));
        let mut position = 0;
        let mut first = None;
        let mut is_next = done == Done::Remembered(0);
        for handler in wanted() {
            position += 1;
            let after = hash(all, position);
            match done {
                Done::Here(id) => is_next = handler.id > id,
                Done::Remembered(_) => first = first.or(Some((handler, after))),
            }
            if is_next {
                return Some((handler, after));
            }
            is_next = done == Done::Remembered(after);
        }
        if is_next { None } else { first }
    }
}

/// Which of the handlers that want an event have succeeded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
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
