//! Trimming: from time to time the writer thread deletes changes that no process has handled, or reads any more.

use std::time::Duration;

use crate::model::{Millis, Result};
use crate::store::embedded::environment::StoreFolder;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::log::presence::{Present, is_dead, listener_file};

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
        // A clock that is stopped has jumped. Nobody was away for that time, and may be about to read the changes.
        if now < self.next || self.file.clock().is_stopped() {
            return;
        }
        let is_overdue =
            self.file.in_read(|txn| Ok(self.file.tables(txn).log.is_overdue(txn, now)?)).unwrap_or(false);
        let more = is_overdue
            && self
                .file
                .in_write(|txn, now| Ok(self.file.tables(txn).log.trim(txn, now, AT_ONCE)?))
                .unwrap_or(false);
        self.next = if more { now } else { now + EVERY };
    }
}

/// Deletes what the log keeps for listening processes that have died. Returns whether there is more to delete. After a
/// failure the next call goes on.
pub(super) fn remove_dead_listeners(file: &StoreFile) -> bool {
    let folder = file.environment().folder().map(StoreFolder::path);
    let is_dead = |id: &_| {
        let lock = folder.map(|folder| listener_file(folder, *id));
        is_dead(file.presences(), lock.as_deref(), Present::Listener(*id))
    };
    let remove = |id| file.in_write(|txn, _| file.tables(txn).log.remove_listener(txn, id, AT_ONCE));
    let listeners = file.in_read(|txn| Ok(file.tables(txn).log.listeners(txn)?)).unwrap_or_default();
    let removed: Result<Vec<_>> = listeners.into_iter().filter(is_dead).map(remove).collect();
    removed.is_ok_and(|more| more.contains(&true))
}
