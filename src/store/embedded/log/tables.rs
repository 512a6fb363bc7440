//! The tables of the change log: a transactional outbox.
//!
//! The transaction that changes an item logs the change once, and queues it for every group. A change is deleted with
//! its last entry in a queue.

use std::time::Duration;

use heed::types::Bytes;
use heed::{Database, RoTxn, RwTxn};

use crate::model::{Key, Millis};
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::change::{change_key, encode_change};
use crate::store::embedded::format::fact::{LAST_CHANGE, LAST_QUEUE, decode_counter, encode_counter};
use crate::store::embedded::format::group::StoredGroup;
use crate::store::embedded::format::key::item_key;
use crate::store::embedded::format::queue::entry_key;
use crate::store::feed::ChangeNumber;

/// A group that no process handles, and an event name that no member wants, are forgotten after this time.
pub(super) const FORGOTTEN_AFTER: Duration = Duration::from_secs(30 * 24 * 60 * 60);

pub(super) type ByteTable = Database<'static, Bytes, Bytes>;

/// The tables of the change log.
#[derive(Clone, Copy)]
pub(crate) struct LogTables {
    pub changes: ByteTable,
    pub queues: ByteTable,
    pub groups: ByteTable,
    pub facts: ByteTable,
}

impl LogTables {
    /// The group with a name, or the listening process with a key.
    pub(super) fn group(&self, txn: &RoTxn, name: impl AsRef<[u8]>) -> Result<Option<StoredGroup>, Failure> {
        let Some(bytes) = self.groups.get(txn, name.as_ref())? else { return Ok(None) };
        Ok(Some(StoredGroup::decode(bytes)?))
    }

    /// All groups with their names. An unreadable group is an error for its handlers only, not for every write.
    pub(super) fn all_groups(&self, txn: &RoTxn) -> heed::Result<Vec<(Vec<u8>, StoredGroup)>> {
        let mut groups = Vec::new();
        for entry in self.groups.iter(txn)? {
            let (name, bytes) = entry?;
            groups.extend(StoredGroup::decode(bytes).map(|group| (name.to_vec(), group)));
        }
        Ok(groups)
    }

    /// Logs a change of an item for every group. The images are values of the table `items`.
    pub(crate) fn log(
        &self,
        txn: &mut RwTxn,
        key: &Key,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
        now: Millis,
    ) -> heed::Result<()> {
        let number = ChangeNumber(self.count(txn, LAST_CHANGE)?);
        let change = encode_change(&item_key(&key.pk, &key.sk), before, after, now);
        self.changes.put(txn, &change_key(number), &change)?;
        for (_, group) in self.all_groups(txn)? {
            self.queues.put(txn, &entry_key(group.number, &key.pk, number), &[])?;
        }
        Ok(())
    }

    /// Whether changes are logged: whether there is a group.
    pub(crate) fn is_used(&self, txn: &RoTxn) -> heed::Result<bool> {
        self.groups.is_empty(txn).map(|empty| !empty)
    }

    /// The number of the last change that was ever logged.
    pub(crate) fn last(&self, txn: &RoTxn) -> heed::Result<ChangeNumber> {
        Ok(ChangeNumber(decode_counter(self.facts.get(txn, LAST_CHANGE)?)))
    }

    /// A number for a new queue.
    pub(super) fn new_queue(&self, txn: &mut RwTxn) -> heed::Result<u32> {
        self.count(txn, LAST_QUEUE).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
    }

    /// The next number of a counter.
    fn count(&self, txn: &mut RwTxn, counter: &[u8]) -> heed::Result<u64> {
        let next = decode_counter(self.facts.get(txn, counter)?) + 1;
        self.facts.put(txn, counter, &encode_counter(next))?;
        Ok(next)
    }
}
