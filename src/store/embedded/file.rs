//! What the threads of a store share: the file, its tables, the queue of writes.

use std::fs::File;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use heed::{Env, RoTxn};

use super::environment::identity::Identity;
use super::error::{from_heed, gone};
use super::log;
use super::open::create::{DATA_FILE, LOCK_FILE};
use super::tables::Tables;
use super::writer::queue::Queue;
use crate::model::{Millis, Result};
use crate::store::clock::Clock;

/// The shared part of a store.
pub(super) struct Core {
    /// None once the file is given up. Every transaction holds it for reading; who resizes the map, which
    /// LMDB allows only where no transaction is open, holds it for writing.
    pub env: RwLock<Option<Env>>,
    /// Where the file is, and which one; none for a store in memory.
    pub place: Option<Place>,
    pub tables: Tables,
    pub queue: Queue,
    pub clock: Clock,
    /// Whether expired items are deleted in the background.
    pub sweep: bool,
    /// Whether the file says that it is another one. It was checked; the writer notes that.
    pub is_copy: bool,
    /// What the consumers of changes share.
    pub log: log::Shared,
}

/// A file and the folder that it is in.
pub(super) struct Place {
    pub folder: PathBuf,
    pub identity: Identity,
    /// The file itself, to ask whether it has a name.
    pub file: File,
    /// The file of locks that this process shares with others.
    pub locks: Identity,
}

impl Core {
    /// The time.
    pub(super) fn now(&self) -> Millis {
        (self.clock)()
    }

    /// The file, for as long as a transaction takes.
    pub(super) fn env(&self) -> RwLockReadGuard<'_, Option<Env>> {
        // It is replaced in one step, so it is sound even where a holder panicked.
        self.env.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The file, where no transaction is open.
    pub(super) fn env_to_change(&self) -> RwLockWriteGuard<'_, Option<Env>> {
        self.env.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the folder has another file now, or none.
    pub(super) fn is_replaced(&self) -> bool {
        let Some(place) = &self.place else { return false };
        match Identity::of_path(&place.folder.join(DATA_FILE)) {
            Ok(now) => now != place.identity,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Whether the file was deleted: what is written into it goes with this process.
    pub(super) fn is_deleted(&self) -> bool {
        self.place.as_ref().is_some_and(|place| is_deleted(&place.file))
    }

    /// Whether the file of locks was deleted: a process that opens the store now makes another one, and
    /// both would write at once. A folder that was moved takes its locks along.
    pub(super) fn has_lost_locks(&self) -> bool {
        let Some(place) = &self.place else { return false };
        let are_there =
            Identity::of_path(&place.folder.join(LOCK_FILE)).is_ok_and(|locks| locks == place.locks);
        !are_there && Identity::of_path(&place.folder.join(DATA_FILE)).is_ok_and(|now| now == place.identity)
    }

    /// Closes a file that is gone, so that the one in its place can be opened.
    pub(super) fn give_up(&self) {
        self.env_to_change().take();
    }

    /// Forgets the readers of processes that were killed. A failure leaves them to the next time.
    pub(super) fn clear_stale_readers(&self) {
        if let Some(env) = &*self.env() {
            let _ = env.clear_stale_readers();
        }
    }

    /// Runs a read in a transaction of its own: one consistent state, held for a moment only.
    pub(super) fn in_read<T>(&self, read: impl Fn(&RoTxn) -> heed::Result<Result<T>>) -> Result<T> {
        for _ in 0..2 {
            match self.env().as_ref().ok_or_else(gone)?.read_txn() {
                Ok(txn) => return read(&txn).map_err(from_heed)?,
                Err(heed::Error::Mdb(heed::MdbError::MapResized)) => {}
                Err(error) => return Err(from_heed(error)),
            }
            self.adopt_map_size()?;
        }
        Err(from_heed(heed::Error::Mdb(heed::MdbError::MapResized)))
    }
}

#[cfg(unix)]
fn is_deleted(file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    file.metadata().is_ok_and(|file| file.nlink() == 0)
}

/// Here a file that is open cannot be deleted.
#[cfg(not(unix))]
fn is_deleted(_file: &File) -> bool {
    false
}
