//! The B+ trees of a file: the free pages, the names of the tables, and each table.

use std::ops::Range;

use super::verify::{Damage, Visit, damage};
use super::{HEAD, Pages, number};

/// The root of a tree without pages.
const NO_ROOT: u64 = u64::MAX;
/// Deeper than any tree that fits on a disk.
const MAX_DEPTH: u64 = 40;
/// The kinds of a page.
const BRANCH: u64 = 1;
const LEAF: u64 = 2;
const OVERFLOW: u64 = 4;
/// The kinds of a value.
const ON_OWN_PAGES: u64 = 1;
const TABLE: u64 = 2;

/// A tree, as its record in the file describes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PageTree {
    depth: u64,
    branches: u64,
    leaves: u64,
    overflow: u64,
    entries: u64,
    root: u64,
}

/// The value of an entry: in the page of the entry, or on overflow pages.
pub(super) struct Value<'a> {
    kind: u64,
    bytes: &'a [u8],
    size: usize,
}

type Each<'a> = &'a mut dyn FnMut(&[u8], &Value) -> Result<(), Damage>;

impl PageTree {
    pub(super) fn parse(record: &[u8]) -> Result<Self, Damage> {
        Ok(Self {
            depth: number::<2>(record, 6)?,
            branches: number::<8>(record, 8)?,
            leaves: number::<8>(record, 16)?,
            overflow: number::<8>(record, 24)?,
            entries: number::<8>(record, 32)?,
            root: number::<8>(record, 40)?,
        })
    }

    /// Calls `each` with all entries in order, and checks that the tree matches its record.
    pub(super) fn walk(&self, pages: &Pages, visit: &mut Visit, each: Each) -> Result<(), Damage> {
        let mut walk =
            Walk { pages, visit, each, found: Self { root: self.root, ..Self::default() }, last: None };
        if self.root != NO_ROOT {
            walk.page(self.root, None, 1)?;
        }
        if walk.found != *self {
            return Err(damage("a table does not have the number of entries that it records"));
        }
        Ok(())
    }
}

impl Value<'_> {
    pub(super) fn table(&self) -> Result<PageTree, Damage> {
        if self.kind != TABLE {
            return Err(damage("a table has the wrong kind"));
        }
        PageTree::parse(self.bytes)
    }

    pub(super) fn bytes(&self, pages: &Pages) -> Result<Vec<u8>, Damage> {
        if self.kind & ON_OWN_PAGES == 0 {
            return Ok(self.bytes.to_vec());
        }
        let (first, count) = self.run(pages)?;
        let mut bytes = pages.read(first, count)?;
        bytes.drain(..HEAD);
        bytes.truncate(self.size);
        Ok(bytes)
    }

    /// The first overflow page, and how many there are. There may be more than the value needs: it may have replaced a
    /// larger one.
    fn run(&self, pages: &Pages) -> Result<(u64, u64), Damage> {
        let first = number::<8>(self.bytes, 0)?;
        let head = pages.read(first, 1)?;
        let count = number::<4>(&head, 12)?;
        let needed = (HEAD as u64 + self.size as u64).div_ceil(pages.page_size as u64);
        if number::<2>(&head, 10)? & OVERFLOW == 0 || count < needed {
            return Err(damage("a page has the wrong kind"));
        }
        Ok((first, count))
    }
}

struct Walk<'a> {
    pages: &'a Pages,
    visit: &'a mut Visit,
    each: Each<'a>,
    found: PageTree,
    last: Option<Vec<u8>>,
}

impl Walk<'_> {
    /// Walks through a page, none of whose keys may be less than `low`.
    fn page(&mut self, number: u64, low: Option<&[u8]>, depth: u64) -> Result<(), Damage> {
        if depth > MAX_DEPTH {
            return Err(damage("a table is too deep"));
        }
        self.found.depth = self.found.depth.max(depth);
        self.visit.take(number, 1)?;
        let page = self.pages.read(number, 1)?;
        let kind = super::number::<2>(&page, 10)? & (BRANCH | LEAF | OVERFLOW);
        let end = super::number::<2>(&page, 12)?;
        let keys = end.checked_sub(HEAD as u64).ok_or_else(|| damage("a page ends too early"))? / 2;
        match kind {
            BRANCH => self.found.branches += 1,
            LEAF => self.found.leaves += 1,
            _ => return Err(damage("a page has the wrong kind")),
        }
        for index in 0..keys {
            let at =
                usize::try_from(super::number::<2>(&page, HEAD + 2 * narrow(index))?).unwrap_or(usize::MAX);
            let low_half = super::number::<2>(&page, at)? | super::number::<2>(&page, at + 2)? << 16;
            let flags = super::number::<2>(&page, at + 4)?;
            let key_end = at + 8 + narrow(super::number::<2>(&page, at + 6)?);
            let key = part(&page, at + 8..key_end)?;
            if kind == BRANCH {
                let child = low_half | flags << 32;
                // LMDB stores no first key of a branch page: that child holds all keys below the second one.
                let low = if index == 0 { low } else { Some(key) };
                self.check_order(if index == 0 { None } else { low })?;
                self.page(child, low, depth + 1)?;
            } else {
                self.check_order(Some(key))?;
                if low.is_some_and(|low| self.visit.compare(key, low).is_lt()) {
                    return Err(damage("its entries are not in order"));
                }
                self.entry(&page, key, key_end, narrow(low_half), flags)?;
                self.last = Some(key.to_vec());
            }
        }
        Ok(())
    }

    fn entry(&mut self, page: &[u8], key: &[u8], at: usize, size: usize, kind: u64) -> Result<(), Damage> {
        self.found.entries += 1;
        let own_pages = kind & ON_OWN_PAGES != 0;
        let value = Value { kind, bytes: part(page, at..at + if own_pages { 8 } else { size })?, size };
        if own_pages {
            let (first, count) = value.run(self.pages)?;
            self.found.overflow += count;
            self.visit.take(first, count)?;
        }
        (self.each)(key, &value)
    }

    fn check_order(&self, key: Option<&[u8]>) -> Result<(), Damage> {
        match (key, &self.last) {
            (Some(key), Some(last)) if !self.visit.compare(key, last).is_gt() => {
                Err(damage("its entries are not in order"))
            }
            _ => Ok(()),
        }
    }
}

fn part(page: &[u8], range: Range<usize>) -> Result<&[u8], Damage> {
    page.get(range).ok_or_else(|| damage("a page ends too early"))
}

/// Converts a number of at most four bytes.
fn narrow(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
