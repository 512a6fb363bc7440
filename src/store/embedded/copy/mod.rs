//! Copies of the file: backups, and the compacted file that takes its place.

mod backup;
mod compact;

use std::fs::{self, File};
use std::io;
use std::path::Path;

use heed::{CompactionOption, EnvFlags};
use tempfile::NamedTempFile;

pub(super) use self::backup::back_up;
pub(super) use self::compact::compact;
use super::environment::identity::Identity;
use super::environment::lmdb::Env;
use super::error::{from_io, from_lmdb, no_tables};
use super::file::StoreFile;
use super::format::TABLE_COUNT;
use super::format::fact::FILE;
use super::tables::Tables;
use crate::model::{Error, Result};
use crate::store::copying::Copying;

/// Address space beyond the file, for the pages that naming it writes.
const ROOM: usize = 1 << 20;

/// Writes one state of the store into a new file in a folder, and syncs it. The file is deleted if it does not get another
/// name. Its name begins with `prefix`. Returns the number of items, too. `not_written` says why the copy cannot be written.
fn write_copy(
    file: &StoreFile,
    folder: &Path,
    prefix: &str,
    compact: bool,
    copying: &Copying,
    not_written: &dyn Fn(&io::Error) -> Error,
) -> Result<(NamedTempFile, u64)> {
    let io = |error: io::Error| not_written(&error);
    let mut copy = tempfile::Builder::new().prefix(prefix).suffix(".mdb").tempfile_in(folder).map_err(io)?;
    let about = file.about()?;
    let total = if compact { about.used } else { about.used + about.free };
    copying.begin(copy.as_file().try_clone().map_err(io)?, total);
    let option = if compact { CompactionOption::Enabled } else { CompactionOption::Disabled };
    let copied = file.environment().with_env(|env| Ok(env.copy_to_file(copy.as_file_mut(), option)));
    copying.end();
    copied?.map_err(|error| match error {
        heed::Error::Io(error) => not_written(&error),
        error => from_lmdb(error),
    })?;
    if file.environment().is_without_locks() {
        check_copy(copy.path())?;
    }
    let items = name_as_itself(copy.path(), copy.as_file())?;
    copy.as_file().sync_all().map_err(io)?;
    Ok((copy, items))
}

/// Lets the file of a copy name itself as the one that it is, so that it is not checked when it is opened. Returns its
/// number of items.
fn name_as_itself(path: &Path, file: &File) -> Result<u64> {
    let identity = Identity::of_file(file).map_err(|error| from_io(&error))?;
    let length = file.metadata().map_err(|error| from_io(&error))?.len();
    let mut options = Env::options();
    let map_size = usize::try_from(length).unwrap_or(usize::MAX).saturating_add(ROOM);
    options.map_size(map_size.next_multiple_of(ROOM)).max_dbs(TABLE_COUNT);
    // SAFETY: no other process knows the file, so nothing else changes it and it needs no locks.
    let env = unsafe { Env::open(options.flags(EnvFlags::NO_SUB_DIR | EnvFlags::NO_LOCK), path) }
        .map_err(from_lmdb)?;
    let tables = Tables::open(&env).map_err(from_lmdb)?.ok_or_else(no_tables)?;
    let named = || {
        let mut txn = env.write_txn()?;
        tables.log.facts.put(&mut txn, FILE, &identity.to_bytes())?;
        let items = tables.items.len(&txn)?;
        txn.commit()?;
        Ok(items)
    };
    named().map_err(from_lmdb)
}

/// Checks a copy that was made without the locks of the store: commits may have overwritten pages meanwhile.
fn check_copy(path: &Path) -> Result<()> {
    super::open::check_file(path).map_err(|_| {
        Error::refused(
            "BACKUP_FAILED",
            "Programs wrote to the store while this process copied it without the store's locks, so the copy mixes states. The \
             store is whole. Back it up again, or in a process that may write 'lock.mdb'.",
        )
    })
}

/// Makes the names of a folder survive a power failure.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// The length of a file.
fn length(path: &Path) -> Result<u64> {
    fs::metadata(path).map(|file| file.len()).map_err(|error| from_io(&error))
}
