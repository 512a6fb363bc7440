//! Long reads: a query or a scan that passes many items for few.

use super::StoreRef;
use super::get_options::check_consistent;
use crate::model::limits::{MAX_LIMIT, MAX_PAGE_BYTES, MAX_READ_BYTES};
use crate::model::{Cursor, Error, KeyExpression, KeyRange, LabelNumber, Page, Result};
use crate::store::runtime::elsewhere;
use crate::store::{Extent, Query, Scan, Wanted};

/// Stored bytes that a read of the embedded store passes at once: a few milliseconds. The first are read on the event loop,
/// the rest on another thread.
const PIECE_BYTES: usize = 1024 * 1024;

/// A query or a scan.
#[derive(Debug, Clone)]
pub(super) enum Traversal {
    /// The items of a collection or of a label.
    Query(Query),
    /// All items.
    Scan(Scan),
}

impl Traversal {
    /// The traversal of what an expression selects; without one, of the first of the labels that are wanted; without these,
    /// of everything.
    pub(super) fn over(
        expression: Option<&str>,
        label: Option<LabelNumber>,
        consistent: bool,
        mut wanted: Wanted,
    ) -> Result<Self> {
        let (range, label) = selected(expression, label, &mut wanted)?;
        check_consistent(consistent, label)?;
        Ok(match range {
            Some(range) => Self::Query(Query {
                range,
                label,
                limit: MAX_LIMIT,
                reverse: false,
                consistent,
                start: None,
                wanted,
            }),
            None => Self::Scan(Scan { label, consistent, wanted, ..Scan::everything() }),
        })
    }

    /// Reads a page.
    pub(super) async fn page(self, store: &StoreRef) -> Result<Page> {
        if !self.wanted().is_selective() && !self.wanted().extent.counts() {
            return self.read(store).await;
        }
        let piece = if store.is_remote() { MAX_READ_BYTES } else { PIECE_BYTES };
        let first = self.piece(&Page::default(), 0, piece).read(store).await?;
        if self.is_done(&first, piece) {
            return Ok(first);
        }
        let store = StoreRef::clone(store);
        elsewhere(async move {
            let (mut page, mut read) = (first, piece);
            while !self.is_done(&page, read) {
                let next = self.piece(&page, read, piece).read(&store).await?;
                page.items.extend(next.items);
                page.unreadable.extend(next.unreadable);
                page.counted += next.counted;
                page.cursors.extend(next.cursors);
                page.last = next.last;
                read += piece;
            }
            Ok(page)
        })
        .await
    }

    /// Counts the items, to the end.
    pub(super) async fn count(self, store: &StoreRef) -> Result<u64> {
        self.read_all(Extent::Count, store).await.map(|page| page.counted)
    }

    /// Counts the items, to the end, with a cursor behind `every` so many.
    pub(super) async fn cursors(self, every: u64, store: &StoreRef) -> Result<(u64, Vec<Cursor>)> {
        let page = self.read_all(Extent::Cursors { every, before: 0 }, store).await?;
        Ok((page.counted, page.cursors))
    }

    async fn read_all(mut self, extent: Extent, store: &StoreRef) -> Result<Page> {
        let wanted = self.wanted_mut();
        (wanted.extent, wanted.most_read) = (extent, usize::MAX);
        self.page(store).await
    }

    fn start_at(&mut self, cursor: Cursor) {
        match self {
            Self::Query(query) => query.start = Some(cursor),
            Self::Scan(scan) => scan.start = Some(cursor),
        }
    }

    async fn read(self, store: &StoreRef) -> Result<Page> {
        match self {
            Self::Query(query) => store.query(query).await,
            Self::Scan(scan) => store.scan(scan).await,
        }
    }

    /// The read that goes on behind the beginning of a page, and reads no more than `most`.
    fn piece(&self, begun: &Page, read: usize, most: usize) -> Self {
        let mut piece = self.clone();
        if let Some(last) = &begun.last {
            piece.start_at(last.clone());
        }
        let wanted = piece.wanted_mut();
        wanted.most_read = (wanted.most_read - read).min(most);
        if let Extent::Cursors { before, .. } = &mut wanted.extent {
            *before = begun.counted;
        }
        let (Self::Query(Query { limit, .. }) | Self::Scan(Scan { limit, .. })) = &mut piece;
        *limit -= begun.items.len();
        piece
    }

    fn is_done(&self, page: &Page, read: usize) -> bool {
        let (Self::Query(Query { limit, .. }) | Self::Scan(Scan { limit, .. })) = self;
        page.last.is_none()
            || page.items.len() >= *limit
            || read >= self.wanted().most_read
            || page.items.iter().map(|item| item.value().as_str().len()).sum::<usize>() >= MAX_PAGE_BYTES
    }

    fn wanted(&self) -> &Wanted {
        let (Self::Query(Query { wanted, .. }) | Self::Scan(Scan { wanted, .. })) = self;
        wanted
    }

    fn wanted_mut(&mut self) -> &mut Wanted {
        let (Self::Query(Query { wanted, .. }) | Self::Scan(Scan { wanted, .. })) = self;
        wanted
    }
}

/// What to read for an expression: the range, and the label whose index is read. Without an expression it is the first of
/// the labels that are wanted, which is then no longer among these.
pub(super) fn selected(
    expression: Option<&str>,
    label: Option<LabelNumber>,
    wanted: &mut Wanted,
) -> Result<(Option<KeyRange>, Option<LabelNumber>)> {
    Ok(match expression {
        Some(expression) => (Some(KeyExpression::parse(expression)?.into_range()), label),
        None if label.is_none() && !wanted.labels.is_empty() => {
            let (number, range) = wanted.labels.remove(0);
            (Some(range), Some(number))
        }
        None => (None, label),
    })
}

/// The error of a descending order of all items.
pub(super) fn no_order() -> Error {
    Error::invalid_option(
        "'reverse' needs an expression, such as 'users:*': all items together have no order",
    )
}
