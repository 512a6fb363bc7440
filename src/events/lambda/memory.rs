//! The results of the events of batches, kept while a Lambda function stays warm.

use std::collections::HashMap;

use crate::store::feed::Retry;

/// Identifies an event: the sequence number of its record, and its index among the record's events.
pub(super) type EventKey = (String, u64);

/// Events of one generation: twice the largest batch of Lambda, since a record may cause two events.
const GENERATION: usize = 20_000;

/// The results of events, in two generations. Results that were not used for a generation are forgotten.
#[derive(Default)]
pub(super) struct Memory {
    young: HashMap<EventKey, Option<Retry>>,
    old: HashMap<EventKey, Option<Retry>>,
}

impl Memory {
    /// The result of an event, if known: `None` inside if it is handled, else what is left to do.
    #[allow(clippy::option_option)] // unknown, handled, tried
    pub(super) fn recall(&mut self, key: &EventKey) -> Option<Option<Retry>> {
        if let Some(found) = self.young.get(key) {
            return Some(*found);
        }
        let found = self.old.remove(key)?;
        self.remember(key.clone(), found);
        Some(found)
    }

    /// Remembers what is left to do for an event; `None` if it is handled.
    pub(super) fn remember(&mut self, key: EventKey, left: Option<Retry>) {
        if self.young.len() == GENERATION {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Millis;

    #[test]
    fn results_in_use_are_kept_and_others_are_forgotten() {
        let mut memory = Memory::default();
        let used = ("used".to_owned(), 1);
        memory.remember(used.clone(), Some(Retry { attempts: 2, at: Millis::ZERO, done: 3 }));
        for number in 0..5 * GENERATION {
            memory.remember((number.to_string(), 0), None);
            if number % 1000 == 0 {
                assert!(memory.recall(&used).is_some(), "forgotten after {number} others");
            }
        }
        assert!(memory.young.len() + memory.old.len() <= 2 * GENERATION);
        assert_eq!(memory.recall(&("0".to_owned(), 0)), None);
        assert_eq!(memory.recall(&((5 * GENERATION - 1).to_string(), 0)), Some(None));
    }
}
