//! The embedded store: items in an LMDB file that several processes share.
//!
//! Reads run on the calling thread. Writes go to one writer thread, which commits all that wait in one transaction. No
//! other module of the crate knows LMDB.

mod clock;
mod copy;
mod environment;
mod error;
mod file;
mod format;
mod inspect;
mod log;
mod open;
mod options;
mod read;
mod registry;
mod tables;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use self::copy::{back_up, compact};
use self::file::StoreFile;
use self::log::Log;
use self::open::{OpenedStore, open_place};
pub use self::options::{Durability, EmbeddedOptions, Location};
use self::writer::queue::{Job, WriteQueue};
use super::clock::SettableClock;
use super::copying::{Backup, Compacted, Copying};
use super::feed::{Changes, Listener, Listening};
use super::runtime::runtime;
use super::{
    About, Census, Collections, Freshness, Inspected, InspectionPlace, Query, Scan, Store, StoreFuture,
    Warning, Write, Written,
};
use crate::model::{Cursor, Error, Item, Key, Millis, Page, Result};

/// The embedded store of one folder. All handles of a process on the same folder share one.
pub struct EmbeddedStore {
    file: Arc<StoreFile>,
    queue: Arc<WriteQueue>,
    log: Arc<Log>,
    /// `None` as long as all handles only read.
    writer: Mutex<Option<JoinHandle<()>>>,
    /// Those of the first handle that writes, or else of the first one.
    options: Mutex<EmbeddedOptions>,
    /// Held by the copy that is under way: a file that is being copied cannot be replaced.
    copying: Arc<tokio::sync::Mutex<()>>,
    /// Whether the writer deletes expired items.
    sweep: bool,
    warnings: Vec<Warning>,
}

impl EmbeddedStore {
    /// Opens a store, or joins the one that this process already has open.
    pub fn open(options: &EmbeddedOptions) -> Result<Arc<Self>> {
        registry::open(options)
    }

    fn start(opened: OpenedStore, place: Option<&Path>, options: &EmbeddedOptions) -> Result<Self> {
        let file = Arc::new(StoreFile::new(opened.file, place, options.clock));
        let queue = Arc::new(WriteQueue::default());
        let log = Arc::new(Log::new(Arc::clone(&file), Arc::clone(&queue)));
        let (writer, warnings) = (Mutex::default(), options.warnings.clone());
        let (sweep, own) = (options.sweep, Mutex::new(options.clone()));
        let store = Self { file, queue, log, writer, options: own, copying: Arc::default(), sweep, warnings };
        if !options.read_only {
            store.start_writer(options.sweep, opened.is_copy)?;
        }
        Ok(store)
    }

    fn start_writer(&self, sweep: bool, is_copy: bool) -> Result<()> {
        let writer = writer::spawn(Arc::clone(&self.file), Arc::clone(&self.queue), sweep, is_copy)?;
        *self.writer.lock().unwrap_or_else(PoisonError::into_inner) = Some(writer);
        Ok(())
    }

    /// Lets a store be written that was only read until now. If that fails, it is only read as before.
    fn admit_writes(&self, place: &Path, options: &EmbeddedOptions) -> Result<()> {
        if self.writer.lock().unwrap_or_else(PoisonError::into_inner).is_some() {
            return Ok(());
        }
        let (mut is_copy, mut refused) = (false, None);
        self.file.reopen(|| {
            let opened = open_place(place, options).or_else(|error| {
                refused = Some(error);
                open_place(place, &EmbeddedOptions { read_only: true, ..options.clone() })
            })?;
            is_copy = opened.is_copy;
            Ok(opened.file)
        })?;
        if let Some(error) = refused {
            return Err(error);
        }
        options.clone_into(&mut self.options.lock().unwrap_or_else(PoisonError::into_inner));
        self.start_writer(options.sweep, is_copy)
    }

    /// Runs a read now, or, if it must see writes that wait, behind them.
    fn run_read<T: Send + Unpin + 'static>(
        &self,
        must_wait: bool,
        read: impl FnOnce(&StoreFile) -> Result<T> + Send + 'static,
    ) -> StoreFuture<T> {
        if must_wait {
            let file = Arc::clone(&self.file);
            self.queue.submit(|responder| Job::after(move || responder.send(read(&file))))
        } else {
            StoreFuture::ready(read(&self.file))
        }
    }
}

