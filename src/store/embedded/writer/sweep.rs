//! The sweep: expired items are deleted by the writer thread, a few at a time between batches.

use std::ops::Bound;
use std::time::{Duration, Instant};

use heed::RwTxn;

use super::super::file::Core;
use super::super::format::item::{corrupt, decode};
use super::super::format::key::{expiry_bound, split_expiry};
use super::in_write;
use crate::model::item::is_expired;
use crate::model::{Result, Seconds};

/// Most expired items that one transaction deletes, so that writes never wait long for a sweep.
const AT_ONCE: usize = 256;
/// Shortest time between two sweeps, so that a stream of expiries does not cost a sync each.
const SHORTEST: Duration = Duration::from_millis(250);
/// How long a store without expiries looks away; another process may add some.
const LONGEST: Duration = Duration::from_secs(60);

/// Decides when to sweep, and sweeps.
pub(crate) struct Sweeper<'a> {
    core: &'a Core,
    /// When the next sweep is allowed.
    allowed: Instant,
    /// How long the writer may wait for jobs before it must look again.
    patience: Duration,
}

impl<'a> Sweeper<'a> {
    pub(crate) fn new(core: &'a Core) -> Self {
        let mut sweeper = Self { core, allowed: Instant::now(), patience: LONGEST };
        sweeper.look_ahead();
        sweeper
    }

    /// How long the writer may wait for jobs before it must sweep; `None` for as long as it likes.
    pub(crate) fn patience(&self) -> Option<Duration> {
        self.core.sweep.then_some(self.patience)
    }

    /// Deletes expired items if it is time to.
    pub(crate) fn sweep(&mut self) {
        let now = Instant::now();
        if !self.core.sweep {
            return;
        }
        if now < self.allowed {
            self.patience = self.patience.min(self.allowed - now);
            return;
        }
        // A failure leaves the items to the next sweep; nobody sees them meanwhile.
        let more =
            self.is_due() && in_write(self.core, |txn| delete_expired(self.core, txn)).unwrap_or(false);
        self.look_ahead();
        if more {
            self.patience = Duration::ZERO;
        } else {
            self.allowed = now + SHORTEST;
        }
    }

    fn is_due(&self) -> bool {
        self.next_expiry().is_ok_and(|next| is_expired(next, self.core.now().seconds()))
    }

    fn look_ahead(&mut self) {
        let wait = match self.next_expiry() {
            Ok(Some(next)) => next.millis().since(self.core.now()),
            _ => LONGEST,
        };
        self.patience = wait.clamp(SHORTEST, LONGEST);
    }

    fn next_expiry(&self) -> Result<Option<Seconds>> {
        let second = |entry: &[u8]| split_expiry(entry).map(|(second, _)| second).ok_or_else(corrupt);
        self.core.in_read(|txn| {
            let entry = self.core.tables.expiries.first(txn)?;
            Ok(entry.map(|(entry, ())| second(entry)).transpose())
        })
    }
}

/// Deletes the items that expired first; tells whether there may be more.
fn delete_expired(core: &Core, txn: &mut RwTxn) -> heed::Result<bool> {
    let now = core.now();
    let due = expiry_bound(Seconds(now.seconds().0.saturating_add(1)));
    let range = (Bound::Unbounded, Bound::Excluded(due.as_slice()));
    let entries: Vec<Vec<u8>> = core
        .tables
        .expiries
        .range(txn, &range)?
        .take(AT_ONCE)
        .map(|entry| entry.map(|(entry, ())| entry.to_vec()))
        .collect::<heed::Result<_>>()?;
    for entry in &entries {
        let item = match split_expiry(entry) {
            Some((_, key)) => core.tables.items.get(txn, key)?.and_then(|record| decode(key, record).ok()),
            None => None,
        };
        match item {
            Some(item) if is_expired(item.ttl, now.seconds()) => {
                core.tables.delete(txn, &item, now.0)?;
            }
            // An entry without its item must not hold up those behind it.
            _ => drop(core.tables.expiries.delete(txn, entry)?),
        }
    }
    Ok(entries.len() == AT_ONCE)
}
