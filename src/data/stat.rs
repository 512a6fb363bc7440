//! `stat`: what a store holds, by one walk through its items.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::groups::{push_groups, states};
use super::options::{OptionKind, Options, options};
use super::walk_step::{WalkStep, push_about, total};
use crate::model::limits::{LABELS, MAX_LIMIT, REQUEST_BYTES};
use crate::model::text::push_object;
use crate::model::{Error, Item, Json, LabelNumber, Result, size};
use crate::store::{About, Scan, Tally, Wanted};

/// Stored bytes between two reports.
const STEP_BYTES: usize = 16 * REQUEST_BYTES;

options! {
    /// What `stat` takes.
    StatOptions {
        largest: Largest,
        items: Option<bool>,
    }
}

/// How many of the largest are listed: 0 to 1000.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Largest(pub usize);

impl Default for Largest {
    fn default() -> Self {
        Self(10)
    }
}

impl OptionKind for Largest {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let number = text.parse().ok().filter(|number| *number <= MAX_LIMIT);
        let refusal =
            || Error::invalid_option(format!("'{name}' must be a whole number from 0 to {MAX_LIMIT}"));
        number.map(Self).ok_or_else(refusal)
    }
}

/// A walk that counts.
pub(super) struct Stat {
    about: Option<About>,
    /// Whether items are read.
    counts: bool,
    scan: Scan,
    counted: Counted,
}

/// What was counted.
struct Counted {
    all: Tally,
    expiring: u64,
    expired: u64,
    unreadable: u64,
    labels: [u64; LABELS as usize],
    simple: Tally,
    /// The collection that is being counted.
    collection: (CompactString, Tally),
    collections: Largests<(CompactString, u64)>,
    items: Largests<String>,
}

impl Stat {
    pub(super) fn new(options: Option<&Json>) -> Result<Self> {
        let StatOptions { largest: Largest(most), items } = StatOptions::read(options)?;
        let wanted = Wanted { most_read: REQUEST_BYTES, ..Wanted::default() };
        Ok(Self {
            about: None,
            counts: items != Some(false),
            scan: Scan { expired: true, limit: 5 * MAX_LIMIT, wanted, ..Scan::everything() },
            counted: Counted {
                all: Tally::default(),
                expiring: 0,
                expired: 0,
                unreadable: 0,
                labels: [0; LABELS as usize],
                simple: Tally::default(),
                collection: (CompactString::default(), Tally::default()),
                collections: Largests::new(most),
                items: Largests::new(most),
            },
        })
    }

    pub(super) async fn next(&mut self, store: &StoreRef) -> Result<WalkStep> {
        if self.about.is_none() {
            self.about = Some(store.about().await?);
        }
        if let (Some(about), false) = (&self.about, self.counts) {
            return Ok(WalkStep::Done(Answer::object(|members| push_about(members, about))));
        }
        let mut passed = 0;
        while passed < STEP_BYTES {
            let page = store.scan(self.scan.clone()).await?;
            let now = store.now().seconds();
            for item in &page.items {
                passed += item.value().as_str().len();
                self.counted.count(item, item.is_expired(now))?;
            }
            passed += REQUEST_BYTES / 64;
            self.counted.unreadable += page.unreadable.len() as u64;
            match page.last {
                Some(last) => self.scan.start = Some(last),
                None => return self.answer(store).await.map(WalkStep::Done),
            }
            if store.is_remote() {
                break;
            }
        }
        let Counted { all, expired, .. } = &self.counted;
        Ok(WalkStep::Passed { items: all.items + expired, total: self.about.as_ref().and_then(total) })
    }

    async fn answer(&mut self, store: &StoreRef) -> Result<Answer> {
        let groups = states(store).await?;
        // The file may have changed during the walk.
        let about = store.about().await?;
        self.counted.end_collection();
        if self.counted.simple.items > 0 {
            self.counted
                .collections
                .offer(self.counted.simple.bytes, (CompactString::default(), self.counted.simple.items));
        }
        let Counted { all, expiring, expired, unreadable, labels, collections, items, .. } = &self.counted;
        Ok(Answer::object(|members| {
            members.number("items", all.items);
            members.number("bytes", all.bytes);
            members.number("expiring", expiring);
            members.number("expired", expired);
            if *unreadable > 0 {
                members.number("unreadable", unreadable);
            }
            members.object("labels", |members| {
                for (number, count) in LabelNumber::all().zip(labels) {
                    members.number(number.name(), count);
                }
            });
            members.list("collections", collections.sorted(), |text, (bytes, (name, items))| {
                push_object(text, |members| {
                    if name.is_empty() {
                        members.json("name", "null");
                    } else {
                        members.string("name", name);
                    }
                    members.number("items", items);
                    members.number("bytes", bytes);
                });
            });
            members.list("largest", items.sorted(), |text, (bytes, key)| {
                push_object(text, |members| {
                    members.string("key", key);
                    members.number("bytes", bytes);
                });
            });
            push_about(members, &about);
            push_groups(members, &groups, store.now());
        }))
    }
}

impl Counted {
    fn count(&mut self, item: &Item, is_expired: bool) -> Result<()> {
        if is_expired {
            self.expired += 1;
            return Ok(());
        }
        let bytes = size::stored_size(item)?;
        self.all.count(bytes);
        self.expiring += u64::from(item.ttl.is_some());
        for (number, _) in item.labels.iter() {
            self.labels[usize::from(number.get() - 1)] += 1;
        }
        self.items.offer_with(bytes as u64, || item.key.to_text());
        if item.key.simple {
            self.simple.count(bytes);
        } else {
            // Both stores keep the items of a collection together.
            if self.collection.0 != item.key.pk {
                self.end_collection();
                self.collection.0.clone_from(&item.key.pk);
            }
            self.collection.1.count(bytes);
        }
        Ok(())
    }

    fn end_collection(&mut self) {
        let (name, tally) = std::mem::take(&mut self.collection);
        if tally.items > 0 {
            self.collections.offer(tally.bytes, (name, tally.items));
        }
    }
}

/// The largest of many, with their bytes.
struct Largests<T> {
    most: usize,
    heap: BinaryHeap<Reverse<(u64, T)>>,
}

impl<T: Ord> Largests<T> {
    fn new(most: usize) -> Self {
        Self { most, heap: BinaryHeap::new() }
    }

    fn offer(&mut self, bytes: u64, what: T) {
        self.offer_with(bytes, || what);
    }

    /// Keeps what has so many bytes if it is among the largest.
    fn offer_with(&mut self, bytes: u64, what: impl FnOnce() -> T) {
        let is_full = self.heap.len() >= self.most;
        if is_full && self.heap.peek().is_none_or(|Reverse((least, _))| *least >= bytes) {
            return;
        }
        self.heap.push(Reverse((bytes, what())));
        if self.heap.len() > self.most {
            self.heap.pop();
        }
    }

    /// The largest first.
    fn sorted(&self) -> Vec<(u64, &T)> {
        let mut sorted: Vec<_> = self.heap.iter().map(|Reverse((bytes, what))| (*bytes, what)).collect();
        sorted.sort_unstable_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(other.1)));
        sorted
    }
}
