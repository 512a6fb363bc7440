//! What the file tells of itself.

use heed::RoTxn;

use crate::model::Result;
use crate::store::AboutFile;
use crate::store::embedded::error::Failure;
use crate::store::embedded::file::StoreFile;

/// LMDB's pages that describe the file.
const META_PAGES: usize = 2;

impl StoreFile {
    pub(in crate::store::embedded) fn about(&self) -> Result<AboutFile> {
        let (pages, items) =
            self.in_read(|txn| Ok((self.pages_in_use(txn)?, self.tables(txn).items.len(txn)?)))?;
        self.environment().about(|env, size| {
            let info = env.info();
            let page = u64::from(env.unnamed_database_stat().page_size);
            let used = pages as u64 * page;
            let taken = (info.last_page_number as u64 + 1) * page;
            AboutFile {
                items,
                size,
                used,
                free: taken.saturating_sub(used),
                map: info.map_size as u64,
                readers: info.number_of_readers,
            }
        })
    }

    fn pages_in_use(&self, txn: &RoTxn) -> Result<usize, Failure> {
        let mut pages = META_PAGES;
        for stat in self.tables(txn).stats(txn)? {
            pages += stat.branch_pages + stat.leaf_pages + stat.overflow_pages;
        }
        Ok(pages)
    }
}
