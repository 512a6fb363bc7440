//! The tables of the change log, and the rules that keep them in step: a transactional outbox.
//!
//! A change is logged once, and queued for every group. It is deleted with the last queue that
//! holds it.

use std::ops::Bound;
use std::time::Duration;

use heed::types::Bytes;
use heed::{Database, RoTxn, RwTxn};

use super::super::format::change::{Change, Group, encode_change, encode_retry};
use super::super::format::key::{item_key, push_part, split_item_key};
use crate::model::limits::EVENT_LIFETIME;
use crate::model::{Key, Millis, Result};
use crate::store::feed::{ChangeNumber, Disposition, MemberId, Progress, Queue};

/// How many tables the log has.
pub const COUNT: u32 = 3;
/// The number of the last change, and the last number of a queue, among the facts of the file.
const LAST_CHANGE: &[u8] = b"last change";
pub(super) const LAST_GROUP: &[u8] = b"last group";
/// How often a group that is handled says so, in milliseconds.
const SEEN_EVERY: i64 = 60 * 60 * 1000;
/// After this time without a process that handles it, a group is forgotten, and so is a name that no
/// member wants (milliseconds).
pub(super) const FORGOTTEN_AFTER: i64 = 30 * 24 * 60 * 60 * 1000;
/// Those who handle a group drop its events after 24 hours; the log gives up what nobody handles a
/// little later.
const GRACE: Duration = Duration::from_secs(10 * 60);

type Table = Database<'static, Bytes, Bytes>;

/// The tables of the log.
#[derive(Clone, Copy)]
pub struct LogTables {
    /// Number, big-endian → change.
    pub changes: Table,
    /// Number of the queue, partition key, number of the change → what is remembered of it.
    pub queues: Table,
    /// Name → group.
    pub groups: Table,
    /// What the file says of itself.
    pub facts: Table,
}

impl LogTables {
    /// Makes a group known, and what a member wants of it.
    pub fn join(
        &self,
        txn: &mut RwTxn,
        name: &str,
        member: MemberId,
        names: &[String],
        now: i64,
    ) -> heed::Result<Result<()>> {
        let group = match self.groups.get(txn, name.as_bytes())?.map(Group::decode) {
            Some(Err(error)) => return Ok(Err(error)),
            Some(Ok(group)) => Group { seen: now, ..group },
            None => {
                let id = u32::try_from(self.next(txn, LAST_GROUP)?).unwrap_or(u32::MAX);
                Group { id, seen: now, lost: 0 }
            }
        };
        self.groups.put(txn, name.as_bytes(), &group.encode())?;
        self.enter(txn, &group, member, names, now)
    }

    /// The group of a name.
    pub fn group(&self, txn: &RoTxn, name: &str) -> heed::Result<Result<Option<Group>>> {
        let group = self.groups.get(txn, name.as_bytes())?;
        Ok(group.map(Group::decode).transpose())
    }

    /// All groups, with their names. One that cannot be read is told to those who handle it, not to
    /// those who write.
    fn all_groups(&self, txn: &RoTxn) -> heed::Result<Vec<(Vec<u8>, Group)>> {
        let mut groups = Vec::new();
        for entry in self.groups.iter(txn)? {
            let (name, bytes) = entry?;
            groups.extend(Group::decode(bytes).map(|group| (name.to_vec(), group)));
        }
        Ok(groups)
    }

    /// Logs a change of a row for every group that there is.
    pub fn log(
        &self,
        txn: &mut RwTxn,
        key: &Key,
        old: Option<&[u8]>,
        new: Option<&[u8]>,
        now: i64,
    ) -> heed::Result<()> {
        let number = ChangeNumber(self.next(txn, LAST_CHANGE)?);
        let change = encode_change(&item_key(&key.pk, &key.sk), old, new, now);
        self.changes.put(txn, &number.0.to_be_bytes(), &change)?;
        for (_, group) in self.all_groups(txn)? {
            self.queues.put(txn, &queue_key(group.id, &key.pk, number), &[])?;
        }
        Ok(())
    }

    /// Whether changes are logged.
    pub fn is_used(&self, txn: &RoTxn) -> heed::Result<bool> {
        self.groups.is_empty(txn).map(|empty| !empty)
    }

    /// The number of the last change that was ever logged.
    pub fn last(&self, txn: &RoTxn) -> heed::Result<ChangeNumber> {
        let last = self.facts.get(txn, LAST_CHANGE)?.and_then(|bytes| bytes.try_into().ok());
        Ok(ChangeNumber(last.map_or(0, u64::from_be_bytes)))
    }

    pub(super) fn next(&self, txn: &mut RwTxn, fact: &[u8]) -> heed::Result<u64> {
        let last = self.facts.get(txn, fact)?.and_then(|bytes| bytes.try_into().ok());
        let next = last.map_or(0, u64::from_be_bytes) + 1;
        self.facts.put(txn, fact, &next.to_be_bytes())?;
        Ok(next)
    }

