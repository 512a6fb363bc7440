//! Opens the LMDB environment of a folder.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use heed::{EnvFlags, MdbError};

use super::memory::can_hold;
use crate::model::{Error, Result};
use crate::store::embedded::environment::lmdb::Env;
use crate::store::embedded::environment::{READERS, data_file};
use crate::store::embedded::error::{damaged, from_lmdb, newer, not_opened, unusable};
use crate::store::embedded::format::{LOCK_FILE, TABLE_COUNT};
use crate::store::embedded::options::{Durability, EmbeddedOptions, SMALL_MAP};

/// A store is not opened with less address space.
const SMALLEST_MAP: usize = 1 << 24;
/// How often opening is repeated while another process opens or closes the store, and the time between.
const ATTEMPTS: u32 = 50;
const BETWEEN: Duration = Duration::from_millis(20);

/// How processes that have a store open know of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Locking {
    /// By `lock.mdb`.
    Shared,
    /// This process is unknown to the others: it may not write `lock.mdb`, or there is none, and it only reads.
    None,
}

impl Locking {
    /// That of a process that only reads a place. The process must not have its lock file open.
    pub(super) fn of_reader(place: &Path) -> Self {
        let locks = File::options().read(true).write(true).open(place.join(LOCK_FILE));
        if locks.is_ok() { Self::Shared } else { Self::None }
    }
}

/// Opens an environment, with a smaller map if the system does not grant the one of the options.
pub(super) fn open_environment(place: &Path, options: &EmbeddedOptions, locking: Locking) -> Result<Env> {
    let mut flags = match options.durability {
        Durability::Full => EnvFlags::empty(),
        Durability::Relaxed => EnvFlags::NO_SYNC,
    };
    if options.read_only {
        flags |= EnvFlags::READ_ONLY;
    }
    if locking == Locking::None {
        flags |= EnvFlags::NO_LOCK;
    }
    if place.is_file() {
        flags |= EnvFlags::NO_SUB_DIR;
    }
    let map_size = options.map_size;
    let file = fs::metadata(data_file(place)).map_or(0, |file| file.len());
    if !can_hold(file) {
        // Each read would bring in pages around its own, and drop others that are needed.
        flags |= EnvFlags::NO_READ_AHEAD;
    }
    let smaller = [SMALL_MAP, SMALLEST_MAP];
    let mut smaller = smaller.iter().filter(|size| **size < map_size);
    let mut map_size = map_size;
    let mut attempts = 0;
    loop {
        let mut options = Env::options();
        options.map_size(map_size).max_dbs(TABLE_COUNT).max_readers(READERS);
        // SAFETY: the registry lets this process open a folder once; only LMDB changes the file, under its locks. The
        // flags give up durability and readahead at most, and locks only where this process writes nothing.
        let opened = unsafe { Env::open(options.flags(flags), place) };
        let error = match opened {
            Ok(env) => return Ok(env),
            Err(error) => error,
        };
        let out_of_memory =
            matches!(&error, heed::Error::Io(error) if error.kind() == ErrorKind::OutOfMemory);
        if out_of_memory && let Some(size) = smaller.next() {
            // Virtual memory is limited: a smaller map is enough to begin with.
            map_size = *size;
        } else if is_temporary(&error) && attempts < ATTEMPTS {
            attempts += 1;
            std::thread::sleep(BETWEEN);
        } else {
            return Err(cannot_open(place, error));
        }
    }
}

/// Whether an error may pass in a moment: the process that opened the store first has failed, and has left an empty
/// lock file.
fn is_temporary(error: &heed::Error) -> bool {
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
            damaged("it is not a store, or its first pages are lost")
        }
        heed::Error::Mdb(MdbError::VersionMismatch) => newer(),
        heed::Error::Io(error) if error.kind() == ErrorKind::OutOfMemory => unusable(format!(
            "The store in '{shown}' cannot be opened: this process has no address space left. Raise the limit on virtual \
             memory ('ulimit -v'), or close other stores."
        )),
        heed::Error::Io(error) if error.kind() == ErrorKind::WouldBlock => unusable(format!(
            "The store in '{shown}' cannot be opened: this process has too many stores open. Close some of them."
        )),
        heed::Error::Io(error) => not_opened(folder, &error),
        error => from_lmdb(error),
    }
}
