//! Compaction: a copy without free pages takes the place of the file.
//!
//! The copy is made while the store is open. Then this process closes the store for a moment and takes all of its locks,
//! which it gets only if no other process has the store open. If nobody has committed since the copy began, the copy gets the
//! file's name in one step. So a kill leaves the old file or the new one, and each is whole.

use std::fs::{self, File};
use std::io::{self, Seek, Write};
use std::path::Path;

use heed::EnvFlags;
use tempfile::NamedTempFile;

use super::{length, sync_folder, write_copy};
use crate::model::{Error, Result};
use crate::store::copying::{Compacted, Copying};
use crate::store::embedded::EmbeddedOptions;
use crate::store::embedded::environment::StoreFolder;
use crate::store::embedded::environment::lmdb::Env;
use crate::store::embedded::error::{from_io, from_lmdb, is_disk_full};
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::{DATA_FILE, LOCK_FILE, UNFINISHED_COMPACTION};
use crate::store::embedded::open::{is_open_by_another, open_place};
use crate::store::feed::CommitNumber;

/// How often the copy is made anew because another program has opened the store, written, and closed it again.
const ATTEMPTS: usize = 3;

/// The bytes at the beginning of `lock.mdb` by which LMDB knows it.
const MAGIC: usize = 4;

/// Compacts the file. The calling thread is the one that writes.
pub(crate) fn compact(file: &StoreFile, options: &EmbeddedOptions, copying: &Copying) -> Result<Compacted> {
    let folder = file.environment().folder().map(StoreFolder::path).ok_or_else(in_memory)?;
    let data = folder.join(DATA_FILE);
    let before = length(&data)?;
    // Nothing is copied if another program has the store open.
    alone(file, folder, options, |_, _| remove_unfinished(folder))?;
    for _ in 0..ATTEMPTS {
        let state = file.last_commit();
        let (copy, _) = write_copy(file, folder, UNFINISHED_COMPACTION, true, copying, &not_compacted)?;
        keep_access(&data, &copy)?;
        let is_swapped = alone(file, folder, options, |last, locks| {
            if last != state {
                return Ok(false);
            }
            locks.forget().map_err(|error| from_io(&error))?;
            copy.persist(&data).map_err(|error| from_io(&error.error))?;
            sync_folder(folder).map_err(|error| from_io(&error))?;
            Ok(true)
        })?;
        if is_swapped {
            return Ok(Compacted { before, after: length(&data)? });
        }
    }
    Err(in_use())
}

/// Runs `work` while no process has the store open, with the number of the last commit.
fn alone<T>(
    file: &StoreFile,
    folder: &Path,
    options: &EmbeddedOptions,
    work: impl FnOnce(CommitNumber, &AllLocks) -> Result<T>,
) -> Result<T> {
    let mut result = Err(in_use());
    file.reopen(|| {
        result = match AllLocks::take(folder) {
            Ok(Some(locks)) => last_commit(folder).and_then(|last| work(last, &locks)),
            Ok(None) => Err(in_use()),
            Err(error) => Err(from_io(&error)),
        };
        open_place(folder, options).map(|opened| opened.file)
    })?;
    result
}

/// The locks that every process that has the store open holds a share of. Until they are dropped, none can open it.
struct AllLocks {
    locks: File,
    _data: File,
}

impl AllLocks {
    /// `None` if another process has the store open. This one must have closed it.
    fn take(folder: &Path) -> io::Result<Option<Self>> {
        if is_open_by_another(&folder.join(LOCK_FILE)) {
            return Ok(None);
        }
        let Some(locks) = lock_all(&folder.join(LOCK_FILE))? else { return Ok(None) };
        let data = File::open(folder.join(DATA_FILE))?;
        Ok(has_no_readers(&data).then_some(Self { locks, _data: data }))
    }