    /// Remembers what became of entries of a queue, and that the group is handled.
    pub fn settle(
        &self,
        txn: &mut RwTxn,
        name: &str,
        queue: Queue,
        progress: &[Progress],
        now: i64,
    ) -> heed::Result<Result<()>> {
        let group = match self.group(txn, name)? {
            Ok(Some(group)) => group,
            // Forgotten meanwhile, with all its entries.
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        };
        let queue = match self.queue(txn, &group, queue)? {
            Ok(Some(queue)) => queue,
            // Its member was taken for dead, and its entries are the group's again.
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error)),
        };
        let others = self.queues_with_entries(txn)?;
        for Progress { collection, number, next } in progress {
            let key = queue_key(queue, collection, *number);
            // An entry that is gone stays gone.
            let Some(retry) = self.queues.get(txn, &key)?.map(<[u8]>::to_vec) else { continue };
            match next {
                Disposition::Retry(retry) => self.queues.put(txn, &key, &encode_retry(retry))?,
                Disposition::Done => {
                    self.queues.delete(txn, &key)?;
                    self.delete_unless_queued(txn, &others, collection, *number)?;
                }
                Disposition::Move(to) => {
                    let target = match self.queue(txn, &group, *to)? {
                        Ok(target) => target.unwrap_or(group.id),
                        Err(error) => return Ok(Err(error)),
                    };
                    self.queues.delete(txn, &key)?;
                    self.queues.put(txn, &queue_key(target, collection, *number), &retry)?;
                    if target == group.id {
                        self.mark(txn, &group, |marks| marks.returned += 1)?;
                    }
                }
            }
        }
        if now.saturating_sub(group.seen) >= SEEN_EVERY {
            self.groups.put(txn, name.as_bytes(), &Group { seen: now, ..group }.encode())?;
        }
        Ok(Ok(()))
    }

    /// The heads of the keys of all queues that hold something.
    fn queues_with_entries(&self, txn: &RoTxn) -> heed::Result<Vec<u32>> {
        let mut queues = Vec::new();
        for (_, group) in self.all_groups(txn)? {
            for queue in self.queues_of(txn, &group)? {
                if self.queues.prefix_iter(txn, &queue.to_be_bytes())?.next().is_some() {
                    queues.push(queue);
                }
            }
        }
        Ok(queues)
    }

    fn delete_unless_queued(
        &self,
        txn: &mut RwTxn,
        queues: &[u32],
        collection: &str,
        number: ChangeNumber,
    ) -> heed::Result<()> {
        for queue in queues {
            if self.queues.get(txn, &queue_key(*queue, collection, number))?.is_some() {
                return Ok(());
            }
        }
        self.changes.delete(txn, &number.0.to_be_bytes()).map(drop)
    }

    /// Takes the count of changes that were given up.
    pub fn take_lost(&self, txn: &mut RwTxn, name: &str) -> heed::Result<Result<u64>> {
        let group = match self.group(txn, name)? {
            Ok(Some(group)) => group,
            Ok(None) => return Ok(Ok(0)),
            Err(error) => return Ok(Err(error)),
        };
        if group.lost > 0 {
            self.groups.put(txn, name.as_bytes(), &Group { lost: 0, ..group }.encode())?;
        }
        Ok(Ok(group.lost))
    }

    /// Whether there is something to trim.
    pub fn is_overdue(&self, txn: &RoTxn, now: i64) -> heed::Result<bool> {
        let first = self.changes.first(txn)?;
        let old =
            first.is_some_and(|(_, change)| Change::read(change).is_ok_and(|change| is_old(change.at, now)));
        Ok(old || self.all_groups(txn)?.iter().any(|(_, group)| is_forgotten(group, now)))
    }

    /// Gives up changes of more than 24 hours that no process handled, at most `limit`, and forgets
    /// groups that none handles any more; tells whether there may be more.
    pub fn trim(&self, txn: &mut RwTxn, now: i64, limit: usize) -> heed::Result<bool> {
        let mut groups = self.all_groups(txn)?;
        for (name, group) in groups.extract_if(.., |(_, group)| is_forgotten(group, now)) {
            self.groups.delete(txn, &name)?;
            for queue in self.queues_of(txn, &group)? {
                let (from, to) = (queue.to_be_bytes(), queue.saturating_add(1).to_be_bytes());
                let range = (Bound::Included(from.as_slice()), Bound::Excluded(to.as_slice()));
                self.queues.delete_range(txn, &range)?;
            }
            self.forget_members(txn, &group)?;
        }
        let mut old = Vec::new();
        for entry in self.changes.iter(txn)?.take(limit) {
            let (number, bytes) = entry?;
            let number = ChangeNumber(number.try_into().map_or(0, u64::from_be_bytes));
            // What cannot be read can never be handled.
            let change = Change::read(bytes).ok();
            if change.as_ref().is_some_and(|change| !is_old(change.at, now)) {
                break;
            }
            let collection = change.and_then(|change| split_item_key(change.key)).map(|(pk, _)| pk);
            old.push((number, collection.unwrap_or_default()));
        }
        let queues: Vec<_> =
            groups.iter().map(|(_, group)| self.queues_of(txn, group)).collect::<heed::Result<_>>()?;
        for (number, collection) in &old {
            for ((_, group), queues) in groups.iter_mut().zip(&queues) {
                for queue in queues {
                    let queued = self.queues.delete(txn, &queue_key(*queue, collection, *number))?;
                    group.lost += u64::from(queued);
                }
            }
            self.changes.delete(txn, &number.0.to_be_bytes())?;
        }
        for (name, group) in &groups {
            self.groups.put(txn, name, &group.encode())?;
        }
        Ok(old.len() == limit)
    }
}

fn is_old(at: i64, now: i64) -> bool {
    Millis(now).since(Millis(at)) >= EVENT_LIFETIME + GRACE
}

fn is_forgotten(group: &Group, now: i64) -> bool {
    now.saturating_sub(group.seen) >= FORGOTTEN_AFTER
}

/// Where a group's entries of a collection begin.
pub fn queue_prefix(group: u32, collection: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(14 + collection.len());
    bytes.extend(group.to_be_bytes());
    push_part(&mut bytes, collection);
    bytes
}

/// The key of a change in the queue of a group.
pub fn queue_key(group: u32, collection: &str, number: ChangeNumber) -> Vec<u8> {
    let mut bytes = queue_prefix(group, collection);
    bytes.extend(number.0.to_be_bytes());
    bytes
}
