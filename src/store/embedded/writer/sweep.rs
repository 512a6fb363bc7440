//! Expiry: the writer thread deletes expired items, a few at a time, between batches.

use std::ops::Bound;
use std::time::{Duration, Instant};

use heed::RwTxn;

use crate::model::item::is_expired;
use crate::model::{Millis, Result, Seconds};
use crate::store::embedded::error::{Failure, unreadable};
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::item::decode;
use crate::store::embedded::format::key::{expiry_bound, split_expiry};
use crate::store::embedded::tables::Tables;

/// Items that one transaction deletes at most, so that writes wait only briefly for it.
const AT_ONCE: usize = 256;
/// The shortest time between two sweeps, so that items that expire one after the other share a sync.
const SHORTEST: Duration = Duration::from_millis(250);
/// The longest time between two looks at a store without expiries: another process may add some.
const LONGEST: Duration = Duration::from_secs(60);

/// Decides when to sweep, and sweeps.
pub(super) struct Sweeper<'a> {
    file: &'a StoreFile,
    /// When the next sweep may begin.
    allowed: Instant,
    /// How long the writer may wait for jobs before it must look again.
    patience: Duration,
}

impl<'a> Sweeper<'a> {
    pub(super) fn new(file: &'a StoreFile) -> Self {
        let mut sweeper = Self { file, allowed: Instant::now(), patience: LONGEST };
        sweeper.look_ahead();
        sweeper
    }

    /// How long the writer may wait for jobs before the next sweep.
    pub(super) fn patience(&self) -> Duration {
        self.patience
    }

    /// Deletes expired items if it is time to.
    pub(super) fn sweep(&mut self) {
        let now = Instant::now();
        if now < self.allowed {
            self.patience = self.patience.min(self.allowed - now);
            return;
        }
        // After a failure the next sweep deletes the items; reads skip them until then.
        let more = self.is_due() && self.delete_expired().unwrap_or(false);
        self.look_ahead();
        if more {
            self.patience = Duration::ZERO;
        } else {
            self.allowed = now + SHORTEST;
        }
    }

    fn is_due(&self) -> bool {
        self.next_expiry().is_ok_and(|next| is_expired(next, self.file.now().seconds()))
    }

    fn delete_expired(&self) -> Result<bool> {
        self.file.in_write(|txn, now| delete_expired(self.file.tables(txn), txn, now))
    }

    fn look_ahead(&mut self) {
        let wait = match self.next_expiry() {
            Ok(Some(next)) => next.millis().since(self.file.now()),
            _ => LONGEST,
        };
        self.patience = wait.clamp(SHORTEST, LONGEST);
    }

    fn next_expiry(&self) -> Result<Option<Seconds>> {
        self.file.in_read(|txn| {
            let Some((entry, ())) = self.file.tables(txn).expiries.first(txn)? else { return Ok(None) };
            let (second, _) = split_expiry(entry).ok_or_else(unreadable)?;
            Ok(Some(second))
        })
    }
}

/// Deletes the items that expired first. Returns whether more may have expired.
pub(crate) fn delete_expired(tables: &Tables, txn: &mut RwTxn, now: Millis) -> Result<bool, Failure> {
    let due = expiry_bound(Seconds(now.seconds().0.saturating_add(1)));
    let range = (Bound::Unbounded, Bound::Excluded(due.as_slice()));
    let entries: Vec<Vec<u8>> = tables
        .expiries
        .range(txn, &range)?
        .take(AT_ONCE)
        .map(|entry| entry.map(|(entry, ())| entry.to_vec()))
        .collect::<heed::Result<_>>()?;
    for entry in &entries {
        let item = match split_expiry(entry) {
            Some((_, key)) => tables.items.get(txn, key)?.and_then(|bytes| decode(key, bytes).ok()),
            None => None,
        };
        match item {
            Some(item) if is_expired(item.ttl, now.seconds()) => tables.delete(txn, &item, now)?,
            // An entry without an item must not block those behind it.
            _ => drop(tables.expiries.delete(txn, entry)?),
        }
    }
    Ok(entries.len() == AT_ONCE)
}
