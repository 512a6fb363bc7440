//! The checkpoint that follows from the unhandled events, and the collections that it leaves behind.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::{EventPosition, Tracker, Unhandled};
use crate::model::Millis;
use crate::store::feed::{Checkpoint, Parked};

/// How many bytes parked collections take in a lease at most, whose row can hold 400 KB. If that is not enough, the
/// checkpoint stays behind.
const PARKED_BYTES: usize = 300 * 1024;
/// How many bytes a parked collection takes besides its name.
const PARKED_OVERHEAD: usize = 150;

impl Tracker {
    /// The checkpoint and the collections that it leaves behind. The last write of an owner parks every collection
    /// with unhandled events, so that the next owner repeats nothing that others have handled.
    pub(in crate::events::stream) fn progress(
        &mut self,
        last: bool,
    ) -> (Checkpoint, BTreeMap<CompactString, Parked>) {
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

    /// Parks collections that fail or are blocked, as many as fit. They stay parked until nothing of them is left:
    /// other processes may have seen them parked and gone on.
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

    /// Whether every record that was read is handled or parked.
    pub(in crate::events::stream) fn is_caught_up(&self) -> bool {
        self.collections.values().all(|unhandled| unhandled.parked)
    }

    /// Whether every record that was read is handled.
    pub(in crate::events::stream) fn is_empty(&self) -> bool {
        self.collections.is_empty()
    }

    /// When the first unhandled event is retried. Blocked collections do not count: their next attempt is in another
    /// shard.
    pub(in crate::events::stream) fn next_attempt(&self) -> Millis {
        let open = self.collections.iter().filter(|(collection, _)| !self.blocked.contains(*collection));
        let attempts = open.map(|(_, unhandled)| unhandled.retry.map_or(Millis::ZERO, |retry| retry.at));
        attempts.min().unwrap_or(Millis::MAX)
    }

    /// How many collections are blocked; 0 if none of them has events here.
    pub(in crate::events::stream) fn blocked(&self) -> usize {
        let waits = self.collections.keys().any(|collection| self.blocked.contains(collection));
        if waits { self.blocked.len() } else { 0 }
    }

    /// The checkpoint of a closed shard after its last record, if it differs from an ordinary one.
    pub(in crate::events::stream) fn end(&self) -> Option<Checkpoint> {
        if self.is_empty() {
            return Some(Checkpoint::End);
        }
        self.is_caught_up().then(|| self.read.clone().map(Checkpoint::Closed)).flatten()
    }
}
