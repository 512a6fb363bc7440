//! What a store can do. The two stores never see each other; they meet in [`Plan`](crate::plan::Plan).

pub mod clock;
pub mod dynamo;
pub mod embedded;
pub mod feed;
mod future;
pub mod runtime;
pub mod url;
mod write;

pub use future::StoreFuture;
pub use write::{Write, Written};

use self::feed::Changes;
use crate::model::limits::MAX_LIMIT;
use crate::model::{Cursor, Item, Key, KeyRange, LabelNumber, Millis, Page};

/// A store of items.
pub trait Store: Send + Sync {
    /// The item of a key, unless it is expired. `consistent` asks for all writes that were
    /// acknowledged before, where a store would otherwise answer sooner.
    fn read(&self, key: &Key, consistent: bool) -> StoreFuture<Option<Item>>;

    /// The items of several keys, without those that are missing or expired, in no set order.
    fn read_many(&self, keys: &[Key]) -> StoreFuture<Page>;

    /// A page of a collection or of a label.
    fn query(&self, query: Query) -> StoreFuture<Page>;

    /// A page of all items, in no set order that lasts.
    fn scan(&self, scan: Scan) -> StoreFuture<Page>;

    /// Carries out the writes of a call. Resolves when they are durable.
    fn commit(&self, write: Write) -> StoreFuture<Written>;

    /// The time, by the store's clock.
    fn now(&self) -> Millis;

    /// Whether answers come over a network. Then a verb is not worth the event loop's time.
    fn is_remote(&self) -> bool;

    /// What is to be said of the place of the store, once in a process.
    fn warning(&self) -> Option<&str> {
        None
    }

    /// Where the changes of the store come from.
    fn changes(&self) -> Changes;

    /// Resolves when all that was asked of the store before is done, and ends it.
    fn close(&self) -> StoreFuture<()>;
}

/// Which items of a collection or label to read.
#[derive(Debug, Clone)]
pub struct Query {
    /// The collection, or the label's, and the condition on its sort keys.
    pub range: KeyRange,
    /// The label whose index is read; the keys themselves if `None`.
    pub label: Option<LabelNumber>,
    /// Most items of the page.
    pub limit: usize,
    /// Whether the page goes down.
    pub reverse: bool,
    /// Whether all writes that were acknowledged before must be seen. Not possible by label.
    pub consistent: bool,
    /// The last item of the page before, which is one that the range selects.
    pub start: Option<Cursor>,
}

/// Which items to read of all.
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
    /// Whether expired items that are still stored are wanted, too.
    pub expired: bool,
}

impl Scan {
    /// The first page of everything, as large as a page may be.
    pub fn everything() -> Self {
        Self { label: None, segment: None, limit: MAX_LIMIT, start: None, expired: false }
    }
}
