//! What a store can do. The two stores never see each other; they meet in [`Plan`](crate::plan::Plan).

mod about;
mod busy;
pub mod clock;
mod collections;
pub mod copying;
pub mod dynamo;
pub mod embedded;
pub mod feed;
mod future;
mod inspect;
pub mod interference;
pub mod like_dynamo;
pub mod read_only;
pub mod runtime;
pub mod url;
mod usage;
mod wanted;
mod warning;
mod write;

pub use about::{About, AboutFile, AboutTable};
pub use collections::{Census, Collections, Tally};
pub use future::StoreFuture;
pub use inspect::{Inspected, InspectionPlace, Problem};
pub use usage::{Units, Usage};
pub use wanted::{Extent, Wanted};
pub use warning::Warning;
pub use write::{RefusedWrite, Write, Written};

use std::path::PathBuf;
use std::sync::Arc;

use self::clock::SettableClock;
use self::copying::{Backup, Compacted, Copying};
use self::feed::{Changes, Listener, Listening};
use self::interference::Interference;
use crate::model::limits::MAX_LIMIT;
use crate::model::{Cursor, Error, Item, Key, KeyRange, LabelNumber, Millis, Page, Result};

/// A store of items.
pub trait Store: Send + Sync {
    /// The item of a key, unless it is expired. A `consistent` read sees all writes that were acknowledged before it.
    fn read(&self, key: &Key, consistent: bool) -> StoreFuture<Option<Item>>;

    /// The value of a key, if the store has it at hand: `take` gets its text in place, once. `None` if only
    /// [`read`](Self::read) can tell, as where the answer comes over a network.
    fn read_at_once(&self, _: &Key, _take: &mut dyn FnMut(Option<&str>)) -> Option<Result<()>> {
        None
    }

    /// The items of several keys in any order, without missing and expired ones.
    fn read_many(&self, keys: &[Key], freshness: Freshness) -> StoreFuture<Page>;

    /// A page of a collection or of a label.
    fn query(&self, query: Query) -> StoreFuture<Page>;

    /// A page of all items. Their order may change from release to release.
    fn scan(&self, scan: Scan) -> StoreFuture<Page>;

    /// Some collections behind a place, in the order of their names. `None` if the store keeps no such order, so that only a
    /// scan of all keys finds them.
    fn collections(&self, _after: Option<Cursor>, _: Census) -> Option<StoreFuture<Collections>> {
        None
    }

    /// Applies the writes of a call. Resolves when they are durable.
    fn commit(&self, write: Write) -> StoreFuture<Written>;

    /// Removes all items at once, expired ones included. Resolves to their number, or to `None` if nothing was removed
    /// because this store removes items one by one.
    fn clear(&self) -> StoreFuture<Option<u64>>;

    /// What the store tells of itself as a whole, without reading its items.
    fn about(&self) -> StoreFuture<About>;

    /// Inspects a part of what the store keeps beside its items, and repairs what is certain. `None` if it keeps nothing of
    /// its own.
    fn inspect(&self, _place: Option<InspectionPlace>, _repair: bool) -> Option<StoreFuture<Inspected>> {
        None
    }

    /// Copies the state of one moment to a folder, or to a file of its own: without free pages if `compact`. Nothing is
    /// overwritten, and a copy that was interrupted is none.
    fn back_up(&self, _target: PathBuf, _compact: bool, _: Arc<Copying>) -> StoreFuture<Backup> {
        StoreFuture::ready(Err(Error::refused(
            "NO_BACKUP",
            "This store has no file to copy: it is a DynamoDB table. Write its items with 'npx ampt-data export', or use the \
             backups of DynamoDB.",
        )))
    }

    /// Gives the free space of the file back to the system. No other process may have the store open.
    fn compact(&self, _: Arc<Copying>) -> StoreFuture<Compacted> {
        StoreFuture::ready(Err(Error::refused(
            "NO_COMPACTION",
            "This store has no file to compact: it is a DynamoDB table, and DynamoDB frees the space of removed items itself.",
        )))
    }

    /// The time, by the store's clock.
    fn now(&self) -> Millis;

    /// That clock, if the application may set it: nothing outside of the process depends on it.
    fn clock(&self) -> Option<&dyn SettableClock> {
        None
    }

    /// Whether answers come over a network. Verbs then run on other threads than the event loop's.
    fn is_remote(&self) -> bool;

    /// Whether a read by label may lack what was written a moment before.
    fn index_lags(&self) -> bool {
        self.is_remote()
    }

    /// Warnings about the store, each for once in a process.
    fn warnings(&self) -> &[Warning] {
        &[]
    }

    /// Refuses a write if this store is only read.
    fn check_writable(&self) -> Result<()> {
        Ok(())
    }

    /// What the store does to calls, so that tests meet it.
    fn interference(&self) -> Option<&dyn Interference> {
        None
    }

    /// What the calls of the handle have asked of a server.
    fn usage(&self) -> Usage {
        Usage::default()
    }

    /// Where the changes of the store come from.
    fn changes(&self) -> Changes;

    /// Lets a listener hear the changes of all processes. Resolves when every later change is heard: a read that begins
    /// then overlaps with them without a gap.
    fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening>;

    /// Closes the store. Resolves when all earlier calls are done.
    fn close(&self) -> StoreFuture<()>;
}

/// Which writes a read of several keys sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    /// Those that have arrived where the store reads cheapest.
    Eventual,
    /// For each item, all that were acknowledged before.
    Consistent,
    /// The same, and all items are as they were at one moment. The read takes at most
    /// [`MAX_TRANSACTION_ITEMS`](crate::model::limits::MAX_TRANSACTION_ITEMS) keys.
    Snapshot,
}

/// Which items of a collection or label to read.
#[derive(Debug, Clone)]
pub struct Query {
    /// The collection of items or labels, and the condition on its sort keys.
    pub range: KeyRange,
    /// The label whose index is read; the keys themselves if `None`.
    pub label: Option<LabelNumber>,
    /// Most items of the page.
    pub limit: usize,
    /// Whether the order is descending.
    pub reverse: bool,
    /// Whether the page sees all writes that were acknowledged before it. Not possible by label.
    pub consistent: bool,
    /// The last item of the page before, which the range must select.
    pub start: Option<Cursor>,
    /// Which of these items, and how much of each.
    pub wanted: Wanted,
}

/// Which items of the whole store to read.
#[derive(Debug, Clone)]
pub struct Scan {
    /// Only items with this label.
    pub label: Option<LabelNumber>,
    /// Only the share `.0` of `.1` of the store.
    pub segment: Option<(u32, u32)>,
    /// Most items of the page.
    pub limit: usize,
    /// The last item of the page before.
    pub start: Option<Cursor>,
    /// Whether to include expired items that are still stored.
    pub expired: bool,
    /// Whether a row that holds more than its item counts as one that cannot be read.
    pub strict: bool,
    /// Whether the page sees all writes that were acknowledged before it. Not possible by label.
    pub consistent: bool,
    /// Which of these items, and how much of each.
    pub wanted: Wanted,
}

impl Scan {
    /// The first page of all items, as large as a page may be.
    pub fn everything() -> Self {
        Self {
            label: None,
            segment: None,
            limit: MAX_LIMIT,
            start: None,
            expired: false,
            strict: false,
            consistent: false,
            wanted: Wanted::default(),
        }
    }
}
