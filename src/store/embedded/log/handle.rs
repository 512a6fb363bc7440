//! The change log of a store, as its handles see it.

use std::collections::HashMap;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use compact_str::CompactString;
use heed::{RoTxn, RwTxn};
use tokio::sync::watch;

use super::election::{self, Election};
use super::groups;
use super::listen::listen;
use super::presence::{Presence, Present, member_file};
use super::read;
use super::tables::LogTables;
use crate::model::{Event, Millis, Result, place_of};
use crate::store::StoreFuture;
use crate::store::embedded::environment::StoreFolder;
use crate::store::embedded::error::{Failure, from_io};
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::group::StoredGroup;
use crate::store::embedded::writer::carry_out::carry_out;
use crate::store::embedded::writer::queue::{Job, WriteQueue};
use crate::store::feed::{
    Broadcasting, ChangeLog, ChangeNumber, CommitNumber, Due, Entries, Entry, EventGroup, Forgotten,
    Listener, Listening, Marks, MemberId, Progress, Queue, Roster, Seat,
};

/// The change log of a store. The handles of a process share it.
pub(crate) struct Log {
    file: Arc<StoreFile>,
    queue: Arc<WriteQueue>,
    /// The election of each group, by its name.
    elections: Mutex<HashMap<String, Arc<Election>>>,
    broadcasting: Broadcasting,
}

impl Log {
    pub(crate) fn new(file: Arc<StoreFile>, queue: Arc<WriteQueue>) -> Self {
        Self { file, queue, elections: Mutex::default(), broadcasting: Broadcasting::default() }
    }

    /// See [`Store::listen`](crate::store::Store::listen).
    pub(crate) fn listen(&self, listener: Arc<dyn Listener>) -> StoreFuture<Listening> {
        let last = || self.file.in_read(|txn| Ok(Some(place_of(self.file.tables(txn).log.last(txn)?.0))));
        self.broadcasting.listen(listener, last, |broadcast| listen(&self.file, &self.queue, broadcast))
    }

    /// Where the lock files are; `None` for a store in memory.
    fn folder(&self) -> Option<&Path> {
        self.file.environment().folder().map(StoreFolder::path)
    }

    /// Reads something about a group. Returns `nothing` if there is no such group.
    fn read_group<T>(
        &self,
        group: &str,
        nothing: impl Fn() -> T,
        read: impl Fn(&LogTables, &RoTxn, &StoredGroup) -> Result<T, Failure>,
    ) -> Result<T> {
        self.file.in_read(|txn| {
            let log = &self.file.tables(txn).log;
            match log.group(txn, group)? {
                Some(group) => read(log, txn, &group),
                None => Ok(nothing()),
            }
        })
    }

    /// Reads entries of a queue. Returns none if there is no such group, or if the member has left.
    fn read_entries(
        &self,
        group: &str,
        queue: Queue,
        read: impl Fn(&LogTables, &RoTxn, u32) -> heed::Result<Vec<Entry>>,
    ) -> Result<Vec<Entry>> {
        self.read_group(group, Vec::new, |log, txn, group| match log.queue(txn, group, queue)? {
            Some(queue) => Ok(read(log, txn, queue)?),
            None => Ok(Vec::new()),
        })
    }

    /// The last time that comes by waiting: a clock that is stopped shows no other.
    fn reached(&self) -> Millis {
        if self.file.clock().is_stopped() { self.file.now() } else { Millis::MAX }
    }

    /// Runs work on the log in the next transaction of the writer thread.
    fn write<T: Send + Unpin + 'static>(
        &self,
        work: impl Fn(&LogTables, &mut RwTxn, Millis) -> Result<T, Failure> + Send + 'static,
    ) -> StoreFuture<T> {
        let file = Arc::clone(&self.file);
        let work = move |txn: &mut RwTxn, now| work(&file.tables(txn).log, txn, now);
        self.queue.submit(|responder| Job::transaction(work, responder))
    }
}

impl ChangeLog for Log {
    fn join(&self, group: &str, member: MemberId, names: Vec<String>) -> StoreFuture<()> {
        let group = group.to_owned();
        self.write(move |log, txn, now| log.join(txn, &group, member, &names, now))
    }

    fn leave(&self, group: &str, member: MemberId) -> StoreFuture<()> {
        let group = group.to_owned();
        self.write(move |log, txn, now| log.leave(txn, &group, member, now))
    }

