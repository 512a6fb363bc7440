//! Checks that a file is whole: every page belongs to one tree, once, or is free.

use std::cmp::Ordering;
use std::io;

use super::{META_PAGES, Pages, number};

/// What is wrong with a file.
#[derive(Debug)]
pub(crate) enum Damage {
    /// A page or number is not what it should be.
    Unsound(&'static str),
    /// The system cannot read it.
    Unreadable(io::Error),
}

pub(super) fn damage(how: &'static str) -> Damage {
    Damage::Unsound(how)
}

impl From<io::Error> for Damage {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                damage("it is shorter than its meta page says, so pages are lost")
            }
            _ => Self::Unreadable(error),
        }
    }
}

/// The state of a walk through trees.
pub(super) struct Visit {
    /// A bit for each page that was seen; `None` if the walk covers only a part of the file.
    seen: Option<Vec<u64>>,
    /// Whether keys are numbers of transactions.
    numbers: bool,
}

impl Visit {
    pub(super) fn partial() -> Self {
        Self { seen: None, numbers: false }
    }

    fn whole(pages: u64) -> Self {
        Self { seen: Some(vec![0; usize::try_from(pages / 64 + 1).unwrap_or(0)]), numbers: false }
    }

    /// Marks pages as seen. Seeing a page twice is damage.
    pub(super) fn take(&mut self, first: u64, count: u64) -> Result<(), Damage> {
        let Some(seen) = &mut self.seen else { return Ok(()) };
        for page in first..first.saturating_add(count) {
            let word = usize::try_from(page / 64).ok().and_then(|at| seen.get_mut(at));
            let word = word.ok_or_else(|| damage("a page number is out of range"))?;
            let bit = 1 << (page % 64);
            if *word & bit != 0 {
                return Err(damage("a page is used twice"));
            }
            *word |= bit;
        }
        Ok(())
    }

    pub(super) fn compare(&self, a: &[u8], b: &[u8]) -> Ordering {
        if !self.numbers {
            return a.cmp(b);
        }
        let number = |bytes| number::<8>(bytes, 0).unwrap_or(0);
        number(a).cmp(&number(b))
    }
}

impl Pages {
    /// Checks the length of the file. It may be shorter than its state if a transaction took pages at the end and freed
    /// them before they were written; then every page behind the end is free.
    pub(crate) fn check_length(&self) -> Result<(), Damage> {
        if self.present >= self.count {
            return Ok(());
        }
        let mut missing = self.count - self.present;
        self.free_pages(&mut Visit::partial(), &mut |page| {
            missing -= u64::from(page >= self.present && missing > 0);
            Ok(())
        })?;
        if missing == 0 {
            Ok(())
        } else {
            Err(damage("it is shorter than its meta page says, so pages are lost"))
        }
    }

    /// Checks every page. A copy that was made during writes mixes pages of several states.
    pub(crate) fn check_all(&self) -> Result<(), Damage> {
        // A damaged meta page may claim any number of pages; the length of the file limits it.
        if self.count > self.present {
            self.check_length()?;
        }
        let mut visit = Visit::whole(self.count);
        visit.take(0, META_PAGES)?;
        let mut tables = Vec::new();
        self.main.walk(self, &mut visit, &mut |_, value| {
            tables.push(value.table()?);
            Ok(())
        })?;
        for table in tables {
            table.walk(self, &mut visit, &mut |_, _| Ok(()))?;
        }
        let mut free = Vec::new();
        self.free_pages(&mut visit, &mut |page| {
            free.push(page);
            Ok(())
        })?;
        for page in free {
            visit.take(page, 1)?;
        }
        let seen: u64 = visit.seen.iter().flatten().map(|word| u64::from(word.count_ones())).sum();
        if seen == self.count { Ok(()) } else { Err(damage("a page belongs to no table")) }
    }

    /// Calls `each` with every free page.
    fn free_pages(
        &self,
        visit: &mut Visit,
        each: &mut dyn FnMut(u64) -> Result<(), Damage>,
    ) -> Result<(), Damage> {
        visit.numbers = true;
        self.free.walk(self, visit, &mut |_, value| {
            let list = value.bytes(self)?;
            let length = usize::try_from(number::<8>(&list, 0)?).unwrap_or(usize::MAX);
            let pages = list.get(8..length.saturating_add(1).saturating_mul(8));
            for page in pages.ok_or_else(|| damage("a page ends too early"))?.chunks_exact(8) {
                let page = number::<8>(page, 0)?;
                if page < META_PAGES || page >= self.count {
                    return Err(damage("a page number is out of range"));
                }
                each(page)?;
            }
            Ok(())
        })
    }
}
