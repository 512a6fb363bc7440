//! A store with the manners of DynamoDB, so that a program meets them in its tests: reads answer late, pages end early,
//! batches are cut short, transactions run anew, calls are throttled. A seed decides, so the same calls in the same order meet
//! the same.
//!
//! What a program may rely on stays true: consistent reads, conditions, and that a write which has resolved is stored.

mod interference;
mod manners;
mod replica;

use std::sync::{Arc, Mutex, PoisonError};

use fastrand::Rng;

pub use self::manners::Manners;
use self::replica::{Replica, changed_keys, trace};
use super::busy::{throttled, unread};
use super::clock::{ClockSetting, SettableClock};
use super::feed::{Changes, Listener, Listening};
use super::interference::Interference;
use super::{
    About, Freshness, Inspected, InspectionPlace, Query, Scan, Store, StoreFuture, Warning, Write, Written,
};
use crate::model::{Cursor, Error, Item, Key, LabelNumber, Millis, Page, Result};

/// One in so many batches, transactions and pages does not go smoothly.
const ONE_IN: u8 = 4;

/// A store that holds the items, a replica of it, and what comes between a program and them.
pub struct LikeDynamoStore {
    store: Arc<dyn Store>,
    replica: Arc<Replica>,
    fate: Mutex<Rng>,
    busy: u8,
    /// Held by the write that is under way, so that the replica learns of writes in their order.
    turn: Arc<tokio::sync::Mutex<()>>,
    warning: Option<Warning>,
}

/// How late a read may answer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lateness {
    Never,
    /// The fate decides, as the choice of a replica of DynamoDB does.
    Sometimes,
    /// As an index.
    Always,
}

impl Lateness {
    fn of(label: Option<LabelNumber>, consistent: bool) -> Self {
        match label {
            Some(_) => Self::Always,
            None if consistent => Self::Never,
            None => Self::Sometimes,
        }
    }
}

impl LikeDynamoStore {
    /// A store of two empty ones.
    pub fn new(store: Arc<dyn Store>, replica: Arc<dyn Store>, manners: Manners) -> Self {
        let seed = manners.seed.unwrap_or_else(|| fastrand::u32(..).into());
        let warning = manners.seed.is_none().then(|| Warning {
            code: "SEED_CHOSEN",
            message: format!(
                "This store has chosen the seed {seed}. To repeat what a test has met, open '{}'.",
                manners.url(seed)
            ),
        });
        Self {
            store,
            replica: Arc::new(Replica::new(replica, manners.lag)),
            fate: Mutex::new(Rng::with_seed(seed)),
            busy: manners.busy,
            turn: Arc::default(),
            warning,
        }
    }

