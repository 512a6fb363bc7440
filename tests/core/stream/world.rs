//! The simulated stream, the lease table, and what is known of all processes.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ampt_data::model::{Json, Millis};
use ampt_data::store::feed::{Checkpoint, Lease, Record, Sequence};
use fastrand::Rng;

use super::clock::now;
use super::history::History;
use super::shards::{Iterator, SimRecord, SimShard, event};

/// How long a lease lasts without renewal.
const LEASE: Duration = Duration::from_secs(10);

/// How often faults happen, per 1000.
#[derive(Clone, Copy, Default)]
pub struct Faults {
    /// Requests that fail.
    pub failures: u32,
    /// Answers that are lost.
    pub lost: u32,
    /// Iterators that expire early.
    pub expired: u32,
}

pub struct World {
    pub rng: Rng,
    pub shards: Vec<SimShard>,
    /// The open shard of each collection.
    homes: BTreeMap<String, usize>,
    pub iterators: BTreeMap<u64, Iterator>,
    /// Whether the lease table exists.
    pub prepared: bool,
    pub leases: Option<BTreeMap<String, Lease>>,
    /// When each lease was last updated.
    updated: BTreeMap<String, Millis>,
    sequences: u64,
    pub faults: Faults,
    /// The value of all items.
    pub value: Json,
    /// How often a lease was updated.
    pub updates: u32,
    /// Whether every record is shown as late as possible.
    pub is_late: bool,
    pub history: History,
    /// How many records a page has at most.
    pub page: usize,
}

pub type Shared = Arc<Mutex<World>>;

impl World {
    pub fn new(mut rng: Rng, collections: usize) -> Shared {
        let roots = rng.usize(1..=3);
        let shard = |index| SimShard {
            id: format!("s{index}"),
            parent: None,
            opened: now(),
            closed: None,
            records: vec![],
        };
        let homes = (0..collections).map(|number| (format!("n{number}"), number % roots)).collect();
        Arc::new(Mutex::new(Self {
            shards: (0..roots).map(shard).collect(),
            homes,
            iterators: BTreeMap::new(),
            prepared: false,
            leases: None,
            updated: BTreeMap::new(),
            // Sequence numbers of different lengths are compared from the start.
            sequences: rng.u64(1..100),
            faults: Faults::default(),
            value: Json::from_text("1"),
            updates: 0,
            is_late: false,
            history: History::default(),
            page: [1, 3, 20, 200][rng.usize(0..4)],
            rng,
        }))
    }

    /// Writes to a collection: one change, two of an expired item, or one without an event.
    pub fn write(&mut self, collection: &str, poison: u32) {
        let home = self.homes[collection];
        let events = match self.rng.u32(0..20) {
            0 => 0,
            1 => 2,
            _ => 1,
        };
        let changes: Vec<_> = (0..events).map(|_| self.history.write(collection, poison)).collect();
        let events = changes.iter().map(|change| event(collection, *change, &self.value)).collect();
        self.sequences += self.rng.u64(1..50);
        let sequence = Sequence(self.sequences.to_string().into());
        // The stream carries whole seconds.
        let record = Record { sequence, events, unreadable: None, at: now().seconds().millis() };
        let shard = &mut self.shards[home];
        let latest = shard.records.last().map_or(Millis::ZERO, |record| record.visible);
        let late = if self.is_late { 899 } else { self.rng.u64(0..900) };
        let visible = latest.max(now() + Duration::from_millis(late));
        shard.records.push(SimRecord { record, written: now(), visible, changes });
    }

    /// Closes an open shard. Its children get its collections.
    pub fn split(&mut self) {
        let open: Vec<_> =
            (0..self.shards.len()).filter(|index| self.shards[*index].closed.is_none()).collect();
        let parent = open[self.rng.usize(0..open.len())];
        self.close(parent);
    }

    /// Closes the open shard of a collection.
    pub fn split_of(&mut self, collection: &str) {
        self.close(self.homes[collection]);
    }

    fn close(&mut self, parent: usize) {
        self.shards[parent].closed = Some(now());
        let first = self.shards.len();
        let children = self.rng.usize(1..=2);
        for index in first..first + children {
            let name = Some(self.shards[parent].id.clone());
            self.shards.push(SimShard {
                id: format!("s{index}"),
                parent: name,
                opened: now(),
                closed: None,
                records: vec![],
            });
        }
        for home in self.homes.values_mut().filter(|home| **home == parent) {
            *home = first + self.rng.usize(0..children);
        }
    }

    pub fn shard(&self, id: &str) -> Option<&SimShard> {
        self.shards.iter().find(|shard| shard.id == id).filter(|shard| !shard.is_gone())
    }

    /// Replaces a lease if its counter matches. Returns which process wants it.
    pub fn update(&mut self, lease: &Lease, counter: u64) -> Option<Option<String>> {
        let row = self.leases.as_ref()?.get(&lease.shard)?;
        if row.counter != counter {
            return None;
        }
        assert!(lease.counter > counter, "a counter that does not grow");
        let stolen = row.owner.is_some() && lease.owner.is_some() && row.owner != lease.owner;
        let late = now().since(self.updated.get(&lease.shard).copied().unwrap_or_default());
        assert!(!stolen || late >= LEASE, "a lease that was taken before its time was over");
        self.history.disturbed |= stolen || row.owner.is_some() && late >= LEASE;
        let wanted = row.wanted.clone().filter(|_| lease.owner.is_some());
        let row = Lease { wanted: wanted.clone(), ..lease.clone() };
        self.check(&row);
        self.updated.insert(lease.shard.clone(), now());
        self.updates += 1;
        self.leases.as_mut()?.insert(lease.shard.clone(), row);
        Some(wanted)
    }

    /// No checkpoint passes an unhandled change.
    fn check(&self, lease: &Lease) {
        let shard = self.shards.iter().find(|shard| shard.id == lease.shard).unwrap();
        let before = self.leases.as_ref().and_then(|leases| leases.get(&lease.shard));
        let rank = |checkpoint: &Checkpoint| match checkpoint {
            Checkpoint::Since(_) => (0, None),
            Checkpoint::Through(sequence) => (1, Some(sequence.clone())),
            Checkpoint::Closed(_) => (2, None),
            Checkpoint::End => (3, None),
        };
        assert!(before.is_none_or(|before| rank(&before.checkpoint) <= rank(&lease.checkpoint)));
        for record in &shard.records[shard.oldest()..] {
            let sequence = &record.record.sequence;
            let is_passed = match &lease.checkpoint {
                Checkpoint::Since(_) => false,
                Checkpoint::Through(through) => sequence <= through,
                Checkpoint::Closed(_) | Checkpoint::End => true,
            };
            for (part, change) in (0u8..).zip(&record.changes) {
                let collection = &*self.history.changes[*change].collection;
                let parked = lease.parked.get(collection);
                let is_parked = parked.is_some_and(|parked| (&parked.from, parked.part) <= (sequence, part));
                let is_skipped = parked.is_some() && !is_parked;
                assert!(
                    !is_passed && !is_skipped || is_parked || self.history.is_done(*change),
                    "the checkpoint {:?} leaves change {change} out",
                    lease.checkpoint
                );
            }
        }
    }

    /// Whether a fault of this frequency happens.
    pub fn happens(&mut self, often: u32) -> bool {
        self.rng.u32(0..1000) < often
    }
}
