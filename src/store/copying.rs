//! A copy of a store's file that is under way, or done.

use std::fs::File;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// How far a copy has come.
#[derive(Debug, Default)]
pub struct Copying {
    total: AtomicU64,
    file: Mutex<Option<File>>,
}

impl Copying {
    /// Begins: about `total` bytes will be written into a file.
    pub(super) fn begin(&self, file: File, total: u64) {
        self.total.store(total, Ordering::Relaxed);
        *self.file.lock().unwrap_or_else(PoisonError::into_inner) = Some(file);
    }

    /// Closes the file.
    pub(super) fn end(&self) {
        self.file.lock().unwrap_or_else(PoisonError::into_inner).take();
    }

    /// How many bytes are written, and how many there will be; `None` while nothing is under way.
    pub fn progress(&self) -> Option<(u64, u64)> {
        let file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let total = self.total.load(Ordering::Relaxed);
        Some((file.as_ref()?.metadata().ok()?.len().min(total), total))
    }
}

/// A backup that is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backup {
    /// The size of its file.
    pub bytes: u64,
    /// Its items, expired ones included.
    pub items: u64,
}

/// The sizes of a file, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// As it was.
    pub before: u64,
    /// Without free pages.
    pub after: u64,
}
