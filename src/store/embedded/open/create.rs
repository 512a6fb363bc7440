//! Creates a store: completely, or not at all.
//!
//! A new file gets its name when it has all its tables. So a file without tables is damaged, and never a store that
//! another process is creating, or whose creation was interrupted.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use heed::EnvFlags;

use crate::model::Result;
use crate::store::embedded::environment::READERS;
use crate::store::embedded::environment::identity::Identity;
use crate::store::embedded::environment::lmdb::Env;
use crate::store::embedded::error::{from_io, from_lmdb, not_opened, unfinished_backup};
use crate::store::embedded::format::{DATA_FILE, LOCK_FILE, TABLE_COUNT, UNFINISHED_BACKUP};
use crate::store::embedded::tables::Tables;

/// The size of the lock file: 64 bytes for each reader, and the locks themselves.
const LOCK_FILE_BYTES: u64 = READERS as u64 * 64 + 4096;
/// Address space for a file without items.
const SMALL_MAP: usize = 1 << 20;

/// Creates the file of a store if there is none. With `sync`, it survives a power failure.
pub(super) fn create_if_missing(folder: &Path, sync: bool) -> Result<()> {
    let data = folder.join(DATA_FILE);
    if fs::symlink_metadata(&data).is_ok() {
        return Ok(());
    }
    let io = |error: io::Error| not_opened(folder, &error);
    let is_unfinished = |name: &OsStr| name.to_str().is_some_and(|name| name.starts_with(UNFINISHED_BACKUP));
    if fs::read_dir(folder).map_err(io)?.flatten().any(|entry| is_unfinished(&entry.file_name())) {
        return Err(unfinished_backup(folder));
    }
    let new = tempfile::Builder::new().prefix(".new-").suffix(".mdb").tempfile_in(folder).map_err(io)?;
    let identity = Identity::of_file(new.as_file()).map_err(io)?;
    fill(new.path(), &identity, sync).map_err(from_lmdb)?;
    match new.persist_noclobber(&data) {
        Ok(_) => {}
        // Another process was faster.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(not_opened(folder, &error.error)),
    }
    if sync { sync_folder(folder).map_err(io) } else { Ok(()) }
}

fn fill(file: &Path, identity: &Identity, sync: bool) -> heed::Result<()> {
    let mut options = Env::options();
    options.map_size(SMALL_MAP).max_dbs(TABLE_COUNT);
    let mut flags = EnvFlags::NO_SUB_DIR | EnvFlags::NO_LOCK;
    if !sync {
        flags |= EnvFlags::NO_SYNC;
    }
    // SAFETY: no other process knows the file yet, so nothing else changes it and it needs no locks.
    let env = unsafe { Env::open(options.flags(flags), file) }?;
    Tables::create(&env, &identity.to_bytes())
}

/// Makes the name of a new file survive a power failure.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()?;
    folder.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Allocates disk space for the lock file. LMDB maps it, and touching a page that has no space would kill the process.
pub(super) fn reserve_locks(folder: &Path) -> Result<()> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(folder.join(LOCK_FILE)).map_err(|error| not_opened(folder, &error))?;
    match allocate(&file) {
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(from_io(&error)),
        // Some file systems cannot allocate space.
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn allocate(file: &File) -> io::Result<()> {
    rustix::fs::fallocate(file, rustix::fs::FallocateFlags::empty(), 0, LOCK_FILE_BYTES)?;
    Ok(())
}

#[cfg(not(unix))]
fn allocate(_file: &File) -> io::Result<()> {
    Ok(())
}
