//! What the threads of a store share: the file, its tables, the queue of writes.

use std::sync::RwLock;

use heed::{Env, RoTxn};

use super::error::{from_heed, internal};
use super::log;
use super::queue::Queue;
use super::tables::Tables;
use crate::model::Result;
use crate::store::clock::Clock;

/// The shared part of a store.
pub(super) struct Core {
    pub env: Env,
    pub tables: Tables,
    pub queue: Queue,
    pub clock: Clock,
    /// Whether expired items are deleted in the background.
    pub sweep: bool,
    /// What the consumers of changes share.
    pub log: log::Shared,
    /// Held for reading by every transaction, for writing while the map is resized, which LMDB
    /// allows only where no transaction is open.
    pub map: RwLock<()>,
}

impl Core {
    /// The time in epoch seconds.
    pub(super) fn now(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// The time in epoch milliseconds.
    pub(super) fn now_ms(&self) -> i64 {
        (self.clock)()
    }

    /// Runs a read in a transaction of its own: one consistent state, held for a moment only.
    pub(super) fn in_read<T>(&self, read: impl Fn(&RoTxn) -> heed::Result<Result<T>>) -> Result<T> {
        for _ in 0..2 {
            let guard = self.map.read().map_err(|_| internal())?;
            match self.env.read_txn() {
                Ok(txn) => return read(&txn).map_err(from_heed)?,
                Err(heed::Error::Mdb(heed::MdbError::MapResized)) => {
                    drop(guard);
                    self.adopt_map_size()?;
                }
                Err(error) => return Err(from_heed(error)),
            }
        }
        Err(from_heed(heed::Error::Mdb(heed::MdbError::MapResized)))
    }

    /// Follows another process that has enlarged the map.
    pub(super) fn adopt_map_size(&self) -> Result<()> {
        self.resize(0)
    }

    /// Doubles the map.
    pub(super) fn grow_map(&self) -> Result<()> {
        self.resize(self.env.info().map_size.saturating_mul(2))
    }

    fn resize(&self, bytes: usize) -> Result<()> {
        let _alone = self.map.write().map_err(|_| internal())?;
        // SAFETY: every transaction of this process is opened and closed under `map`, which is
        // held for writing here, so none is open while the map moves.
        unsafe { self.env.resize(bytes) }.map_err(from_heed)
    }
}
