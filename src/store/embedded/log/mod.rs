//! The change log: what happened to items, until every group has handled it.

mod election;
mod presence;
mod read;
mod roster;
pub(super) mod tables;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use compact_str::CompactString;
use heed::{RoTxn, RwTxn};
use tokio::sync::watch;

use self::presence::Presence;
use self::tables::LogTables;
use super::error::from_io;
use super::file::Core;
use super::format::change::Group;
use super::writer::queue::Job;
use crate::model::{Event, Millis, Result};
use crate::store::StoreFuture;
use crate::store::feed::{
    ChangeLog, ChangeNumber, CommitNumber, Due, Entries, Entry, Marks, MemberId, Progress, Queue, Roster,
    Seat,
};

/// What the handles of a process share of a store's log.
pub(super) struct Shared {
    /// Where the locks are; none for a store in memory.
    folder: Option<PathBuf>,
    lines: Mutex<HashMap<String, Arc<election::Line>>>,
    here: presence::Here,
    /// See [`ChangeLog::own_changes`].
    pub changes: watch::Sender<ChangeNumber>,
}

impl Shared {
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            lines: Mutex::default(),
            here: presence::Here::default(),
            changes: watch::Sender::default(),
        }
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
        read: impl Fn(&LogTables, &RoTxn, &Group) -> heed::Result<Result<T>>,
    ) -> Result<T> {
        let log = &self.core.tables.log;
        self.core.in_read(|txn| match log.group(txn, group)? {
            Ok(Some(group)) => read(log, txn, &group),
            Ok(None) => Ok(Ok(nothing())),
            Err(error) => Ok(Err(error)),
        })
    }

    /// Reads something of a queue; nothing if there is no such group, or its member has left.
    fn read_entries(
        &self,
        group: &str,
        queue: Queue,
        read: impl Fn(&LogTables, &RoTxn, u32) -> heed::Result<Vec<Entry>>,
    ) -> Result<Vec<Entry>> {
        self.read_group(group, Vec::new, |log, txn, group| match log.queue(txn, group, queue)? {
            Ok(Some(queue)) => read(log, txn, queue).map(Ok),
            Ok(None) => Ok(Ok(Vec::new())),
            Err(error) => Ok(Err(error)),
        })
    }

    /// Runs work on the log in the writer's next transaction.
    fn write<T: Send + Unpin + 'static>(
        &self,
        work: impl Fn(&Core, &mut RwTxn) -> heed::Result<Result<T>> + Send + 'static,
    ) -> StoreFuture<T> {
        self.core.queue.submit(|reply| Job::inside(work, reply))
    }
}

