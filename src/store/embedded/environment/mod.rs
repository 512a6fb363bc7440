//! The LMDB environment of a store: transactions, and what may happen to the file while it is open.

mod ending;
mod folder;
pub(crate) mod identity;
mod keeper;
pub(crate) mod lmdb;
mod map;
mod resident;

use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::Instant;

use heed::{MdbError, RoTxn, RwTxn};

pub(crate) use self::folder::{StoreFiles, StoreFolder, data_file};
use self::keeper::{KEPT, Keeper, SharedEnv};
use self::lmdb::Env;
pub(crate) use self::resident::Passed;
use self::resident::Resident;
use super::error::{Failure, from_lmdb, gone, overtaken, without_locks};
use crate::model::Result;

/// Threads of all processes that may read at the same time.
pub(crate) const READERS: u32 = 1024;

/// How often one transaction may enlarge the map, or adopt the size that another process gave it.
const MAP_ATTEMPTS: usize = 16;

/// An open LMDB environment.
pub(crate) struct Environment {
    /// `None` after [`Environment::give_up`]. Every transaction holds the lock for reading. Resizing the map holds it
    /// for writing: LMDB allows that only while no transaction is open.
    env: SharedEnv,
    /// `None` for a store in memory.
    folder: Option<StoreFolder>,
    keeper: Keeper,
    resident: Resident,
}

impl Environment {
    pub(crate) fn new(env: Env, folder: Option<StoreFolder>) -> Self {
        Self {
            env: Arc::new(RwLock::new(Some(env))),
            folder,
            keeper: Keeper::default(),
            resident: Resident::default(),
        }
    }

    pub(crate) fn folder(&self) -> Option<&StoreFolder> {
        self.folder.as_ref()
    }

    /// Runs `read` in a read transaction: one consistent state, held no longer than the call.
    pub(crate) fn in_read<T>(&self, mut read: impl FnMut(&RoTxn) -> Result<T, Failure>) -> Result<T> {
        for _ in 0..2 {
            match self.env().as_ref().ok_or_else(gone)?.read_txn() {
                Ok(txn) if self.is_without_locks() => {
                    let began = Instant::now();
                    let result = read(&txn)?;
                    return if began.elapsed() < KEPT { Ok(result) } else { Err(overtaken()) };
                }
                Ok(txn) => return Ok(read(&txn)?),
                Err(heed::Error::Mdb(MdbError::MapResized)) => {}
                Err(error) => return Err(from_lmdb(error)),
            }
            self.adopt_map_size()?;
        }
        Err(from_lmdb(heed::Error::Mdb(MdbError::MapResized)))
    }

    /// Counts what a traversal passes in its transaction, and gives memory back if it is much.
    pub(crate) fn passed<'t>(&'t self, _: &'t RoTxn) -> Passed<'t> {
        self.resident.passed()
    }

    /// Counts the items that a commit has written. Returns whether the map should be given back.
    pub(crate) fn wrote(&self, items: usize) -> bool {
        self.resident.wrote(items)
    }

    /// Gives back the memory of the whole map, in which `bytes` of the transaction are.
    pub(crate) fn give_back(&self, _: &RoTxn, bytes: &[u8]) {
        self.resident.give_all(bytes);
    }

    /// Runs work on the environment itself.
    pub(crate) fn with_env<T>(&self, work: impl FnOnce(&Env) -> heed::Result<T>) -> Result<T> {
        work(self.env().as_ref().ok_or_else(gone)?).map_err(from_lmdb)
    }

    /// Whether this process reads without the locks of the store.
    pub(crate) fn is_without_locks(&self) -> bool {
        self.folder.as_ref().is_some_and(StoreFolder::is_without_locks)
    }

    /// Runs `work` in a write transaction and commits it. `work` runs again where the map must grow first; after an
    /// error nothing is stored.
    pub(crate) fn in_write<T>(&self, mut work: impl FnMut(&mut RwTxn) -> Result<T, Failure>) -> Result<T> {
        if let Some(folder) = &self.folder {
            self.keeper.look(|| folder.has_readers_without_locks(), &self.env);
        }
        for _ in 0..MAP_ATTEMPTS {
            self.check_folder()?;
            match self.try_write(&mut work) {
                Err(Failure::Lmdb(heed::Error::Mdb(MdbError::MapFull))) => self.grow_map()?,
                Err(Failure::Lmdb(heed::Error::Mdb(MdbError::MapResized))) => self.adopt_map_size()?,
                result => return Ok(result?),
            }
        }
        Err(from_lmdb(heed::Error::Mdb(MdbError::MapFull)))
    }

    fn try_write<T>(&self, work: &mut impl FnMut(&mut RwTxn) -> Result<T, Failure>) -> Result<T, Failure> {
        let env = self.env();
        let mut txn = env.as_ref().ok_or_else(gone)?.write_txn()?;
        let value = work(&mut txn)?;
        txn.commit()?;
        Ok(value)
    }

    /// Refuses to write into files that have lost their names.
    fn check_folder(&self) -> Result<()> {
        match &self.folder {
            Some(folder) if folder.has_lost_file() => Err(gone()),
            Some(folder) if folder.has_lost_locks() => Err(without_locks()),
            _ => Ok(()),
        }
    }

    /// Opens the file anew, as another one or with other rights. No transaction is open meanwhile, and none begins before
    /// `open` has ended; it returns the result of `open`. `opened` takes what else was opened.
    pub(crate) fn reopen<T>(
        &self,
        open: impl FnOnce() -> Result<(Env, Option<StoreFiles>, T)>,
        opened: impl FnOnce(T),
    ) -> Result<()> {
        let mut guard = self.env_for_resizing();
        guard.take();
        let (env, files, more) = open()?;
        *guard = Some(env);
        if let (Some(folder), Some(files)) = (&self.folder, files) {
            folder.set_files(files);
        }
        opened(more);
        Ok(())
    }

    /// Whether the folder now has another file, or none.
    pub(crate) fn is_replaced(&self) -> bool {
        // A compaction of this process replaces it, too, and has opened the new one when it lets go of the environment.
        let _env = self.env();
        self.folder.as_ref().is_some_and(StoreFolder::is_replaced)
    }

    /// Closes a file that was deleted or replaced, so that the new one can be opened.
    pub(crate) fn give_up(&self) {
        self.env_for_resizing().take();
    }

    /// Frees the reader slots of killed processes. After a failure the next call tries again.
    pub(crate) fn clear_stale_readers(&self) {
        if let Some(env) = &*self.env() {
            let _ = env.clear_stale_readers();
        }
    }

    /// Looks at the environment and the size of its file.
    pub(crate) fn about<T>(&self, look: impl FnOnce(&Env, u64) -> T) -> Result<T> {
        let env = self.env();
        let env = env.as_ref().ok_or_else(gone)?;
        let size = env.real_disk_size().map_err(from_lmdb)?;
        Ok(look(env, size))
    }

    fn env(&self) -> RwLockReadGuard<'_, Option<Env>> {
        // It is replaced in one step, so it is sound even if a holder panicked.
        self.env.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until no transaction is open, and lets none begin.
    fn env_for_resizing(&self) -> RwLockWriteGuard<'_, Option<Env>> {
        let env = self.keeper.aside(|| self.env.write().unwrap_or_else(PoisonError::into_inner));
        self.resident.forget();
        env
    }
}
