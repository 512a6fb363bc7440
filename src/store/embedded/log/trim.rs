//! Trimming: gives up changes that no process has handled in time, and forgets groups that none handles.

use std::ops::Bound;
use std::time::Duration;

use heed::{RoTxn, RwTxn};

use super::tables::{FORGOTTEN_AFTER, LogTables};
use crate::model::Millis;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::embedded::format::change::{StoredChange, change_key, number_of_change};
use crate::store::embedded::format::group::{StoredGroup, listener_of};
use crate::store::embedded::format::key::split_item_key;
use crate::store::embedded::format::queue::{entry_key, queue_end, queue_start};

/// Handlers drop an event at the end of its lifetime. The log gives it up only this much later.
const GRACE: Duration = Duration::from_secs(10 * 60);

impl LogTables {
    /// Whether there is something to trim.
    pub(crate) fn is_overdue(&self, txn: &RoTxn, now: Millis) -> heed::Result<bool> {
        let first = self.changes.first(txn)?.and_then(|(_, bytes)| StoredChange::decode(bytes).ok());
        let is_old = first.is_some_and(|change| is_old(change.at, now));
        Ok(is_old || self.all_groups(txn)?.iter().any(|(_, group)| is_forgotten(group, now)))
    }

    /// Gives up at most `limit` changes that are too old, and forgets groups that no process handles. Returns whether
    /// there may be more.
    pub(crate) fn trim(&self, txn: &mut RwTxn, now: Millis, limit: usize) -> heed::Result<bool> {
        let mut groups = self.all_groups(txn)?;
        for (name, group) in groups.extract_if(.., |(_, group)| is_forgotten(group, now)) {
            self.forget_group(txn, &name, &group)?;
        }
        let mut old = Vec::new();
        for entry in self.changes.iter(txn)?.take(limit) {
            let (key, bytes) = entry?;
            // An unreadable change can never be handled.
            let change = StoredChange::decode(bytes).ok();
            if change.as_ref().is_some_and(|change| !is_old(change.at, now)) {
                break;
            }
            let collection = change.and_then(|change| split_item_key(change.key)).map(|(pk, _)| pk);
            old.push((number_of_change(key).unwrap_or_default(), collection.unwrap_or_default()));
        }
        let queues: Vec<_> =
            groups.iter().map(|(_, group)| self.queues_of(txn, group)).collect::<heed::Result<_>>()?;
        for (number, collection) in &old {
            for ((_, group), queues) in groups.iter_mut().zip(&queues) {
                for queue in queues {
                    let queued = self.queues.delete(txn, &entry_key(*queue, collection, *number))?;
                    group.lost += u64::from(queued);
                }
            }
            self.changes.delete(txn, &change_key(*number))?;
        }
        for (name, group) in &groups {
            self.groups.put(txn, name, &group.encode())?;
        }
        Ok(old.len() == limit)
    }

    /// Keeps the groups that have members, and this process if it listens, until long after a time to which the clock is set:
    /// nobody was away meanwhile.
    pub(crate) fn keep_groups(&self, txn: &mut RwTxn, at: Millis) -> heed::Result<()> {
        for (name, group) in self.all_groups(txn)? {
            let has_members = self.members(txn, &group).is_ok_and(|members| !members.is_empty());
            if has_members || listener_of(&name).is_some() {
                let kept = StoredGroup { seen: group.seen.max(at), ..group };
                self.groups.put(txn, &name, &kept.encode())?;
            }
        }
        Ok(())
    }

    fn forget_group(&self, txn: &mut RwTxn, name: &[u8], group: &StoredGroup) -> heed::Result<()> {
        self.groups.delete(txn, name)?;
        for queue in self.queues_of(txn, group)? {
            let (from, to) = (queue_start(queue), queue_end(queue));
            let range = (Bound::Included(from.as_slice()), Bound::Excluded(to.as_slice()));
            self.queues.delete_range(txn, &range)?;
        }
        self.forget_members(txn, group)
    }
}

fn is_old(at: Millis, now: Millis) -> bool {
    now.since(at) >= EVENT_LIFETIME + GRACE
}

fn is_forgotten(group: &StoredGroup, now: Millis) -> bool {
    now.since(group.seen) >= FORGOTTEN_AFTER
}
