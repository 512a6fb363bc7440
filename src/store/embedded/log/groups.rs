//! The groups of a store: how far each is behind, and forgetting one.

use std::collections::BTreeSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;

use heed::{RoTxn, RwTxn};

use super::presence::{Present, is_dead, member_file};
use super::tables::LogTables;
use crate::model::{Error, Result};
use crate::store::StoreFuture;
use crate::store::embedded::environment::StoreFolder;
use crate::store::embedded::error::Failure;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::change::{StoredChange, change_key};
use crate::store::embedded::format::group::{ListenerId, StoredGroup, listener_key};
use crate::store::embedded::format::queue::{decode_retry, number_of_entry, queue_start};
use crate::store::embedded::writer::queue::{Job, WriteQueue};
use crate::store::feed::{ChangeNumber, EventGroup, Forgotten, MemberId, Roster};

/// Entries that one transaction deletes at most, so that writes wait only briefly for it.
const AT_ONCE: usize = 4096;

/// The events that wait for a group.
struct Waiting {
    events: u64,
    oldest: Option<ChangeNumber>,
    failing: u64,
}

impl LogTables {
    /// The events that wait for a group, in all of its queues.
    fn waiting(&self, txn: &RoTxn, group: &StoredGroup) -> heed::Result<Waiting> {
        let mut waiting = Waiting { events: 0, oldest: None, failing: 0 };
        for queue in self.queues_of(txn, group)? {
            for entry in self.queues.prefix_iter(txn, &queue_start(queue))? {
                let (key, retry) = entry?;
                waiting.events += 1;
                let number = number_of_entry(key);
                waiting.oldest = waiting.oldest.into_iter().chain(number).min();
                // A collection has one event that is retried: the next one.
                let has_failed = decode_retry(retry).is_ok_and(|retry| retry.attempts > 0);
                waiting.failing += u64::from(has_failed);
            }
        }
        Ok(waiting)
    }

    fn state(
        &self,
        txn: &RoTxn,
        name: String,
        group: &StoredGroup,
        roster: Roster,
    ) -> heed::Result<EventGroup> {
        let Waiting { events, oldest, failing } = self.waiting(txn, group)?;
        let change = oldest.map(|oldest| self.changes.get(txn, &change_key(oldest))).transpose()?.flatten();
        let since = change.and_then(|bytes| StoredChange::decode(bytes).ok()).map(|change| change.at);
        let names = roster.members.into_iter().flat_map(|(_, names)| names).chain(roster.remembered);
        let names = names.collect::<BTreeSet<_>>().into_iter().collect();
        Ok(EventGroup { name, members: 0, names, waiting: Some(events), since, failing })
    }

    /// Makes the queues of a group those of listening processes that are dead, so that they are emptied piece by piece,
    /// whatever happens to this process. Returns these.
    fn forget(&self, txn: &mut RwTxn, name: &str, group: &StoredGroup) -> heed::Result<Vec<ListenerId>> {
        let mut dead = Vec::new();
        for number in self.queues_of(txn, group)? {
            if self.queues.prefix_iter(txn, &queue_start(number))?.next().is_some() {
                let id = ListenerId(RandomState::new().build_hasher().finish());
                self.groups.put(txn, &listener_key(id), &StoredGroup { number, ..*group }.encode())?;
                dead.push(id);
            }
        }
        self.groups.delete(txn, name.as_bytes())?;
        self.forget_members(txn, group)?;
        Ok(dead)
    }
}

/// What the log tells of each group.
pub(super) fn groups(file: &StoreFile) -> Result<Vec<EventGroup>> {
    let found = file.in_read(|txn| {
        let log = &file.tables(txn).log;
        let mut found = Vec::new();
        for (name, group) in log.all_groups(txn)? {
            // The name of a listening process is no text.
            let Ok(name) = String::from_utf8(name) else { continue };
            let roster = log.roster(txn, &group, file.now())?;
            let members: Vec<_> = roster.members.iter().map(|(id, _)| *id).collect();
            found.push((log.state(txn, name, &group, roster)?, members));
        }
        Ok(found)
    })?;
    let with_members = |(state, members): (EventGroup, Vec<MemberId>)| {
        let alive = members.into_iter().filter(|id| !is_member_dead(file, &state.name, *id)).count();
        EventGroup { members: alive, ..state }
    };
    Ok(found.into_iter().map(with_members).collect())
}

/// Forgets a group without members that are alive.
pub(super) fn forget(file: &Arc<StoreFile>, queue: &Arc<WriteQueue>, name: &str) -> StoreFuture<Forgotten> {
    let (file, queue, name) = (Arc::clone(file), Arc::clone(queue), name.to_owned());
    StoreFuture::later(async move {
        let of_dead = Arc::clone(&file);
        let work = move |txn: &mut RwTxn, now| {
            let log = file.tables(txn).log;
            let Some(group) = log.group(txn, &name)? else { return Ok(None) };
            let members = log.roster(txn, &group, now)?.members;
            // A member is alive before the roster has it, so one that joins meanwhile makes the group anew.
            if members.iter().any(|(id, _)| !is_member_dead(&file, &name, *id)) {
                return Err(Failure::Refused(Error::group_in_use(&name)));
            }
            let Waiting { events, .. } = log.waiting(txn, &group)?;
            Ok(Some((log.forget(txn, &name, &group)?, events)))
        };
        let forgotten = queue.submit(|responder| Job::transaction(work, responder)).await?;
        let Some((dead, events)) = forgotten else {
            return Ok(Forgotten { existed: false, events: Some(0) });
        };
        for id in dead {
            let remove = |file: Arc<StoreFile>| {
                move |txn: &mut RwTxn, _| file.tables(txn).log.remove_listener(txn, id, AT_ONCE)
            };
            while queue.submit(|responder| Job::transaction(remove(Arc::clone(&of_dead)), responder)).await? {
            }
        }
        Ok(Forgotten { existed: true, events: Some(events) })
    })
}

/// Whether a member of a group is certainly dead.
pub(super) fn is_member_dead(file: &StoreFile, group: &str, member: MemberId) -> bool {
    let folder = file.environment().folder().map(StoreFolder::path);
    let lock = folder.map(|folder| member_file(folder, group, member));
    is_dead(file.presences(), lock.as_deref(), Present::Member(member))
}
