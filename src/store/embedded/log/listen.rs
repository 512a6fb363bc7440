//! Reads the changes of all processes for the listeners of this one.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::time::Duration;

use heed::RwTxn;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval};

use super::presence::{Presence, Present, listener_file};
use crate::model::{Error, Result};
use crate::store::StoreFuture;
use crate::store::embedded::environment::StoreFolder;
use crate::store::embedded::error::from_io;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::group::{ListenerId, listener_key};
use crate::store::embedded::writer::queue::{Job, WriteQueue};
use crate::store::feed::{
    Broadcast, ChangeNumber, ChangeReader, CommitNumber, Disposition, Entry, Progress, Queue,
};

/// How often to look for commits of other processes. Each look costs a read transaction.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// How many bytes of changes are read at once.
const AT_ONCE: usize = 1024 * 1024;
/// Changes that were read are deleted together, so that commits are few: after this time, or when there are so many.
const SETTLE_EVERY: Duration = Duration::from_millis(500);
const SETTLE_MOST: usize = 1000;
/// How often the log hears that this process is alive, even if nothing changes.
const SEEN_EVERY: Duration = Duration::from_secs(60 * 60);
/// How many entries one transaction deletes when the last listener has gone. The writer deletes the rest.
const LEFT: usize = 4096;

/// Makes this process a listening one, until the reader ends.
pub(super) fn listen(
    file: &Arc<StoreFile>,
    queue: &Arc<WriteQueue>,
    broadcast: Arc<Broadcast>,
) -> Result<ChangeReader> {
    let id = ListenerId(RandomState::new().build_hasher().finish());
    let lock = file.environment().folder().map(StoreFolder::path).map(|folder| listener_file(folder, id));
    let presence = Presence::begin(file.presences(), lock, Present::Listener(id));
    let presence = presence.map_err(|error| from_io(&error))?;
    // Submitted here, it comes before all writes that follow the call.
    let own = Arc::clone(file);
    let add = move |txn: &mut RwTxn, now| Ok(own.tables(txn).log.add_listener(txn, id, now)?);
    let added = queue.submit(|responder| Job::transaction(add, responder));
    let reader = LogReader {
        file: Arc::clone(file),
        queue: Arc::clone(queue),
        broadcast,
        id,
        read: ChangeNumber::ZERO,
        unsettled: Vec::new(),
        settling: None,
    };
    let (file, queue) = (Arc::clone(file), Arc::clone(queue));
    let end = move || {
        drop(presence);
        let remove = move |txn: &mut RwTxn, _| file.tables(txn).log.remove_listener(txn, id, LEFT);
        // Nobody waits for it. What it leaves behind belongs to a dead process.
        drop(queue.submit(|responder| Job::transaction(remove, responder)));
    };
    Ok(ChangeReader { read: Box::pin(reader.run(added)), end: Box::new(end) })
}

struct LogReader {
    file: Arc<StoreFile>,
    queue: Arc<WriteQueue>,
    broadcast: Arc<Broadcast>,
    id: ListenerId,
    /// The last change that was read.
    read: ChangeNumber,
    /// Changes that were read and are still queued.
    unsettled: Vec<Progress>,
    /// The deletion that is under way, and what it deletes.
    settling: Option<(StoreFuture<()>, Vec<Progress>)>,
}

impl LogReader {
    async fn run(mut self, added: StoreFuture<ChangeNumber>) {
        if let Err(error) = self.follow(added).await {
            self.broadcast.fail(error);
        }
    }

    async fn follow(&mut self, added: StoreFuture<ChangeNumber>) -> Result<()> {
        self.read = added.await?;
        self.broadcast.begin();
        let mut changes = self.file.own_changes();
        let (mut look, mut settle, mut seen) = (ticks(LOOK_EVERY), ticks(SETTLE_EVERY), ticks(SEEN_EVERY));
        let mut commit = CommitNumber::default();
        loop {
            // The number is read before the log, or a commit in between would be missed.
            let last = self.file.last_commit();
            if std::mem::replace(&mut commit, last) != last {
                self.read_all()?;
            }
            tokio::select! {
                _ = changes.changed() => {}
                _ = look.tick() => {}
                _ = settle.tick() => if !self.unsettled.is_empty() { self.settle() },
                _ = seen.tick() => self.settle(),
                () = settled(&mut self.settling, &mut self.unsettled) => {}
            }
        }
    }

    /// Passes on all changes that were not read.
    fn read_all(&mut self) -> Result<()> {
        loop {
            let unheard = self
                .file
                .in_read(|txn| self.file.tables(txn).log.unheard(txn, self.id, self.read, AT_ONCE))?;
            let unheard = unheard.ok_or_else(missed)?;
            self.read = unheard.through;
            if unheard.entries.is_empty() {
                return Ok(());
            }
            for entry in &unheard.entries {
                self.broadcast.change(&entry.event);
            }
            self.unsettled.extend(unheard.entries.iter().map(done));
            if self.unsettled.len() >= SETTLE_MOST {
                self.settle();
            }
        }
    }

    /// Deletes what was read, unless that is under way. The log keeps the time.
    fn settle(&mut self) {
        if self.settling.is_some() {
            return;
        }
        let read = std::mem::take(&mut self.unsettled);
        let (file, key, progress) = (Arc::clone(&self.file), listener_key(self.id), read.clone());
        let work =
            move |txn: &mut RwTxn, now| file.tables(txn).log.settle(txn, key, Queue::Group, &progress, now);
        let settled = self.queue.submit(|responder| Job::transaction(work, responder));
        self.settling = Some((settled, read));
    }
}

/// Resolves when a deletion has ended. After a failure the next one deletes the same.
async fn settled(settling: &mut Option<(StoreFuture<()>, Vec<Progress>)>, unsettled: &mut Vec<Progress>) {
    let Some((deleted, read)) = settling else { return std::future::pending().await };
    if deleted.await.is_err() {
        unsettled.append(read);
    }
    *settling = None;
}

fn done(entry: &Entry) -> Progress {
    let collection = entry.event.collection().clone();
    Progress { collection, number: entry.number, next: Disposition::Done, letters: Vec::new() }
}

fn missed() -> Error {
    Error::refused(
        "CHANGES_MISSED",
        "This process has read no changes for 24 hours, or its lock file was deleted, so changes are missed. Begin anew: \
         a 'watch' starts with the items as they are.",
    )
}

fn ticks(period: Duration) -> Interval {
    let mut ticks = interval(period);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    ticks.reset_at(Instant::now() + period);
    ticks
}
