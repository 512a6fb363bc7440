//! Opening a store: the folder, the map, the format, and what can be wrong with each.

pub(crate) mod check;
mod copies;
pub(crate) mod create;
mod filesystem;
mod pages;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::RwLock;
use std::time::Duration;

use heed::{Env, EnvFlags, EnvOpenOptions, MdbError};

use self::check::{Kind, check_head, check_items, check_pages};
use self::create::{DATA_FILE, LOCK_FILE};
use super::environment::identity::Identity;
use super::error::{damaged, from_heed, from_io, newer, not_opened, unusable};
use super::file::{Core, Place};
use super::log;
use super::tables::{self, Tables};
use super::writer::queue::Queue;
use crate::model::{Error, Result};
use crate::store::clock::{Clock, system_clock};

/// Threads, over all processes, that may read at once.
pub(crate) const READERS: u32 = 1024;
/// Address space that is asked for first. It costs nothing until it is used, where files are
/// mapped sparsely; elsewhere the map starts small and grows.
#[cfg(all(target_pointer_width = "64", unix))]
const LARGEST_MAP: usize = 1 << 40;
#[cfg(not(all(target_pointer_width = "64", unix)))]
const LARGEST_MAP: usize = SMALL_MAP;
/// Address space where that is not granted, and of a store in memory, of which there may be many. It grows.
const SMALL_MAP: usize = 1 << 28;
/// Address space without which a store is not opened.
const SMALLEST_MAP: usize = 1 << 24;
/// How often a store is opened anew that another process was opening or closing, and the time between.
const ATTEMPTS: u32 = 50;
const BETWEEN: Duration = Duration::from_millis(20);
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

/// Creates the folder where it is missing; tells its one true path, and what is to be said of it.
pub(crate) fn prepare(folder: &Path) -> Result<(PathBuf, Option<String>)> {
    let folder = &std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let unusable = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::StorageFull => from_io(&error),
        std::io::ErrorKind::AlreadyExists | std::io::ErrorKind::NotADirectory => unusable(format!(
            "The store's folder '{}' cannot be made: there is a file in its path. A store is a folder; name one with \
             'AMPT_DATA_URL=file:/path'.",
            folder.display()
        )),
        _ => unusable(format!(
            "The store's folder '{}' cannot be used: {error}. Check the path and its permissions, or name another with \
             'AMPT_DATA_URL=file:/path'.",
            folder.display()
        )),
    };
    fs::create_dir_all(folder).map_err(unusable)?;
    let folder = fs::canonicalize(folder).map_err(unusable)?;
    let warning = filesystem::check(&folder)?;
    Ok((folder, warning))
}

/// Opens the store of a folder that [`prepare`] returned.
pub(crate) fn open_folder(folder: &Path, options: &Options) -> Result<Core> {
    wait_for_closing(folder)?;
    if copies::is_open_by_another(&folder.join(LOCK_FILE)) {
        return Err(copies::refused(folder));
    }
    create::make(folder, options.durability == Durability::Full)?;
    check_head(folder)?;
    create::reserve_locks(folder)?;
    let flags = match options.durability {
        Durability::Full => EnvFlags::empty(),
        Durability::Relaxed => EnvFlags::NO_SYNC,
    };
    let env = open_env(folder, flags, options.map_size)?;
    let identity = Identity::of_path(&folder.join(DATA_FILE)).map_err(|error| not_opened(folder, &error))?;
    let locks = Identity::of_path(&folder.join(LOCK_FILE)).map_err(|error| not_opened(folder, &error))?;
    let kind = check_pages(&env, &identity)?;
    let tables = Tables::open(&env).map_err(from_heed)?.ok_or_else(check::no_tables)?;
    if kind == Kind::Copy {
        check_items(&env, &tables)?;
    }
    // A failure leaves the readers that were killed to the writer.
    let _ = env.clear_stale_readers();
    let is_memory = options.location == Location::Memory;
    let file = env.try_clone_inner_file().map_err(from_heed)?;
    Ok(Core {
        env: RwLock::new(Some(env)),
        place: (!is_memory).then(|| Place { folder: folder.to_owned(), identity, file, locks }),
        tables,
        queue: Queue::default(),
        clock: options.clock,
        sweep: options.sweep,
        is_copy: kind == Kind::Copy,
        log: log::Shared::new((!is_memory).then(|| folder.to_owned())),
    })
}