    /// Asks the fate, in the order of the calls.
    fn fate<T>(&self, ask: impl FnOnce(&mut Rng) -> T) -> T {
        // Each answer leaves the generator sound, even after a holder panicked.
        ask(&mut self.fate.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn is_smooth(&self) -> bool {
        self.fate(|fate| fate.u8(..ONE_IN)) > 0
    }

    fn is_busy(&self) -> bool {
        self.busy > 0 && self.fate(|fate| fate.u8(..100)) < self.busy
    }

    /// The store that answers a read.
    fn answering(&self, lateness: Lateness) -> &dyn Store {
        let (late, share) = match lateness {
            Lateness::Never => (false, 0.0),
            Lateness::Sometimes => self.fate(|fate| (fate.bool(), fate.f64())),
            Lateness::Always => (true, 0.0),
        };
        if !late {
            return &*self.store;
        }
        self.replica.catch_up(self.now(), share);
        self.replica.store()
    }

    /// Runs a read of a page, which may end early.
    fn page(
        &self,
        lateness: Lateness,
        label: Option<LabelNumber>,
        read: impl FnOnce(&dyn Store) -> StoreFuture<Page>,
    ) -> StoreFuture<Page> {
        if self.is_busy() {
            return StoreFuture::ready(Err(throttled()));
        }
        let share = if self.is_smooth() { 1.0 } else { self.fate(Rng::f64) };
        let page = read(self.answering(lateness));
        StoreFuture::later(async move { page.await.map(|page| first_of(page, share, label)) })
    }

    async fn read_some(late: StoreFuture<Page>, fresh: StoreFuture<Page>) -> Result<Page> {
        let mut page = fresh.await?;
        page.items.extend(late.await?.items);
        Ok(page)
    }
}

/// The first items of a page, a share of them, but one at least.
fn first_of(mut page: Page, share: f64, label: Option<LabelNumber>) -> Page {
    #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss, clippy::cast_sign_loss)]
    // far below 2^52
    let kept = ((page.items.len() as f64 * share).ceil() as usize).max(1);
    if kept < page.items.len() {
        page.items.truncate(kept);
        page.last = page.items.last().map(|item| Cursor::of(item, label));
    }
    page
}

impl Store for LikeDynamoStore {
    fn read(&self, key: &Key, consistent: bool) -> StoreFuture<Option<Item>> {
        if self.is_busy() {
            return StoreFuture::ready(Err(throttled()));
        }
        self.answering(Lateness::of(None, consistent)).read(key, true)
    }

    fn read_many(&self, keys: &[Key], freshness: Freshness) -> StoreFuture<Page> {
        if self.is_busy() {
            let is_snapshot = freshness == Freshness::Snapshot;
            let error = if is_snapshot { throttled() } else { unread(keys.first().cloned()) };
            return StoreFuture::ready(Err(error));
        }
        if freshness != Freshness::Eventual {
            return self.store.read_many(keys, freshness);
        }
        // Each item comes from a partition of its own.
        let (late, fresh): (Vec<_>, Vec<_>) = keys.iter().cloned().partition(|_| self.fate(Rng::bool));
        self.replica.catch_up(self.now(), self.fate(Rng::f64));
        let late = self.replica.store().read_many(&late, freshness);
        StoreFuture::later(Self::read_some(late, self.store.read_many(&fresh, freshness)))
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        self.page(Lateness::of(query.label, query.consistent), query.label, |store| store.query(query))
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        // A scan that empties the store, as a test does before the next one, must find everything.
        if scan.expired {
            return self.store.scan(scan);
        }
        self.page(Lateness::of(scan.label, scan.consistent), scan.label, |store| store.scan(scan))
    }

    fn commit(&self, write: Write) -> StoreFuture<Written> {
        if self.is_busy() {
            return StoreFuture::ready(Err(throttled()));
        }
        let (store, replica, turn) =
            (Arc::clone(&self.store), Arc::clone(&self.replica), Arc::clone(&self.turn));
        StoreFuture::later(async move {
            let _turn = turn.lock().await;
            // The items were as they were until now at least, so what a late read shows is never older than the lag.
            let at = store.now();
            let keys = changed_keys(&write);
            let written = store.commit(write).await?;
            replica.note(at, store.now(), trace(&keys, &written));
            Ok(written)
        })
    }

    fn clear(&self) -> StoreFuture<Option<u64>> {
        let (store, replica, turn) =
            (Arc::clone(&self.store), Arc::clone(&self.replica), Arc::clone(&self.turn));
        StoreFuture::later(async move {
            let _turn = turn.lock().await;
            let cleared = store.clear().await?;
            replica.clear().await?;
            Ok(cleared)
        })
    }

    fn inspect(&self, place: Option<InspectionPlace>, repair: bool) -> Option<StoreFuture<Inspected>> {
        self.store.inspect(place, repair)
    }

    fn about(&self) -> StoreFuture<About> {
        self.store.about()
    }

    fn now(&self) -> Millis {
        self.store.now()
    }

    fn clock(&self) -> Option<&dyn SettableClock> {
        Some(self)
    }

    fn is_remote(&self) -> bool {
        self.store.is_remote()
    }

    fn warnings(&self) -> &[Warning] {
        self.warning.as_slice()
    }

    fn interference(&self) -> Option<&dyn Interference> {
        Some(self)
    }

    fn changes(&self) -> Changes {
        self.store.changes()
    }

    fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening> {
        self.store.listen(listener)
    }

    fn index_lags(&self) -> bool {
        true
    }

    fn close(&self) -> StoreFuture<()> {
        self.store.close()
    }
}

impl SettableClock for LikeDynamoStore {
    fn set(&self, setting: ClockSetting) -> StoreFuture<()> {
        let set = |store: &dyn Store| {
            store
                .clock()
                .map_or_else(|| StoreFuture::ready(Err(Error::internal())), |clock| clock.set(setting))
        };
        let (of_store, of_replica) = (set(&*self.store), set(self.replica.store()));
        StoreFuture::later(async move {
            of_store.await?;
            of_replica.await
        })
    }
}
