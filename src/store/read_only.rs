//! A store that is only read, because its URL says so.

use std::path::PathBuf;
use std::sync::Arc;

use super::clock::SettableClock;
use super::copying::{Backup, Compacted, Copying};
use super::feed::{Changes, Listener, Listening};
use super::interference::Interference;
use super::{
    About, Census, Collections, Freshness, Inspected, InspectionPlace, Query, Scan, Store, StoreFuture,
    Usage, Warning, Write, Written,
};
use crate::model::{Cursor, Error, Item, Key, Millis, Page, Result};

/// Another store, without its writes.
pub struct ReadOnlyStore(Arc<dyn Store>);

impl ReadOnlyStore {
    /// Lets a store only be read.
    pub fn new(store: Arc<dyn Store>) -> Self {
        Self(store)
    }
}

/// The error of a write.
pub fn read_only() -> Error {
    Error::refused(
        "READ_ONLY",
        "This handle only reads: its URL has 'readonly'. To write, open the store without it.",
    )
}

impl Store for ReadOnlyStore {
    fn read(&self, key: &Key, consistent: bool) -> StoreFuture<Option<Item>> {
        self.0.read(key, consistent)
    }

    fn read_at_once(&self, key: &Key, take: &mut dyn FnMut(Option<&str>)) -> Option<Result<()>> {
        self.0.read_at_once(key, take)
    }

    fn read_many(&self, keys: &[Key], freshness: Freshness) -> StoreFuture<Page> {
        self.0.read_many(keys, freshness)
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        self.0.query(query)
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        self.0.scan(scan)
    }

    fn collections(&self, after: Option<Cursor>, census: Census) -> Option<StoreFuture<Collections>> {
        self.0.collections(after, census)
    }

    fn commit(&self, _: Write) -> StoreFuture<Written> {
        StoreFuture::ready(Err(read_only()))
    }

    fn clear(&self) -> StoreFuture<Option<u64>> {
        StoreFuture::ready(Err(read_only()))
    }

    fn inspect(&self, place: Option<InspectionPlace>, repair: bool) -> Option<StoreFuture<Inspected>> {
        if repair { Some(StoreFuture::ready(Err(read_only()))) } else { self.0.inspect(place, false) }
    }

    fn about(&self) -> StoreFuture<About> {
        self.0.about()
    }

    fn compact(&self, _: Arc<Copying>) -> StoreFuture<Compacted> {
        StoreFuture::ready(Err(read_only()))
    }

    fn back_up(&self, target: PathBuf, compact: bool, copying: Arc<Copying>) -> StoreFuture<Backup> {
        self.0.back_up(target, compact, copying)
    }

    fn check_writable(&self) -> Result<()> {
        Err(read_only())
    }

    fn now(&self) -> Millis {
        self.0.now()
    }

    fn clock(&self) -> Option<&dyn SettableClock> {
        self.0.clock()
    }

    fn is_remote(&self) -> bool {
        self.0.is_remote()
    }

    fn index_lags(&self) -> bool {
        self.0.index_lags()
    }

    fn warnings(&self) -> &[Warning] {
        self.0.warnings()
    }

    fn interference(&self) -> Option<&dyn Interference> {
        self.0.interference()
    }

    fn usage(&self) -> Usage {
        self.0.usage()
    }

    fn changes(&self) -> Changes {
        self.0.changes()
    }

    /// A table's stream is only read. In a file, the log keeps changes only for those who are noted there.
    fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening> {
        if self.is_remote() {
            return self.0.listen(listener);
        }
        StoreFuture::ready(Err(Error::refused(
            "READ_ONLY",
            "This handle cannot watch: its URL has 'readonly', and a watch is noted in the file of the store. Open the store \
             without it.",
        )))
    }

    fn close(&self) -> StoreFuture<()> {
        // Nothing that this handle has asked for is under way.
        StoreFuture::ready(Ok(()))
    }
}
