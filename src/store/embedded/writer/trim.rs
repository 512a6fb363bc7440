//! Trimming: from time to time the writer thread deletes changes that no process has handled.

use std::time::Duration;

use crate::model::Millis;
use crate::store::embedded::file::StoreFile;

/// The time between two looks.
const EVERY: Duration = Duration::from_secs(60);
/// Changes that one transaction gives up at most, so that writes wait only briefly for it.
const AT_ONCE: usize = 1024;

/// Decides when to trim the change log, and trims it.
pub(super) struct Trimmer<'a> {
    file: &'a StoreFile,
    next: Millis,
}

impl<'a> Trimmer<'a> {
    pub(super) fn new(file: &'a StoreFile) -> Self {
        Self { file, next: Millis::ZERO }
    }

    /// Trims if it is time to. After a failure the next call goes on.
    pub(super) fn trim(&mut self) {
        let now = self.file.now();
        if now < self.next {
            return;
        }
        let log = &self.file.tables().log;
        let is_overdue = self.file.in_read(|txn| Ok(log.is_overdue(txn, now)?)).unwrap_or(false);
        let more =
            is_overdue && self.file.in_write(|txn, now| Ok(log.trim(txn, now, AT_ONCE)?)).unwrap_or(false);
        self.next = if more { now } else { now + EVERY };
    }
}
