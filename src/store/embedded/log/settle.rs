//! Settling: remembers what became of the entries of a queue.

use std::time::Duration;

use heed::{RoTxn, RwTxn};

use super::tables::LogTables;
use crate::model::Millis;
use crate::plan::Plan;
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::change::change_key;
use crate::store::embedded::format::group::StoredGroup;
use crate::store::embedded::format::queue::{
    encode_retry, entry_key, number_of_entry, queue_of_entry, queue_start,
};
use crate::store::feed::{ChangeNumber, Disposition, Progress, Queue};

/// How often a group records that it is handled.
const SEEN_EVERY: Duration = Duration::from_secs(60 * 60);

impl LogTables {
    /// Remembers what became of entries of a queue, and that the group is handled.
    pub(super) fn settle(
        &self,
        txn: &mut RwTxn,
        name: impl AsRef<[u8]>,
        queue: Queue,
        progress: &[Progress],
        now: Millis,
    ) -> Result<(), Failure> {
        // The group was forgotten meanwhile, with all its entries.
        let Some(group) = self.group(txn, &name)? else { return Ok(()) };
        // The member was taken for dead, and its entries went back to the group.
        let Some(queue) = self.queue(txn, &group, queue)? else { return Ok(()) };
        let others = self.queues_with_entries(txn)?;
        for Progress { collection, number, next, .. } in progress {
            let key = entry_key(queue, collection, *number);
            // A deleted entry stays deleted.
            let Some(retry) = self.queues.get(txn, &key)?.map(<[u8]>::to_vec) else { continue };
            match next {
                Disposition::Retry(retry) => self.queues.put(txn, &key, &encode_retry(retry))?,
                Disposition::Done => {
                    self.queues.delete(txn, &key)?;
                    self.delete_unless_queued(txn, &others, collection, *number)?;
                }
                Disposition::Move(to) => {
                    let target = self.queue(txn, &group, *to)?.unwrap_or(group.number);
                    self.queues.delete(txn, &key)?;
                    self.queues.put(txn, &entry_key(target, collection, *number), &retry)?;
                    if target == group.number {
                        self.mark(txn, &group, |marks| marks.returned += 1)?;
                    }
                }
            }
        }
        if now.since(group.seen) >= SEEN_EVERY {
            self.groups.put(txn, name.as_ref(), &StoredGroup { seen: now, ..group }.encode())?;
        }
        Ok(())
    }

    /// The dead letters of entries that are still in a queue.
    pub(super) fn letters<'a>(
        &self,
        txn: &RoTxn,
        name: &str,
        queue: Queue,
        progress: &'a [Progress],
    ) -> Result<Vec<&'a Plan>, Failure> {
        let mut letters = Vec::new();
        for Progress { collection, number, letters: of_entry, .. } in progress {
            if of_entry.is_empty() {
                continue;
            }
            let Some(group) = self.group(txn, name)? else { continue };
            let Some(queue) = self.queue(txn, &group, queue)? else { continue };
            if self.queues.get(txn, &entry_key(queue, collection, *number))?.is_some() {
                letters.extend(of_entry);
            }
        }
        Ok(letters)
    }

    /// All queues that have entries.
    pub(super) fn queues_with_entries(&self, txn: &RoTxn) -> heed::Result<Vec<u32>> {
        let mut queues = Vec::new();
        for (_, group) in self.all_groups(txn)? {
            for queue in self.queues_of(txn, &group)? {
                if self.queues.prefix_iter(txn, &queue_start(queue))?.next().is_some() {
                    queues.push(queue);
                }
            }
        }
        Ok(queues)
    }

    /// The numbers of all queues. `None` if they are not known, because a group or a member cannot be read.
    pub(crate) fn known_queues(&self, txn: &RoTxn) -> Result<Option<Vec<u32>>, Failure> {
        let mut queues = Vec::new();
        for entry in self.groups.iter(txn)? {
            let Ok(group) = StoredGroup::decode(entry?.1) else { return Ok(None) };
            match self.members(txn, &group) {
                Ok(_) => queues.extend(self.queues_of(txn, &group)?),
                Err(Failure::Refused(_)) => return Ok(None),
                Err(failure) => return Err(failure),
            }
        }
        Ok(Some(queues))
    }

    /// Whether an entry of a queue has no change, or is in none of the queues that are known.
    pub(crate) fn is_orphan_among(
        &self,
        txn: &RoTxn,
        known: Option<&[u32]>,
        entry: &[u8],
    ) -> heed::Result<bool> {
        let (Some(queue), Some(number)) = (queue_of_entry(entry), number_of_entry(entry)) else {
            return Ok(true);
        };
        if known.is_some_and(|known| !known.contains(&queue)) {
            return Ok(true);
        }
        Ok(self.changes.get(txn, &change_key(number))?.is_none())
    }

    /// The same, among all queues.
    pub(crate) fn is_orphan(&self, txn: &RoTxn, entry: &[u8]) -> Result<bool, Failure> {
        Ok(self.is_orphan_among(txn, self.known_queues(txn)?.as_deref(), entry)?)
    }

    pub(super) fn delete_unless_queued(
        &self,
        txn: &mut RwTxn,
        queues: &[u32],
        collection: &str,
        number: ChangeNumber,
    ) -> heed::Result<()> {
        for queue in queues {
            if self.queues.get(txn, &entry_key(*queue, collection, number))?.is_some() {
                return Ok(());
            }
        }
        self.changes.delete(txn, &change_key(number)).map(drop)
    }

    /// Returns the number of changes that were given up, and sets it to 0.
    pub(super) fn take_lost(&self, txn: &mut RwTxn, name: &str) -> Result<u64, Failure> {
        let Some(group) = self.group(txn, name)? else { return Ok(0) };
        if group.lost > 0 {
            self.groups.put(txn, name.as_bytes(), &StoredGroup { lost: 0, ..group }.encode())?;
        }
        Ok(group.lost)
    }
}
