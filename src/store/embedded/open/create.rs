//! Making a store: whole, or not at all.
//!
//! The file gets its name when all its tables are in it. So a file without them is damaged and no
//! new store, whoever makes one at that moment, and wherever that was interrupted.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use heed::{Env, EnvFlags, EnvOpenOptions};

use super::super::environment::identity::Identity;
use super::super::error::{from_heed, from_io, not_opened};
use super::super::tables::{self, Tables};
use crate::model::Result;

/// The name that LMDB gives to the file of a store.
pub(crate) const DATA_FILE: &str = "data.mdb";
/// The name that LMDB gives to the file of its locks.
pub(crate) const LOCK_FILE: &str = "lock.mdb";
/// Bytes of the file of locks: a place for each thread that reads, and the locks themselves.
const LOCK_FILE_BYTES: u64 = super::READERS as u64 * 64 + 4096;
/// Address space for a file without items.
const SMALL_MAP: usize = 1 << 20;

/// Makes the file of a store where there is none; `sync` for one that is to survive a power failure.
pub(crate) fn make(folder: &Path, sync: bool) -> Result<()> {
    let data = folder.join(DATA_FILE);
    if fs::symlink_metadata(&data).is_ok() {
        return Ok(());
    }
    let io = |error: io::Error| not_opened(folder, &error);
    let new = tempfile::Builder::new().prefix(".new-").suffix(".mdb").tempfile_in(folder).map_err(io)?;
    let identity = Identity::of_file(new.as_file()).map_err(io)?;
    fill(new.path(), &identity, sync).map_err(from_heed)?;
    match new.persist_noclobber(&data) {
        Ok(_) => {}
        // Another process was faster.
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(not_opened(folder, &error.error)),
    }
    if sync { sync_folder(folder).map_err(io) } else { Ok(()) }
}

fn fill(file: &Path, identity: &Identity, sync: bool) -> heed::Result<()> {
    let mut options = EnvOpenOptions::new();
    options.map_size(SMALL_MAP).max_dbs(tables::COUNT);
    let mut flags = EnvFlags::NO_SUB_DIR | EnvFlags::NO_LOCK;
    if !sync {
        flags |= EnvFlags::NO_SYNC;
    }
    // SAFETY: nobody else knows the file, so it needs no locks and is not changed meanwhile.
    let env: Env = unsafe { options.flags(flags).open(file) }?;
    Tables::create(&env, &identity.to_bytes())
}

/// Makes the file's name survive a power failure, too.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()?;
    folder.parent().map_or(Ok(()), |parent| File::open(parent)?.sync_all())
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Takes room on the disk for the file of locks, which LMDB maps: a page without room would end the
/// process at its first touch.
pub(crate) fn reserve_locks(folder: &Path) -> Result<()> {
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(folder.join(LOCK_FILE)).map_err(|error| not_opened(folder, &error))?;
    match allocate(&file) {
        Err(error) if error.kind() == io::ErrorKind::StorageFull => Err(from_io(&error)),
        // Not every file system can be asked.
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
