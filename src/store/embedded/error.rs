//! Why a call on the file fails, and the messages of these errors.

use std::io;
use std::path::Path;

use heed::MdbError;

use crate::model::Error;

/// Why work inside a transaction fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// LMDB failed: nothing of the transaction is stored.
    Lmdb(heed::Error),
    /// The work was refused. A transaction may still commit what it did for others.
    Refused(Error),
}

impl From<heed::Error> for Failure {
    fn from(error: heed::Error) -> Self {
        Self::Lmdb(error)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Lmdb(error) => from_lmdb(error),
            Failure::Refused(error) => error,
        }
    }
}

/// The error of an LMDB call. Nothing of the call was stored.
pub(super) fn from_lmdb(error: heed::Error) -> Error {
    match error {
        heed::Error::Io(error) if error.kind() == io::ErrorKind::WouldBlock => same_process_id(),
        heed::Error::Io(error) => from_io(&error),
        heed::Error::Mdb(MdbError::MapFull) => Error::refused(
            "STORE_FULL",
            "The store cannot grow: this system grants the process no more address space. This write was not stored. \
             Raise the limit on virtual memory ('ulimit -v'), or move to DynamoDB.",
        ),
        heed::Error::Mdb(MdbError::ReadersFull) => Error::refused(
            "TOO_MANY_READERS",
            "More than 1,024 threads are reading this store at the same time. Stop some of the processes that have it \
             open.",
        ),
        heed::Error::Mdb(
            MdbError::Corrupted | MdbError::PageNotFound | MdbError::Invalid | MdbError::BadTxn,
        ) => damaged("LMDB cannot read it"),
        heed::Error::Mdb(MdbError::Panic) => Error::refused(
            "STORE_FAILED",
            "The disk failed during a write, so this process can no longer use the store. Every acknowledged write is \
             safe. Check the disk and its free space, then restart the process.",
        ),
        other => {
            Error::refused("STORE_FAILED", format!("The store failed: {other}. This call stored nothing."))
        }
    }
}

/// The error of a file operation.
pub(super) fn from_io(error: &io::Error) -> Error {
    if is_disk_full(error) {
        return Error::refused(
            "DISK_FULL",
            "The write does not fit on the disk: the disk is full or failing, or a file reached its size limit. \
             This write was not stored; everything stored before is safe. Free some space, then try again.",
        );
    }
    Error::refused(
        "STORE_FAILED",
        format!("The store cannot use its file: {}. This call stored nothing.", reason(error)),
    )
}

/// What the system says, in its words alone: Rust adds the number of the error, and `tempfile` the path.
pub(super) fn reason(error: &io::Error) -> String {
    let said = error
        .raw_os_error()
        .map_or_else(|| error.to_string(), |code| io::Error::from_raw_os_error(code).to_string());
    said.split(" (os error ").next().unwrap_or_default().to_lowercase()
}

pub(super) fn is_disk_full(error: &io::Error) -> bool {
    /// LMDB reports a short write, as on a disk that fills up, as an I/O error.
    const EIO: i32 = 5;
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge) || error.raw_os_error() == Some(EIO)
}

/// A folder that cannot hold a store.
pub(super) fn unusable(message: impl Into<String>) -> Error {
    Error::refused("STORE_UNUSABLE", message.into())
}

/// A backup was interrupted in this folder, or is being made.
pub(super) fn unfinished_backup(folder: &Path) -> Error {
    Error::refused(
        "STORE_CORRUPT",
        format!(
            "The folder '{}' has a backup that is not complete. If no program is writing it, delete the folder and back up \
             the store again.",
            folder.display()
        ),
    )
}

/// There is no store to read.
pub(super) fn missing(place: &Path) -> Error {
    Error::refused(
        "STORE_NOT_FOUND",
        format!(
            "There is no store in '{}', and a handle with 'readonly' creates none. Check the path, or open it without \
             'readonly' to create a store.",
            place.display()
        ),
    )
}

/// The system refuses to open the folder or one of its files.
pub(super) fn not_opened(folder: &Path, error: &io::Error) -> Error {
    if is_disk_full(error) {
        return from_io(error);
    }
    unusable(format!(
        "The store in '{}' cannot be opened: {}. Check the permissions of the folder and its files, and the limit on \
         open files ('ulimit -n').",
        folder.display(),
        reason(error)
    ))
}

/// The file is not a whole store.
pub(super) fn damaged(how: &str) -> Error {
    Error::refused(
        "STORE_CORRUPT",
        format!(
            "The store's file 'data.mdb' is damaged: {how}. The file was not changed. Restore the folder from a backup, \
             or move it away to start with an empty store."
        ),
    )
}

/// A table is missing.
pub(super) fn no_tables() -> Error {
    damaged("it lacks tables, like a copy that was made during a write")
}

/// An item, change or index entry has bytes that cannot be read.
pub(super) fn unreadable() -> Error {
    Error::refused(
        "STORE_CORRUPT",
        "The store holds a record that cannot be read: its file is damaged. Restore the folder from a backup, or save \
         the readable items with 'data.export()'.",
    )
}

/// The file has a later format.
pub(super) fn newer() -> Error {
    Error::refused(
        "STORE_NEWER",
        "A newer version of ampt-data wrote this store. The file was not changed. Update ampt-data, or export with the \
         newer version and import here.",
    )
}

/// The file is no longer in its folder.
pub(super) fn gone() -> Error {
    Error::gone(
        "The folder of this store was deleted or replaced while the store was open, so writes would be lost. Close this \
         'data' before you delete its folder. To go on, open the store again with 'Data.open(url)'.",
    )
}

/// A read without locks has taken too long.
pub(super) fn overtaken() -> Error {
    Error::refused(
        "STORE_FAILED",
        "The read took longer than a second, and this process may not write 'lock.mdb', so other programs may have \
         overwritten what it read. Repeat it, or give the process the permission to write 'lock.mdb'.",
    )
}

/// The lock file is no longer in its folder.
pub(super) fn without_locks() -> Error {
    Error::gone(
        "The file 'lock.mdb' of this store was deleted or replaced while the store was open, so writing is no longer \
         safe. Restart every program that uses the folder, and never delete this file.",
    )
}

/// LMDB marks a process that reads with a file lock at the offset of its process id.
fn same_process_id() -> Error {
    Error::refused(
        "STORE_UNUSABLE",
        format!(
            "Another process with the same process id ({}) has this store open: two containers share its folder, and \
             each numbers its processes separately. Let them share one PID namespace ('docker run \
             --pid=container:NAME', 'shareProcessNamespace: true'), give each container its own folder, or use \
             DynamoDB.",
            std::process::id()
        ),
    )
}
