//! Other copies of this package in the process.
//!
//! Each copy has a registry of its own, so two would open one folder twice, and closing one would drop
//! the locks of the other. A file that is open is known to the process, whoever opened it: so a copy
//! finds the other, of whatever version, in another thread or runtime.

use std::path::Path;

use crate::model::Error;

/// Whether this process has a file open. The caller has not.
#[cfg(unix)]
pub(crate) fn is_open_by_another(file: &Path) -> bool {
    use std::os::fd::BorrowedFd;

    let Ok(wanted) = rustix::fs::stat(file) else { return false };
    let Ok(open) = std::fs::read_dir("/dev/fd") else { return false };
    let numbers = open.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter(|number| *number >= 0).any(|number| {
        // SAFETY: it is asked for its file's number and nothing else, which does no harm to a
        // descriptor that is closed or used for another file meanwhile.
        let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
        rustix::fs::fstat(descriptor)
            .is_ok_and(|open| (open.st_dev, open.st_ino) == (wanted.st_dev, wanted.st_ino))
    })
}

/// Here LMDB's locks are those of a handle: closing one leaves the other's alone.
#[cfg(not(unix))]
pub(crate) fn is_open_by_another(_file: &Path) -> bool {
    false
}

/// What is said of a folder that another copy has open. JavaScript adds where the copies are.
pub(crate) fn refused(folder: &Path) -> Error {
    Error::refused(
        "STORE_OPEN_TWICE",
        format!(
            "The store in '{}' is open already in this process, by another copy of ampt-data. Two copies would drop each \
             other's locks, so this one does not open it. Have one copy installed ('npm ls ampt-data', 'npm dedupe'), \
             keep it out of bundles, or close the other's store first.",
            folder.display()
        ),
    )
}