impl Store for EmbeddedStore {
    fn read(&self, key: &Key, _consistent: bool) -> StoreFuture<Option<Item>> {
        if self.queue.is_writing(key) {
            let key = key.clone();
            return self.run_read(true, move |file| file.read(&key));
        }
        StoreFuture::ready(self.file.read(key))
    }

    fn read_at_once(&self, key: &Key, take: &mut dyn FnMut(Option<&str>)) -> Option<Result<()>> {
        if self.queue.is_writing(key) { None } else { Some(self.file.read_in_place(key, take)) }
    }

    fn read_many(&self, keys: &[Key], _freshness: Freshness) -> StoreFuture<Page> {
        let must_wait = keys.iter().any(|key| self.queue.is_writing(key));
        let keys = keys.to_vec();
        self.run_read(must_wait, move |file| file.read_many(&keys))
    }

    fn query(&self, query: Query) -> StoreFuture<Page> {
        let must_wait = match query.label {
            Some(_) => self.queue.is_busy(),
            None => self.queue.is_writing_in(&query.range.pk),
        };
        self.run_read(must_wait, move |file| file.query(&query))
    }

    fn scan(&self, scan: Scan) -> StoreFuture<Page> {
        self.run_read(self.queue.is_busy(), move |file| file.scan(&scan))
    }

    fn collections(&self, after: Option<Cursor>, census: Census) -> Option<StoreFuture<Collections>> {
        Some(self.run_read(self.queue.is_busy(), move |file| file.collections(after.as_ref(), census)))
    }

    fn commit(&self, write: Write) -> StoreFuture<Written> {
        self.queue.submit(|responder| Job::Commit(write, responder))
    }

    fn clear(&self) -> StoreFuture<Option<u64>> {
        let file = Arc::clone(&self.file);
        self.queue
            .submit(|responder| Job::clearance(move |txn, _| Ok(file.tables(txn).clear(txn)?), responder))
    }

    fn inspect(&self, place: Option<InspectionPlace>, repair: bool) -> Option<StoreFuture<Inspected>> {
        Some(inspect::inspect(&self.file, &self.queue, place, repair))
    }

    fn about(&self) -> StoreFuture<About> {
        StoreFuture::ready(self.file.about().map(About::File))
    }

    fn back_up(&self, target: PathBuf, compact: bool, copying: Arc<Copying>) -> StoreFuture<Backup> {
        let file = Arc::clone(&self.file);
        let copy = move || back_up(&file, &target, compact, &copying);
        let turn = Arc::clone(&self.copying);
        StoreFuture::later(async move {
            let _turn = turn.lock().await;
            let copied = runtime()?.spawn_blocking(copy).await;
            copied.unwrap_or_else(|_| Err(Error::internal()))
        })
    }

    fn compact(&self, copying: Arc<Copying>) -> StoreFuture<Compacted> {
        let (file, options) =
            (Arc::clone(&self.file), self.options.lock().unwrap_or_else(PoisonError::into_inner));
        let (options, queue, turn) = (options.clone(), Arc::clone(&self.queue), Arc::clone(&self.copying));
        StoreFuture::later(async move {
            let _turn = turn.lock().await;
            let compact = move || compact(&file, &options, &copying);
            queue.submit(|responder| Job::after(move || responder.send(compact()))).await
        })
    }

    fn now(&self) -> Millis {
        self.file.now()
    }

    fn clock(&self) -> Option<&dyn SettableClock> {
        // Other processes share a folder, and live by the time of the machine.
        self.file.environment().folder().is_none().then_some(self)
    }

    fn is_remote(&self) -> bool {
        false
    }

    fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    fn changes(&self) -> Changes {
        Changes::Log(Arc::clone(&self.log) as _)
    }

    fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening> {
        self.log.listen(listener)
    }

    fn close(&self) -> StoreFuture<()> {
        self.run_read(true, |_| Ok(()))
    }
}

impl Drop for EmbeddedStore {
    fn drop(&mut self) {
        self.queue.stop();
        let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some(writer) = writer.take() {
            // The calls that waited for a panicked writer have failed already.
            let _ = writer.join();
        }
    }
}