    /// Makes the contents of `lock.mdb` invalid, which are about the file that is there now. A process that waits for these
    /// locks would take the contents over. It tries again instead, and whoever opens the new file alone makes them anew.
    fn forget(&self) -> io::Result<()> {
        (&self.locks).rewind()?;
        (&self.locks).write_all(&[0; MAGIC])
    }
}

/// Takes what LMDB shares among the processes that have a store open.
#[cfg(unix)]
fn lock_all(path: &Path) -> io::Result<Option<File>> {
    use rustix::fs::{FlockOperation, fcntl_lock};
    let file = File::options().read(true).write(true).open(path)?;
    match fcntl_lock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Some(file)),
        Err(rustix::io::Errno::AGAIN | rustix::io::Errno::ACCESS) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Opens it for this process alone.
#[cfg(windows)]
fn lock_all(path: &Path) -> io::Result<Option<File>> {
    use std::os::windows::fs::OpenOptionsExt;
    /// `ERROR_SHARING_VIOLATION`
    const IN_USE: i32 = 32;
    match File::options().read(true).write(true).share_mode(0).open(path) {
        Err(error) if error.raw_os_error() == Some(IN_USE) => Ok(None),
        opened => opened.map(Some),
    }
}

/// Whether nobody reads the file without the locks of the store. None begins while the file is open.
#[cfg(unix)]
fn has_no_readers(data: &File) -> bool {
    !matches!(data.try_lock(), Err(fs::TryLockError::WouldBlock))
}

#[cfg(not(unix))]
fn has_no_readers(_data: &File) -> bool {
    true
}

/// The last commit of a file that no process has open.
fn last_commit(folder: &Path) -> Result<CommitNumber> {
    let mut options = Env::options();
    // SAFETY: the caller holds the locks of the file, so nothing changes it.
    let env = unsafe { Env::open(options.flags(EnvFlags::READ_ONLY | EnvFlags::NO_LOCK), folder) };
    env.map(|env| CommitNumber(env.info().last_txn_id as u64)).map_err(from_lmdb)
}

/// Deletes what compactions have left that were killed. No other is under way.
fn remove_unfinished(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|error| from_io(&error))?.flatten() {
        if entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED_COMPACTION)) {
            // What cannot be deleted only takes space.
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// Gives the copy the owner and the permissions of the file that it replaces, or whoever uses the store would lose it.
fn keep_access(data: &Path, copy: &NamedTempFile) -> Result<()> {
    let of_data = fs::metadata(data).map_err(|error| from_io(&error))?;
    keep_owner(&of_data, copy)?;
    copy.as_file().set_permissions(of_data.permissions()).map_err(|error| from_io(&error))
}

#[cfg(unix)]
fn keep_owner(of_data: &fs::Metadata, copy: &NamedTempFile) -> Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let of_copy = copy.as_file().metadata().map_err(|error| from_io(&error))?;
    if (of_copy.uid(), of_copy.gid()) == (of_data.uid(), of_data.gid()) {
        return Ok(());
    }
    fchown(copy.as_file(), Some(of_data.uid()), Some(of_data.gid())).map_err(|_| {
        Error::refused(
            "STORE_UNUSABLE",
            "The compacted file cannot have the owner and the group that 'data.mdb' has, so it was not replaced. Compact the \
             store as its owner.",
        )
    })
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // it fails on Unix
fn keep_owner(_: &fs::Metadata, _: &NamedTempFile) -> Result<()> {
    Ok(())
}

fn not_compacted(error: &io::Error) -> Error {
    if is_disk_full(error) {
        return Error::refused(
            "DISK_FULL",
            "The compacted file does not fit on the disk beside the present one. Nothing has changed. Free some space first.",
        );
    }
    from_io(error)
}

fn in_use() -> Error {
    Error::refused(
        "STORE_IN_USE",
        "Another program has the store open, so its file cannot be replaced, and nothing has changed. Close all other \
         programs that use the store, then compact it again.",
    )
}

fn in_memory() -> Error {
    Error::refused(
        "NO_COMPACTION",
        "A store in memory cannot be compacted: its space is free again when it is closed.",
    )
}