/// Opens a store whose file has no name any more, so that it goes with the process.
pub(crate) fn open_memory(options: &Options) -> Result<Core> {
    let folder = tempfile::Builder::new().prefix("ampt-data-").tempdir().map_err(|error| from_io(&error))?;
    let map_size = options.map_size.min(SMALL_MAP);
    let options = Options { durability: Durability::Relaxed, map_size, ..options.clone() };
    let core = open_folder(folder.path(), &options);
    // Where an open file cannot be deleted, the system clears its temporary folder some day.
    drop(folder);
    core
}

/// Waits until the last store of a folder is closed, which another thread may be doing. Only then its
/// files may be touched: closing one would drop the locks that LMDB holds.
fn wait_for_closing(folder: &Path) -> Result<()> {
    match heed::env_closing_event(folder) {
        Some(closing) if !closing.wait_timeout(CLOSING) => Err(unusable(format!(
            "The store in '{}' is still being closed by this process. Await 'close()', then open it again.",
            folder.display()
        ))),
        _ => Ok(()),
    }
}

fn open_env(folder: &Path, flags: EnvFlags, map_size: usize) -> Result<Env> {
    let smaller = [SMALL_MAP, SMALLEST_MAP];
    let mut smaller = smaller.iter().filter(|size| **size < map_size);
    let mut map_size = map_size;
    let mut attempts = 0;
    loop {
        let mut options = EnvOpenOptions::new();
        options.map_size(map_size).max_dbs(tables::COUNT).max_readers(READERS);
        // SAFETY: the registry lets this process open a folder once; the file is changed by LMDB
        // alone, under its locks, and the flags used give up durability at most.
        let opened = unsafe { options.flags(flags).open(folder) };
        let error = match opened {
            Ok(env) => return Ok(env),
            Err(error) => error,
        };
        let out_of_memory =
            matches!(&error, heed::Error::Io(error) if error.kind() == ErrorKind::OutOfMemory);
        if out_of_memory && let Some(size) = smaller.next() {
            // A limit on virtual memory: less will do.
            map_size = *size;
        } else if is_passing(&error) && attempts < ATTEMPTS {
            attempts += 1;
            std::thread::sleep(BETWEEN);
        } else {
            return Err(cannot_open(folder, error));
        }
    }
}

/// Whether an error may be gone in a moment: whoever opened the store first has failed, and left the
/// file of locks without contents.
fn is_passing(error: &heed::Error) -> bool {
    match error {
        heed::Error::Mdb(MdbError::Invalid) => true,
        heed::Error::Io(error) => error.kind() == ErrorKind::Interrupted,
        _ => false,
    }
}

fn cannot_open(folder: &Path, error: heed::Error) -> Error {
    let shown = folder.display();
    match error {
        heed::Error::Mdb(MdbError::Invalid | MdbError::Corrupted) => {
            damaged("it is not a store, or its head is lost")
        }
        heed::Error::Mdb(MdbError::VersionMismatch) => newer(),
        heed::Error::Io(error) if error.kind() == ErrorKind::OutOfMemory => unusable(format!(
            "The store in '{shown}' cannot be opened: this process has no address space left for it. Raise the limit \
             on virtual memory ('ulimit -v'), or close stores that are no longer used."
        )),
        heed::Error::Io(error) if error.kind() == ErrorKind::WouldBlock => unusable(format!(
            "The store in '{shown}' cannot be opened: this process has too many stores open. Close those that are no \
             longer used."
        )),
        heed::Error::Io(error) => not_opened(folder, &error),
        error => from_heed(error),
    }
}
