//! Opens a store: its folder, its LMDB environment and its tables, and says what is wrong with each.

mod check;
mod copies;
mod create;
mod environment;
mod filesystem;
mod memory;
mod pages;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;

use self::check::{CheckedFile, check_head, check_items, check_pages};
use self::environment::open_environment;
use super::environment::identity::Identity;
use super::environment::{Environment, StoreFolder};
use super::error::{from_io, from_lmdb, no_tables, not_opened, unusable};
use super::file::StoreFile;
use super::format::{DATA_FILE, LOCK_FILE};
use super::options::{Durability, EmbeddedOptions, Location, SMALL_MAP};
use super::tables::Tables;
use crate::model::Result;

/// How long a store of the same folder may take to close before this one is opened.
const CLOSING: Duration = Duration::from_secs(10);

/// A store that was just opened.
pub(super) struct OpenedStore {
    pub file: StoreFile,
    /// Whether the file is a copy that was checked, and still names another file as itself.
    pub is_copy: bool,
}

/// Creates a folder if it is missing. Returns its canonical path, and a warning about its file system.
pub(super) fn prepare(folder: &Path) -> Result<(PathBuf, Option<String>)> {
    let folder = &std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let unusable = |error: std::io::Error| match error.kind() {
        ErrorKind::StorageFull => from_io(&error),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => unusable(format!(
            "The store's folder '{}' cannot be created: its path names a file. A store is a folder; choose another path \
             with 'AMPT_DATA_URL=file:/path'.",
            folder.display()
        )),
        _ => unusable(format!(
            "The store's folder '{}' cannot be used: {error}. Check the path and its permissions, or choose another path \
             with 'AMPT_DATA_URL=file:/path'.",
            folder.display()
        )),
    };
    fs::create_dir_all(folder).map_err(unusable)?;
    let folder = fs::canonicalize(folder).map_err(unusable)?;
    let warning = filesystem::check(&folder)?;
    Ok((folder, warning))
}

/// Opens the store in a folder that [`prepare`] returned.
pub(super) fn open_folder(folder: &Path, options: &EmbeddedOptions) -> Result<OpenedStore> {
    wait_for_closing(folder)?;
    if copies::is_open_by_another(&folder.join(LOCK_FILE)) {
        return Err(copies::refused(folder));
    }
    create::create_if_missing(folder, options.durability == Durability::Full)?;
    check_head(folder)?;
    create::reserve_locks(folder)?;
    let env = open_environment(folder, options.durability, options.map_size)?;
    let identity = Identity::of_path(&folder.join(DATA_FILE)).map_err(|error| not_opened(folder, &error))?;
    let CheckedFile { is_copy, has_old_format } = check_pages(&env, &identity)?;
    let tables = Tables::open(&env).map_err(from_lmdb)?.ok_or_else(no_tables)?;
    if is_copy {
        check_items(&env, &tables)?;
    }
    // After a failure the writer thread does it.
    let _ = env.clear_stale_readers();
    let store_folder = match options.location {
        Location::Memory => None,
        Location::Folder(_) => {
            let file = env.try_clone_inner_file().map_err(from_lmdb)?;
            Some(StoreFolder::new(folder, identity, file).map_err(|error| not_opened(folder, &error))?)
        }
    };
    let environment = Environment::new(env, store_folder);
    let file = StoreFile::new(environment, tables, options.clock, has_old_format);
    Ok(OpenedStore { file, is_copy })
}

/// Opens a store in a temporary file without a name, which the system deletes when the process ends.
pub(super) fn open_memory(options: &EmbeddedOptions) -> Result<OpenedStore> {
    let folder = tempfile::Builder::new().prefix("ampt-data-").tempdir().map_err(|error| from_io(&error))?;
    let map_size = options.map_size.min(SMALL_MAP);
    let options = EmbeddedOptions { durability: Durability::Relaxed, map_size, ..options.clone() };
    let opened = open_folder(folder.path(), &options);
    // Windows cannot delete an open file; it stays in the temporary folder.
    drop(folder);
    opened
}

/// Waits until another thread has closed the last store of a folder. Until then its files must not be touched: closing
/// one drops the locks that LMDB holds.
fn wait_for_closing(folder: &Path) -> Result<()> {
    match heed::env_closing_event(folder) {
        Some(closing) if !closing.wait_timeout(CLOSING) => Err(unusable(format!(
            "This process is still closing the store in '{}'. Await 'close()', then open it again.",
            folder.display()
        ))),
        _ => Ok(()),
    }
}
