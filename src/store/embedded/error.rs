//! What goes wrong with a folder or a file, in sentences that say what to do.

use std::io;
use std::path::Path;

use heed::MdbError;

use crate::model::Error;

/// The error of an LMDB call. Nothing of the call was stored.
pub(super) fn from_heed(error: heed::Error) -> Error {
    match error {
        heed::Error::Io(error) if error.kind() == io::ErrorKind::WouldBlock => same_process_id(),
        heed::Error::Io(error) => from_io(&error),
        heed::Error::Mdb(MdbError::MapFull) => Error::refused(
            "STORE_FULL",
            "The store has outgrown the address space that this system grants it; nothing of this write was stored. \
             Raise the limit on virtual memory, or move to DynamoDB.",
        ),
        heed::Error::Mdb(MdbError::ReadersFull) => Error::refused(
            "TOO_MANY_READERS",
            "More than 1,024 threads read this store at once. Close some of the processes that have it open.",
        ),
        heed::Error::Mdb(
            MdbError::Corrupted | MdbError::PageNotFound | MdbError::Invalid | MdbError::BadTxn,
        ) => damaged("it cannot be read as a store"),
        heed::Error::Mdb(MdbError::Panic) => Error::refused(
            "STORE_FAILED",
            "The disk failed while the store was writing, so this process can no longer use it. What was acknowledged \
             is safe. Check the disk and its free space, and start the process again.",
        ),
        other => Error::refused(
            "STORE_FAILED",
            format!("The store failed: {other}. Nothing of this call was stored."),
        ),
    }
}

/// The error of a file operation.
pub(super) fn from_io(error: &io::Error) -> Error {
    if is_no_room(error) {
        return Error::refused(
            "DISK_FULL",
            "The write did not fit on the disk: it is full or failing, or a limit on the size of files is reached. \
             Nothing of the write was stored, and what was stored before is safe. Free some space and try again.",
        );
    }
    Error::refused(
        "STORE_FAILED",
        format!("The store could not use its file: {error}. Nothing of this call was stored."),
    )
}

fn is_no_room(error: &io::Error) -> bool {
    /// What LMDB makes of a write that the system took a part of, as a disk does that fills up.
    const EIO: i32 = 5;
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) || error.raw_os_error() == Some(EIO)
}

/// A folder that cannot be used as it is.
pub(super) fn unusable(message: impl Into<String>) -> Error {
    Error::refused("STORE_UNUSABLE", message.into())
}

/// A folder, or a file in it, that the system does not let be used.
pub(super) fn not_opened(folder: &Path, error: &io::Error) -> Error {
    if is_no_room(error) {
        return from_io(error);
    }
    unusable(format!(
        "The store in '{}' cannot be opened: {error}. Check the permissions of the folder and of the files in it, and how \
         many files this process has open ('ulimit -n').",
        folder.display()
    ))
}

/// A file that is no sound store.
pub(super) fn damaged(how: &str) -> Error {
    Error::refused(
        "STORE_CORRUPT",
        format!(
            "The store's file 'data.mdb' is damaged: {how}. It was left as it is. Restore the folder from a backup, or \
             move it away to start with an empty store."
        ),
    )
}

/// A file of a later version.
pub(super) fn newer() -> Error {
    Error::refused(
        "STORE_NEWER",
        "This store was written by a newer version of ampt-data. Nothing was changed. Update ampt-data, or export from \
         the newer version and import here.",
    )
}

/// A file that is no longer in its folder.
pub(super) fn gone() -> Error {
    Error::refused(
        "STORE_GONE",
        "The folder of this store was deleted or replaced while it was open, so nothing can be stored in it. Close this \
         'data' before its folder is deleted, and open the store again with 'Data.open(url)'.",
    )
}

/// A file of locks that is no longer in its folder.
pub(super) fn without_locks() -> Error {
    Error::refused(
        "STORE_GONE",
        "The file 'lock.mdb' of this store was deleted or replaced while it was open, so writing is no longer safe. \
         Restart every program that uses the folder, and never delete this file.",
    )
}

/// LMDB marks a process that reads by a lock at the number of its id.
fn same_process_id() -> Error {
    Error::refused(
        "STORE_UNUSABLE",
        format!(
            "Another process with the same process id ({}) has this store open: two containers share its folder, and \
             each counts its processes for itself. Let them share one PID namespace ('docker run --pid=container:NAME', \
             'shareProcessNamespace: true'), give each a folder of its own, or use DynamoDB.",
            std::process::id()
        ),
    )
}

/// A call on a store that was closed.
pub(super) fn closed() -> Error {
    Error::refused("CLOSED", "This store is closed. Open it again with 'Data.open(url)'.")
}

/// A fault of ours.
pub(super) fn internal() -> Error {
    Error::refused("INTERNAL", "The store failed inside; nothing of this call was stored. Please report it.")
}
