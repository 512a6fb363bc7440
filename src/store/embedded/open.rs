//! Opening a store: the folder, the map, the format, and what can be wrong with each.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::Duration;

use heed::{Env, EnvFlags, EnvOpenOptions, MdbError};

use super::core::Core;
use super::error::{damaged, from_heed, from_io, unusable};
use super::queue::Queue;
use super::tables::{self, NotOpened, Tables};
use super::{filesystem, log};
use crate::model::{Error, Result};
use crate::store::clock::{Clock, system_clock};

/// Threads, over all processes, that may read at once.
const READERS: u32 = 1024;
/// Address space that is asked for first. It costs nothing until it is used, where files are
/// mapped sparsely; elsewhere the map starts small and grows.
#[cfg(all(target_pointer_width = "64", unix))]
const LARGEST_MAP: usize = 1 << 40;
#[cfg(not(all(target_pointer_width = "64", unix)))]
const LARGEST_MAP: usize = SMALLEST_MAP;
/// Address space without which a store is not opened.
const SMALLEST_MAP: usize = 1 << 28;
/// How long a store of the same folder may take to close before this one is opened.
const CLOSING: Duration = Duration::from_secs(10);

/// How to open a store.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it is.
    pub location: Location,
    /// What a resolved write has reached.
    pub durability: Durability,
    /// Whether expired items are deleted in the background. They are never returned either way.
    pub sweep: bool,
    /// Tells the time.
    pub clock: Clock,
    /// Address space to ask for, in bytes.
    pub map_size: usize,
}

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In this folder, which is created if it is missing.
    Folder(PathBuf),
    /// In memory, for as long as it is open.
    Memory,
}

/// What a resolved write has reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// The disk: it survives a power failure.
    Full,
    /// The operating system: it survives the end of the process, not of the machine.
    Relaxed,
}

impl Options {
    /// The defaults for a location.
    pub fn new(location: Location) -> Self {
        Self {
            location,
            durability: Durability::Full,
            sweep: true,
            clock: system_clock,
            map_size: LARGEST_MAP,
        }
    }
}

/// Creates the folder where it is missing and tells its one true path.
pub(super) fn prepare(folder: &Path) -> Result<PathBuf> {
    let unusable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => from_io(&error),
        _ => unusable(format!(
            "The store's folder '{}' cannot be used: {error}. Check the path and its permissions, or name another with \
             'AMPT_DATA_URL=file:/path'.",
            folder.display()
        )),
    };
    fs::create_dir_all(folder).map_err(unusable)?;
    filesystem::check(folder)?;
    fs::canonicalize(folder).map_err(unusable)
}

/// Opens the store of a folder that [`prepare`] returned.
pub(super) fn open_folder(folder: &Path, options: &Options) -> Result<Core> {
    let flags = match options.durability {
        Durability::Full => EnvFlags::empty(),
        Durability::Relaxed => EnvFlags::NO_SYNC,
    };
    let env = open_env(folder, flags, options.map_size)?;
    check_length(&env)?;
    let tables = Tables::open(&env).map_err(|error| match error {
        NotOpened::NewerFormat => newer(),
        NotOpened::Failed(error) => cannot_open(folder, error),
    })?;
    // Readers that were killed would keep old pages from being used again.
    env.clear_stale_readers().map_err(from_heed)?;
    Ok(Core {
        env,
        tables,
        queue: Queue::default(),
        clock: options.clock,
        sweep: options.sweep,
        log: log::Shared::new(matches!(options.location, Location::Folder(_)).then(|| folder.to_owned())),
        map: RwLock::new(()),
    })
}

/// Opens a store whose file has no name any more, so that it goes with the process.
pub(super) fn open_memory(options: &Options) -> Result<Core> {
    let folder = tempfile::Builder::new().prefix("ampt-data-").tempdir().map_err(|error| from_io(&error))?;
    let options = Options { durability: Durability::Relaxed, ..options.clone() };
    let core = open_folder(folder.path(), &options);
    // Where an open file cannot be deleted, the system clears its temporary folder some day.
    drop(folder);
    core
}

fn open_env(folder: &Path, flags: EnvFlags, mut map_size: usize) -> Result<Env> {
    loop {
        let mut options = EnvOpenOptions::new();
        options.map_size(map_size).max_dbs(tables::COUNT).max_readers(READERS);
        // SAFETY: the registry lets this process open a folder once; the file is changed by LMDB
        // alone, under its locks, and the flags used give up durability at most.
        let opened = unsafe { options.flags(flags).open(folder) };
        match opened {
            Ok(env) => return Ok(env),
            // A limit on virtual memory: less will do.
            Err(heed::Error::Io(error))
                if error.kind() == std::io::ErrorKind::OutOfMemory && map_size > SMALLEST_MAP =>
            {
                map_size /= 2;
            }
            // The last handle on this folder is being dropped by another thread.
            Err(heed::Error::EnvAlreadyOpened) => {
                if heed::env_closing_event(folder).is_some_and(|closing| !closing.wait_timeout(CLOSING)) {
                    return Err(cannot_open(folder, heed::Error::EnvAlreadyOpened));
                }
            }
            Err(error) => return Err(cannot_open(folder, error)),
        }
    }
}

fn cannot_open(folder: &Path, error: heed::Error) -> Error {
    match error {
        heed::Error::Mdb(MdbError::Invalid | MdbError::Corrupted) => {
            damaged("it is not a store, or its head is lost")
        }
        heed::Error::Mdb(MdbError::VersionMismatch) => newer(),
        heed::Error::Io(error) if error.kind() != std::io::ErrorKind::StorageFull => unusable(format!(
            "The store in '{}' cannot be opened: {error}. Check the permissions of the folder and of the files in it.",
            folder.display()
        )),
        error => from_heed(error),
    }
}

/// A file that was cut short would end the process at the first touch of a missing page.
fn check_length(env: &Env) -> Result<()> {
    let info = env.info();
    let page_size = u64::from(env.unnamed_database_stat().page_size);
    let length = env.real_disk_size().map_err(from_heed)?;
    // A new file has two pages at its head, of which the second may not be written yet.
    if info.last_page_number > 1 && length < (info.last_page_number as u64 + 1) * page_size {
        return Err(damaged("it is shorter than it says, so pages of it are lost"));
    }
    Ok(())
}

fn newer() -> Error {
    Error::refused(
        "STORE_NEWER",
        "This store was written by a newer version of ampt-data. Nothing was changed. Update ampt-data, or export from \
         the newer version and import here.",
    )
}