impl ChangeLog for Log {
    fn join(&self, group: &str, member: MemberId, names: Vec<String>) -> StoreFuture<()> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.join(txn, &group, member, &names, core.now().0))
    }

    fn leave(&self, group: &str, member: MemberId) -> StoreFuture<()> {
        let group = group.to_owned();
        self.write(move |core, txn| {
            let log = &core.tables.log;
            match log.group(txn, &group)? {
                Ok(Some(group)) => log.leave(txn, &group, member, core.now().0),
                Ok(None) => Ok(Ok(())),
                Err(error) => Ok(Err(error)),
            }
        })
    }

    fn presence(&self, group: &str, member: MemberId) -> Result<Box<dyn Send + Sync>> {
        let Shared { here, folder, .. } = &self.core.log;
        let presence = Presence::begin(here, folder.as_deref(), group, member);
        Ok(Box::new(presence.map_err(|error| from_io(&error))?))
    }

    fn is_dead(&self, group: &str, member: MemberId) -> bool {
        let Shared { here, folder, .. } = &self.core.log;
        presence::is_dead(here, folder.as_deref(), group, member)
    }

    fn roster(&self, group: &str) -> Result<Roster> {
        let now = self.core.now().0;
        self.read_group(group, Roster::default, |log, txn, group| log.roster(txn, group, now))
    }

    fn marks(&self, group: &str) -> Result<Marks> {
        self.read_group(group, Marks::default, |log, txn, group| log.marks(txn, group).map(Ok))
    }

    fn seat(&self, group: &str) -> Result<Box<dyn Seat>> {
        let shared = &self.core.log;
        let mut lines = shared.lines.lock().unwrap_or_else(PoisonError::into_inner);
        let line = Arc::clone(lines.entry(group.to_owned()).or_default());
        drop(lines);
        let file = shared.folder.as_ref().map(|folder| election::lock_file(folder, group));
        election::take(&line, file.as_deref())
    }

    fn read(&self, group: &str, after: ChangeNumber, weight: usize) -> Result<Entries> {
        let nothing = || Entries { entries: Vec::new(), through: after };
        self.read_group(group, nothing, |log, txn, group| read::page(log, txn, group, after, weight).map(Ok))
    }

    fn read_queue(
        &self,
        group: &str,
        queue: Queue,
        after: Option<(CompactString, ChangeNumber)>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        self.read_entries(group, queue, |log, txn, queue| read::queue(log, txn, queue, after.as_ref(), limit))
    }

    fn read_collection(
        &self,
        group: &str,
        queue: Queue,
        collection: &str,
        numbers: std::ops::RangeInclusive<ChangeNumber>,
        limit: usize,
    ) -> Result<Vec<Entry>> {
        self.read_entries(group, queue, |log, txn, queue| {
            read::collection(log, txn, queue, collection, &numbers, limit)
        })
    }

    fn read_aside_before(&self, group: &str, time: Millis, limit: usize) -> Result<Vec<Entry>> {
        self.read_entries(group, Queue::Aside, |log, txn, queue| read::before(log, txn, queue, time, limit))
    }

    fn away(&self, group: &str) -> Result<Vec<(CompactString, MemberId)>> {
        self.read_group(group, Vec::new, read::away)
    }

    fn settle(&self, group: &str, queue: Queue, progress: Vec<Progress>) -> StoreFuture<()> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.settle(txn, &group, queue, &progress, core.now().0))
    }

    fn owes(&self, group: &str, due: Due) -> Result<bool> {
        self.read_group(group, || false, |log, txn, group| read::owes(log, txn, group, Some(due)))
    }

    fn is_idle(&self, group: &str, is_wanted: &dyn Fn(&Event) -> bool) -> Result<bool> {
        self.read_group(group, || true, |log, txn, group| read::is_idle(log, txn, group, is_wanted))
    }

    fn take_lost(&self, group: &str) -> StoreFuture<u64> {
        let group = group.to_owned();
        self.write(move |core, txn| core.tables.log.take_lost(txn, &group))
    }

    fn barrier(&self) -> StoreFuture<()> {
        self.core.queue.submit(|reply| Job::after(move || reply.send(Ok(()))))
    }

    fn own_changes(&self) -> watch::Receiver<ChangeNumber> {
        self.core.log.changes.subscribe()
    }

    fn last_commit(&self) -> CommitNumber {
        // The file says the number of a commit before a reader finds the commit, by the time of a sync
        // of the disk. So a reader is asked.
        self.core.in_read(|txn| Ok(Ok(CommitNumber(txn.id() as u64)))).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::store::Store;
    use crate::store::embedded::{EmbeddedStore, Location, Options};
    use crate::store::feed::Changes;

    #[test]
    fn whoever_sees_a_new_version_reads_what_it_brought() {
        let folder = tempfile::tempdir().unwrap();
        let store = EmbeddedStore::open(&Options::new(Location::Folder(folder.path().to_owned()))).unwrap();
        let Changes::Log(log) = store.changes() else { panic!() };
        let join = || pollster::block_on(log.join("g", MemberId(1), vec!["*".into()])).unwrap();
        let roster = || log.marks("g").unwrap().roster;
        join();
        // Every commit from here on is one of the roster.
        let first = log.last_commit().0 - roster();
        thread::scope(|scope| {
            let writer = scope.spawn(|| (0..200).for_each(|_| join()));
            while !writer.is_finished() {
                let CommitNumber(last) = log.last_commit();
                assert!(roster() >= last - first, "the commit {last} is not to be read yet");
            }
        });
    }
}
