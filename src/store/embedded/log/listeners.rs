//! Listening processes: what the log keeps for each while it is alive.
//!
//! A listening process has a queue like a group, and no members. So writers of every version of this package log changes
//! for it, and nobody logs anything while nobody listens. The process deletes the entries that it has read; whoever
//! finds it dead deletes the rest.

use heed::{RoTxn, RwTxn};

use super::read;
use super::tables::LogTables;
use crate::model::{Millis, Result};
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::change::{StoredChange, change_key};
use crate::store::embedded::format::group::{
    ListenerId, StoredGroup, listener_key, listener_of, listeners_prefix,
};
use crate::store::embedded::format::key::split_item_key;
use crate::store::embedded::format::queue::{number_of_entry, queue_start};
use crate::store::feed::{ChangeNumber, Entries};

impl LogTables {
    /// Adds a listening process. Returns the last change that it does not hear.
    pub(super) fn add_listener(
        &self,
        txn: &mut RwTxn,
        id: ListenerId,
        now: Millis,
    ) -> heed::Result<ChangeNumber> {
        let group = StoredGroup { number: self.new_queue(txn)?, seen: now, lost: 0 };
        self.groups.put(txn, &listener_key(id), &group.encode())?;
        self.last(txn)
    }

    /// The changes that a listening process has not read, up to about `weight` bytes; `None` if some were given up.
    pub(super) fn unheard(
        &self,
        txn: &RoTxn,
        id: ListenerId,
        after: ChangeNumber,
        weight: usize,
    ) -> Result<Option<Entries>, Failure> {
        match self.group(txn, listener_key(id))? {
            Some(group) if group.lost == 0 => Ok(Some(read::page(self, txn, &group, after, weight)?)),
            _ => Ok(None),
        }
    }

    /// The listening processes, dead ones included.
    pub(crate) fn listeners(&self, txn: &RoTxn) -> heed::Result<Vec<ListenerId>> {
        let mut listeners = Vec::new();
        for entry in self.groups.prefix_iter(txn, &listeners_prefix())? {
            listeners.extend(listener_of(entry?.0));
        }
        Ok(listeners)
    }

    /// Deletes at most `limit` entries of a listening process that has ended, then the process. Returns whether there
    /// is more to delete.
    pub(crate) fn remove_listener(
        &self,
        txn: &mut RwTxn,
        id: ListenerId,
        limit: usize,
    ) -> Result<bool, Failure> {
        let Some(group) = self.group(txn, listener_key(id))? else { return Ok(false) };
        let mut entries = Vec::new();
        for entry in self.queues.prefix_iter(txn, &queue_start(group.number))?.take(limit) {
            entries.push(entry?.0.to_vec());
        }
        let others = self.queues_with_entries(txn)?;
        for entry in &entries {
            self.queues.delete(txn, entry)?;
            let Some(number) = number_of_entry(entry) else { continue };
            let bytes = self.changes.get(txn, &change_key(number))?;
            let change = bytes.and_then(|bytes| StoredChange::decode(bytes).ok());
            let collection = change.and_then(|change| split_item_key(change.key));
            if let Some((collection, _)) = collection {
                self.delete_unless_queued(txn, &others, &collection, number)?;
            }
        }
        if entries.len() < limit {
            self.groups.delete(txn, &listener_key(id))?;
        }
        Ok(entries.len() == limit)
    }
}
