//! Opens a store: its folder, its LMDB environment and its tables, and says what is wrong with each.

mod check;
mod copies;
mod create;
mod environment;
mod filesystem;
mod memory;
mod pages;
mod place;

use std::path::Path;
use std::time::Duration;

pub(super) use self::check::check_all_pages;
use self::check::{CheckedFile, check_head, check_items, check_pages};
pub(super) use self::copies::is_open_by_another;
use self::environment::{Locking, open_environment};
pub(super) use self::place::place;
use super::environment::identity::Identity;
use super::environment::{StoreFiles, data_file};
use super::error::{from_io, from_lmdb, no_tables, not_opened, unusable};
use super::file::OpenedFile;
use super::format::LOCK_FILE;
use super::options::{Durability, EmbeddedOptions, Location, SMALL_MAP};
use super::tables::Tables;
use crate::model::Result;

/// How long a store of the same folder may take to close before this one is opened.
const CLOSING: Duration = Duration::from_secs(10);

/// How often a file is opened that others replace meanwhile.
const ATTEMPTS: u32 = 100;

/// A store that was just opened.
pub(super) struct OpenedStore {
    pub file: OpenedFile,
    /// Whether the file is a copy that was checked, and still names another file as itself.
    pub is_copy: bool,
}

/// Opens the store in a place of [`place`]. A store that is only read is left as it is.
pub(super) fn open_place(place: &Path, options: &EmbeddedOptions) -> Result<OpenedStore> {
    wait_for_closing(place)?;
    let is_in_use = copies::is_open_by_another(&place.join(LOCK_FILE));
    if options.read_only {
        let locking = if is_in_use { Locking::None } else { Locking::of_reader(place) };
        return open_files(place, options, locking);
    }
    if is_in_use {
        return Err(copies::refused(place));
    }
    create::create_if_missing(place, options.durability == Durability::Full)?;
    open_files(place, options, Locking::Shared)
}

fn open_files(place: &Path, options: &EmbeddedOptions, locking: Locking) -> Result<OpenedStore> {
    for _ in 0..ATTEMPTS {
        if let Some(opened) = open_present_files(place, options, locking)? {
            return Ok(opened);
        }
    }
    Err(unusable(format!(
        "The store in '{}' cannot be opened: other programs compact it again and again. Open it again.",
        place.display()
    )))
}

/// `None` if another process has replaced the file after it was opened and before this process was known to have it open.
fn open_present_files(
    place: &Path,
    options: &EmbeddedOptions,
    locking: Locking,
) -> Result<Option<OpenedStore>> {
    let not_opened = |error: std::io::Error| not_opened(place, &error);
    check_head(place)?;
    if locking == Locking::Shared {
        create::reserve_locks(place)?;
    }
    let env = open_environment(place, options, locking)?;
    let file = env.try_clone_inner_file().map_err(from_lmdb)?;
    let identity = Identity::of_file(&file).map_err(not_opened)?;
    let files = match options.location {
        Location::Memory => None,
        Location::Folder(_) => {
            let has_locks = locking == Locking::Shared;
            Some(StoreFiles::new(place, identity.clone(), file, has_locks).map_err(not_opened)?)
        }
    };
    if Identity::of_path(&data_file(place)).is_ok_and(|present| present != identity) {
        return Ok(None);
    }
    let CheckedFile { is_copy, has_old_format } = check_pages(&env, &identity)?;
    let tables = Tables::open(&env).map_err(from_lmdb)?.ok_or_else(no_tables)?;
    if is_copy {
        check_items(&env, &tables)?;
    }
    // After a failure the writer thread does it.
    let _ = env.clear_stale_readers();
    Ok(Some(OpenedStore { file: OpenedFile { env, files, tables, has_old_format }, is_copy }))
}

/// Opens a store in a temporary file without a name, which the system deletes when the process ends.
pub(super) fn open_memory(options: &EmbeddedOptions) -> Result<OpenedStore> {
    let folder = tempfile::Builder::new().prefix("ampt-data-").tempdir().map_err(|error| from_io(&error))?;
    let map_size = options.map_size.min(SMALL_MAP);
    let options = EmbeddedOptions { durability: Durability::Relaxed, map_size, ..options.clone() };
    let opened = open_place(folder.path(), &options);
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

/// Checks every page and every item of a file that no process has open.
pub(super) fn check_file(path: &Path) -> Result<()> {
    let options = EmbeddedOptions { read_only: true, ..EmbeddedOptions::new(Location::Memory) };
    let env = open_environment(path, &options, Locking::None)?;
    check_all_pages(&env)?;
    let tables = Tables::open(&env).map_err(from_lmdb)?.ok_or_else(no_tables)?;
    check_items(&env, &tables)
}
