//! How far a group has come in a shard by what is not handled, and what it goes on without.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{EventPosition, Tracker, Unhandled};
use crate::model::Millis;
use crate::store::feed::{Checkpoint, Parked};

/// Bytes of parked collections in a lease, whose row can take 400 KB. Where they do not suffice the
/// checkpoint stays behind.
const PARKED_BYTES: usize = 300 * 1024;
/// Bytes that a parked collection takes besides its name.
const PARKED_OVERHEAD: usize = 150;

impl Tracker {
    /// How far the group has come, and the collections behind that. The last word of an owner parks all
    /// that are not handled: the next one must not handle again what others of them were ahead with.
    pub fn progress(&mut self, last: bool) -> (Checkpoint, BTreeMap<CompactString, Parked>) {
        self.park(last);
        let pending = self.collections.values().filter(|unhandled| !unhandled.parked);
        let first = pending.filter_map(|unhandled| Some(&unhandled.first()?.before)).min();
        let through = first.unwrap_or(&self.read).clone();
        if let Some(through) = through
            && self.since.is_none()
            && !matches!(&self.checkpoint, Checkpoint::Through(sequence) if *sequence >= through)
        {
            if Some(&through) == self.read.as_ref() {
                self.checkpoint_at = self.read_at;
            }
            self.checkpoint = Checkpoint::Through(through);
        }
        let parked = self.parked().filter_map(|(collection, unhandled)| {
            let EventPosition { sequence, part, .. } = unhandled.first()?;
            let retry = unhandled.retry.unwrap_or_default();
            Some((collection.clone(), Parked { from: sequence.clone(), part: *part, retry }))
        });
        (self.checkpoint.clone(), parked.collect())
    }

    /// Parks collections that fail or are blocked, as many as there is room for. They stay so until
    /// nothing of them is left: what counts as parked must not become pending again behind those who heard of it.
    fn park(&mut self, all: bool) {
        let size = |collection: &CompactString| collection.len() + PARKED_OVERHEAD;
        let mut taken: usize = self.parked().map(|(collection, _)| size(collection)).sum();
        for (collection, unhandled) in &mut self.collections {
            let is_due = all || unhandled.retry.is_some() || self.blocked.contains(collection);
            if is_due && !unhandled.parked && taken + size(collection) <= PARKED_BYTES {
                taken += size(collection);
                unhandled.parked = true;
            }
        }
    }

    fn parked(&self) -> impl Iterator<Item = (&CompactString, &Unhandled)> {
        self.collections.iter().filter(|(_, unhandled)| unhandled.parked)
    }

    /// Whether everything that was read is handled, or parked.
    pub fn is_caught_up(&self) -> bool {
        self.collections.values().all(|unhandled| unhandled.parked)
    }

    /// Whether everything that was read is handled.
    pub fn is_empty(&self) -> bool {
        self.collections.is_empty()
    }

    /// When the first of what is not handled may be tried again. What is blocked waits for an attempt in another shard.
    pub fn next_attempt(&self) -> Millis {
        let open = self.collections.iter().filter(|(collection, _)| !self.blocked.contains(*collection));
        let attempts = open.map(|(_, unhandled)| unhandled.retry.map_or(Millis::ZERO, |retry| retry.at));
        attempts.min().unwrap_or(Millis::MAX)
    }

    /// How many collections are blocked; 0 if nothing waits for that.
    pub fn blocked(&self) -> usize {
        let waits = self.collections.keys().any(|collection| self.blocked.contains(collection));
        if waits { self.blocked.len() } else { 0 }
    }

    /// The checkpoint of a shard whose last record was read, if it is more than one on the way.
    pub fn end(&self) -> Option<Checkpoint> {
        if self.is_empty() {
            return Some(Checkpoint::End);
        }
        self.is_caught_up().then(|| self.read.clone().map(Checkpoint::Closed)).flatten()
    }
}
