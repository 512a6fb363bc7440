//! Other copies of this package in the process.
//!
//! Each copy has its own registry, so two copies would open one folder twice, and closing one store would drop the locks
//! of the other. The process lists its open files, whichever copy opened them, so a copy finds the other one even if it
//! has another version or runs in another thread.

use std::path::Path;

use crate::model::Error;

/// Whether this process has a file open. The caller must not have it open itself.
#[cfg(unix)]
pub(crate) fn is_open_by_another(file: &Path) -> bool {
    use std::os::fd::BorrowedFd;

    let Ok(wanted) = rustix::fs::stat(file) else { return false };
    let Ok(open) = std::fs::read_dir("/dev/fd") else { return false };
    let numbers = open.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter(|number| *number >= 0).any(|number| {
        // SAFETY: the descriptor is used only to ask which file it refers to. That does no harm even if it is closed,
        // or refers to another file, meanwhile.
        let descriptor = unsafe { BorrowedFd::borrow_raw(number) };
        rustix::fs::fstat(descriptor)
            .is_ok_and(|open| (open.st_dev, open.st_ino) == (wanted.st_dev, wanted.st_ino))
    })
}

/// Locks belong to a handle here: closing one store keeps the locks of the other.
#[cfg(not(unix))]
pub(crate) fn is_open_by_another(_file: &Path) -> bool {
    false
}

/// Another copy has the folder open. JavaScript adds the paths of both copies.
pub(super) fn refused(folder: &Path) -> Error {
    Error::refused(
        "STORE_OPEN_TWICE",
        format!(
            "Another copy of ampt-data has the store in '{}' open in this process. Two copies would drop each other's locks, \
             so this copy does not open it. Install one copy ('npm ls ampt-data', 'npm dedupe'), keep it out of bundles, \
             or close the store of the other copy first.",
            folder.display()
        ),
    )
}
