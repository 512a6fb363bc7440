//! The change log: what happened to items, until every group has handled it.

mod read;
mod record;
mod seat;
pub(super) mod tables;
pub(super) mod trim;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use heed::{RoTxn, RwTxn};
use tokio::sync::watch;

use self::record::Group;
use self::tables::LogTables;
use super::core::Core;
use super::queue::Job;
use crate::model::Result;
use crate::store::Outcome;
use crate::store::changes::{ChangeLog, Due, Entry, Page, Progress, Seat};

/// What the handles of a process share of a store's log.
pub(super) struct Shared {
    /// Where the locks are; none for a store in memory.
    folder: Option<PathBuf>,
    lines: Mutex<HashMap<String, Arc<seat::Line>>>,
    /// See [`ChangeLog::commits`].
    pub commits: watch::Sender<u64>,
}

impl Shared {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, lines: Mutex::default(), commits: watch::Sender::new(0) }
    }
}

/// The log of a store.
pub(super) struct Log {
    core: Arc<Core>,
}

impl Log {
    pub(super) fn new(core: Arc<Core>) -> Self {
        Self { core }
    }

    /// Reads something of a group; `nothing` if there is no such group.
    fn read_group<T>(
        &self,
        group: &str,
        nothing: impl Fn() -> T,
        read: impl Fn(&LogTables, &RoTxn, &Group) -> heed::Result<T>,
    ) -> Result<T> {
        let log = &self.core.tables.log;
        self.core.in_read(|txn| match log.group(txn, group)? {
            Ok(Some(group)) => read(log, txn, &group).map(Ok),
            Ok(None) => Ok(Ok(nothing())),
            Err(error) => Ok(Err(error)),
        })
    }

    /// Runs work on the log in the writer's next transaction.
    fn write<T: Send + Unpin + 'static>(
        &self,
        work: impl Fn(&Core, &mut RwTxn) -> heed::Result<Result<T>> + Send + 'static,
    ) -> Outcome<T> {
        self.core.queue.submit(|reply| Job::inside(work, reply))
    }
}

impl ChangeLog for Log {
    fn join(&self, group: &str) -> Outcome<()> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.join(txn, &group, core.now_ms()))
    }

    fn seat(&self, group: &str) -> Result<Box<dyn Seat>> {
        let shared = &self.core.log;
        let mut lines = shared.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = Arc::clone(lines.entry(group.to_owned()).or_default());
        drop(lines);
        let file = shared.folder.as_ref().map(|folder| seat::lock_file(folder, group));
        seat::take(&line, file.as_deref())
    }

    fn read(&self, group: &str, after: u64, weight: usize) -> Result<Page> {
        let nothing = || Page { entries: Vec::new(), through: after };
        self.read_group(group, nothing, |log, txn, group| read::page(log, txn, group, after, weight))
    }

    fn read_namespace(
        &self,
        group: &str,
        namespace: &str,
        numbers: std::ops::RangeInclusive<u64>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        self.read_group(group, Vec::new, |log, txn, group| {
            read::namespace(log, txn, group, namespace, &numbers, limit)
        })
    }

    fn settle(&self, group: &str, progress: Vec<Progress>) -> Outcome<()> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.settle(txn, &group, &progress, core.now_ms()))
    }

    fn owes(&self, group: &str, due: Option<Due>) -> Result<bool> {
        self.read_group(group, || false, |log, txn, group| read::owes(log, txn, group, due))
    }

    fn take_lost(&self, group: &str) -> Outcome<u64> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.take_lost(txn, &group))
    }

    fn barrier(&self) -> Outcome<()> {
        self.core.queue.submit(|reply| Job::after(move || reply.send(Ok(()))))
    }

    fn commits(&self) -> watch::Receiver<u64> {
        self.core.log.commits.subscribe()
    }

    fn version(&self) -> u64 {
        self.core.env().as_ref().map_or(0, |env| env.info().last_txn_id as u64)
    }
}
