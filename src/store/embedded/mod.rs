//! The embedded store: items in an LMDB file that several processes share.
//!
//! Reads run on the calling thread; writes go to one writer thread, which commits all that waits
//! in one transaction. No other module of the crate knows LMDB.

mod environment;
mod error;
mod file;
mod format;
mod log;
mod open;
mod read;
mod registry;
mod tables;
mod writer;

use std::sync::Arc;
use std::thread::JoinHandle;

use self::file::Core;
use self::log::Log;
pub use self::open::{Durability, Location, Options};
use self::writer::queue::Job;
use super::feed::Changes;
use super::{Query, Scan, Store, StoreFuture, Write, Written};
use crate::model::{Item, Key, Millis, Page, Result};

/// The embedded store of one folder. All handles of a process on the same folder share one.
pub struct EmbeddedStore {
    core: Arc<Core>,
    writer: Option<JoinHandle<()>>,
    warning: Option<String>,
}

impl EmbeddedStore {
    /// Opens a store, or joins the one that this process has open already.
    pub fn open(options: &Options) -> Result<Arc<Self>> {
        registry::open(options)
    }

    fn start(core: Core, warning: Option<String>) -> Result<Self> {
        let core = Arc::new(core);
        let writer = writer::spawn(Arc::clone(&core))?;
        Ok(Self { core, writer: Some(writer), warning })
    }

    /// Runs a read now, or behind the writes of this process that it must not overtake.
    fn read_after<T: Send + Unpin + 'static>(
        &self,
        overtakes: bool,
        read: impl FnOnce(&Core) -> Result<T> + Send + 'static,
    ) -> StoreFuture<T> {
        if overtakes {
            let core = Arc::clone(&self.core);
            self.core.queue.submit(|reply| Job::after(move || reply.send(read(&core))))
        } else {
            StoreFuture::ready(read(&self.core))
        }
    }
}

impl Store for EmbeddedStore {
    fn read(&self, key: &Key, _consistent: bool) -> StoreFuture<Option<Item>> {
        if self.core.queue.is_writing(key) {
            let key = key.clone();
            return self.read_after(true, move |core| core.read(&key));
        }
        StoreFuture::ready(self.core.read(key))
    }

    fn read_many(&self, keys: &[Key]) -> StoreFuture<Page> {
        let overtakes = keys.iter().any(|key| self.core.queue.is_writing(key));
        let keys = keys.to_vec();
        self.read_after(overtakes, move |core| core.read_many(&keys))
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        let queue = &self.core.queue;
        let overtakes =
            if query.label.is_some() { queue.is_busy() } else { queue.is_writing_in(&query.range.pk) };
        self.read_after(overtakes, move |core| core.query(&query))
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        self.read_after(self.core.queue.is_busy(), move |core| core.scan(&scan))
    }

    fn commit(&self, write: Write) -> StoreFuture<Written> {
        self.core.queue.submit(|reply| Job::Commit(write, reply))
    }

    fn now(&self) -> Millis {
        self.core.now()
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn warning(&self) -> Option<&str> {
        self.warning.as_deref()
    }

    fn changes(&self) -> Changes {
        Changes::Log(Arc::new(Log::new(Arc::clone(&self.core))))
    }

    fn close(&self) -> StoreFuture<()> {
        self.read_after(true, |_| Ok(()))
    }
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        self.core.queue.stop();
        if let Some(writer) = self.writer.take() {
            // A panic of the writer was reported to those who waited for it.
            let _ = writer.join();
        }
    }
}
