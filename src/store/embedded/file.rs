//! The open file of a store, which its readers, its writer thread and its change log share.

use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};

use heed::{RoTxn, RwTxn};
use tokio::sync::watch;

use super::environment::lmdb::Env;
use super::environment::{Environment, StoreFiles, StoreFolder};
use super::error::Failure;
use super::format::digest::take_change;
use super::format::fact::FILE;
use super::log::presence::LocalPresences;
use super::tables::Tables;
use crate::model::{Millis, Result};
use crate::store::clock::{Clock, StoppableClock};
use crate::store::feed::{ChangeNumber, CommitNumber};

/// A file that was just opened.
pub(super) struct OpenedFile {
    pub env: Env,
    /// `None` for a store in memory.
    pub files: Option<StoreFiles>,
    pub tables: Tables,
    /// Whether an earlier version of this package wrote it.
    pub has_old_format: bool,
}

/// The tables of one opening of the file, and of those after it. A transaction uses those of its own opening only, the
/// last one.
struct TablesOfOpening {
    tables: Tables,
    next: OnceLock<Box<Self>>,
}

impl TablesOfOpening {
    fn new(tables: Tables) -> Self {
        Self { tables, next: OnceLock::new() }
    }

    fn last(&self) -> &Self {
        let mut last = self;
        while let Some(next) = last.next.get() {
            last = next;
        }
        last
    }
}

/// An LMDB environment, its tables, and the clock by which items expire.
pub(super) struct StoreFile {
    environment: Environment,
    openings: TablesOfOpening,
    clock: StoppableClock,
    own_changes: watch::Sender<ChangeNumber>,
    presences: LocalPresences,
    /// Whether an earlier version of this package wrote the file, and this one has not written yet.
    has_old_format: AtomicBool,
}

impl StoreFile {
    /// `folder` is where the file is; `None` for a store in memory.
    pub(super) fn new(opened: OpenedFile, folder: Option<&Path>, clock: Clock) -> Self {
        let OpenedFile { env, files, tables, has_old_format } = opened;
        let folder = folder.zip(files).map(|(path, files)| StoreFolder::new(path, files));
        let (environment, openings) = (Environment::new(env, folder), TablesOfOpening::new(tables));
        let has_old_format = AtomicBool::new(has_old_format);
        let clock = StoppableClock::new(clock);
        let (own_changes, presences) = (watch::Sender::default(), LocalPresences::default());
        Self { environment, openings, clock, own_changes, presences, has_old_format }
    }

    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The tables of the transaction that is open. A later one may need others, see [`Self::reopen`], so nobody gets them without
    /// one.
    pub(super) fn tables(&self, _: &RoTxn) -> &Tables {
        &self.openings.last().tables
    }

    /// Opens the file anew: see [`Environment::reopen`].
    pub(super) fn reopen(&self, open: impl FnOnce() -> Result<OpenedFile>) -> Result<()> {
        let open = || {
            let OpenedFile { env, files, tables, has_old_format } = open()?;
            Ok((env, files, (tables, has_old_format)))
        };
        self.environment.reopen(open, |(tables, has_old_format)| {
            self.has_old_format.store(has_old_format, Ordering::Relaxed);
            // Only one thread can be here, and the last opening has none after it.
            let _ = self.openings.last().next.set(Box::new(TablesOfOpening::new(tables)));
        })
    }

    pub(super) fn clock(&self) -> &StoppableClock {
        &self.clock
    }

    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Who is alive in this process.
    pub(super) fn presences(&self) -> &LocalPresences {
        &self.presences
    }

    /// See [`ChangeLog::own_changes`](crate::store::feed::ChangeLog::own_changes).
    pub(super) fn own_changes(&self) -> watch::Receiver<ChangeNumber> {
        self.own_changes.subscribe()
    }

    /// See [`Environment::in_read`].
    pub(super) fn in_read<T>(&self, read: impl FnMut(&RoTxn) -> Result<T, Failure>) -> Result<T> {
        self.environment.in_read(read)
    }

    /// Counts the items of a commit, and gives memory back after many.
    pub(super) fn wrote(&self, items: usize) {
        if !self.environment.wrote(items) {
            return;
        }
        // After a failure the memory stays until the next commit.
        let _ = self.in_read(|txn| {
            if let Some((key, _)) = self.tables(txn).items.first(txn)? {
                self.environment.give_back(txn, key);
            }
            Ok(())
        });
    }

    /// See [`ChangeLog::last_commit`](crate::store::feed::ChangeLog::last_commit).
    pub(super) fn last_commit(&self) -> CommitNumber {
        // The meta page has the number of a commit before readers see the commit: a disk sync is between them. So only a
        // read transaction knows.
        self.in_read(|txn| Ok(CommitNumber(txn.id() as u64))).unwrap_or_default()
    }

    /// Like [`Environment::in_write`]. `work` gets the time of the transaction. Announces the changes that it logs. The
    /// first write of a file gives it the present format, so that no earlier version of this package misreads it.
    pub(super) fn in_write<T>(
        &self,
        mut work: impl FnMut(&mut RwTxn, Millis) -> Result<T, Failure>,
    ) -> Result<T> {
        let (value, before, after) = self.environment.in_write(|txn| {
            let log = &self.tables(txn).log;
            if self.has_old_format.load(Ordering::Relaxed) {
                self.tables(txn).upgrade(txn)?;
            }
            // What a transaction has left that was not committed.
            take_change();
            let before = log.last(txn)?;
            let value = work(txn, self.now())?;
            self.tables(txn).update_digest(txn)?;
            let after = if log.is_used(txn)? { Some(log.last(txn)?) } else { None };
            Ok((value, before, after))
        })?;
        self.has_old_format.store(false, Ordering::Relaxed);
        if let Some(after) = after {
            self.own_changes.send_modify(|last| {
                if after > before {
                    *last = after;
                }
            });
        }
        Ok(value)
    }

    /// Stores that the file, a copy that was checked, is one of its own now. So it is checked only once.
    pub(super) fn adopt_copy(&self) -> Result<()> {
        let Some(folder) = self.environment.folder().map(StoreFolder::identity) else { return Ok(()) };
        self.in_write(|txn, _| Ok(self.tables(txn).log.facts.put(txn, FILE, &folder.to_bytes())?))
    }
}