    fn presence(&self, group: &str, member: MemberId) -> Result<Box<dyn Send + Sync>> {
        let file = self.folder().map(|folder| member_file(folder, group, member));
        let presence = Presence::begin(self.file.presences(), file, Present::Member(member));
        Ok(Box::new(presence.map_err(|error| from_io(&error))?))
    }

    fn is_dead(&self, group: &str, member: MemberId) -> bool {
        groups::is_member_dead(&self.file, group, member)
    }

    fn groups(&self) -> Result<Vec<EventGroup>> {
        groups::groups(&self.file)
    }

    fn forget(&self, group: &str) -> StoreFuture<Forgotten> {
        groups::forget(&self.file, &self.queue, group)
    }

    fn roster(&self, group: &str) -> Result<Roster> {
        let now = self.file.now();
        self.read_group(group, Roster::default, |log, txn, group| log.roster(txn, group, now))
    }

    fn marks(&self, group: &str) -> Result<Marks> {
        self.read_group(group, Marks::default, |log, txn, group| Ok(log.marks(txn, group)?))
    }

    fn seat(&self, group: &str) -> Result<Box<dyn Seat>> {
        let mut elections = self.elections.lock().unwrap_or_else(PoisonError::into_inner);
        let election = Arc::clone(elections.entry(group.to_owned()).or_default());
        drop(elections);
        let file = self.folder().map(|folder| election::lock_file(folder, group));
        election::stand(&election, file.as_deref())
    }

    fn read(&self, group: &str, after: ChangeNumber, weight: usize) -> Result<Entries> {
        let nothing = || Entries { entries: Vec::new(), through: after };
        self.read_group(group, nothing, |log, txn, group| Ok(read::page(log, txn, group, after, weight)?))
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
        numbers: RangeInclusive<ChangeNumber>,
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
        let (group, file) = (group.to_owned(), Arc::clone(&self.file));
        let work = move |txn: &mut RwTxn, now| {
            let tables = file.tables(txn);
            for letter in tables.log.letters(txn, &group, queue, &progress)? {
                match carry_out(tables, txn, letter, now) {
                    Err(Failure::Refused(error)) if error.code == "ITEM_EXISTS" => {}
                    written => drop(written?),
                }
            }
            tables.log.settle(txn, &group, queue, &progress, now)
        };
        self.queue.submit(|responder| Job::transaction(work, responder))
    }

    fn owes(&self, group: &str, due: Due) -> Result<bool> {
        let due = Due { before: due.before.min(self.reached()), ..due };
        self.read_group(group, || false, |log, txn, group| read::owes(log, txn, group, due))
    }

    fn is_idle(&self, group: &str, is_wanted: &dyn Fn(&Event) -> bool) -> Result<bool> {
        let due = Due { through: ChangeNumber::MAX, before: self.reached() };
        self.read_group(group, || true, |log, txn, group| read::is_idle(log, txn, group, due, is_wanted))
    }

    fn take_lost(&self, group: &str) -> StoreFuture<u64> {
        let group = group.to_owned();
        self.write(move |log, txn, _| log.take_lost(txn, &group))
    }

    fn barrier(&self) -> StoreFuture<()> {
        self.queue.submit(|responder| Job::after(move || responder.send(Ok(()))))
    }

    fn own_changes(&self) -> watch::Receiver<ChangeNumber> {
        self.file.own_changes()
    }

    fn last_commit(&self) -> CommitNumber {
        self.file.last_commit()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::store::Store;
    use crate::store::embedded::{EmbeddedOptions, EmbeddedStore, Location};
    use crate::store::feed::Changes;

    #[test]
    fn a_commit_can_be_read_once_its_number_is_seen() {
        let folder = tempfile::tempdir().unwrap();
        let store =
            EmbeddedStore::open(&EmbeddedOptions::new(Location::Folder(folder.path().to_owned()))).unwrap();
        let Changes::Log(log) = store.changes() else { panic!() };
        let join = || pollster::block_on(log.join("g", MemberId(1), vec!["*".into()])).unwrap();
        let roster = || log.marks("g").unwrap().roster;
        join();
        // Every commit from here on changes the roster.
        let first = log.last_commit().0 - roster();
        thread::scope(|scope| {
            let writer = scope.spawn(|| (0..200).for_each(|_| join()));
            while !writer.is_finished() {
                let CommitNumber(last) = log.last_commit();
                assert!(roster() >= last - first, "the commit {last} cannot be read yet");
            }
        });
    }
}
