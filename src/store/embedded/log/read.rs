//! Reads the log: the queue of a group in the order of the changes, or of one collection.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use compact_str::CompactString;
use heed::RoTxn;

use super::tables::LogTables;
use crate::model::{Event, Millis, Result};
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::change::{StoredChange, change_key, number_of_change};
use crate::store::embedded::format::group::StoredGroup;
use crate::store::embedded::format::key::split_item_key;
use crate::store::embedded::format::queue::{
    aside_of, behind_collection, decode_retry, entry_key, number_of_entry, queue_end, queue_start,
};
use crate::store::feed::{ChangeNumber, Due, Entries, Entry, MemberId};

/// The entries of the queue of a group behind a number, up to about `weight` bytes.
pub(super) fn page(
    log: &LogTables,
    txn: &RoTxn,
    group: &StoredGroup,
    after: ChangeNumber,
    weight: usize,
) -> heed::Result<Entries> {
    let mut page = Entries { entries: Vec::new(), through: after };
    let from = change_key(after.next());
    let mut weighed = 0;
    for change in log.changes.range(txn, &(Bound::Included(from.as_slice()), Bound::Unbounded))? {
        let (key, bytes) = change?;
        let Some(number) = number_of_change(key) else { continue };
        page.through = number;
        // An unreadable change stays until it is given up, and is counted then.
        let Ok(change) = StoredChange::decode(bytes) else { continue };
        let Some(entry) = queued(log, txn, group.number, number, &change)? else { continue };
        weighed += entry.event.weight();
        page.entries.push(entry);
        if weighed >= weight {
            break;
        }
    }
    Ok(page)
}

/// The entries of one collection of a queue.
pub(super) fn collection(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    collection: &str,
    numbers: &RangeInclusive<ChangeNumber>,
    limit: usize,
) -> heed::Result<Vec<Entry>> {
    let from = entry_key(queue, collection, *numbers.start());
    let to = entry_key(queue, collection, *numbers.end());
    range(log, txn, (Bound::Included(from.as_slice()), Bound::Included(to.as_slice())), limit)
}

/// The entries of a queue behind one of them.
pub(super) fn queue(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    after: Option<&(CompactString, ChangeNumber)>,
    limit: usize,
) -> heed::Result<Vec<Entry>> {
    let from = match after {
        Some((collection, number)) => entry_key(queue, collection, *number),
        None => queue_start(queue).to_vec(),
    };
    let to = queue_end(queue);
    range(log, txn, (Bound::Excluded(from.as_slice()), Bound::Excluded(to.as_slice())), limit)
}

/// The entries of a queue that happened before a time.
pub(super) fn before(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    time: Millis,
    limit: usize,
) -> heed::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for change in log.changes.iter(txn)? {
        let (key, bytes) = change?;
        let Some(number) = number_of_change(key) else { continue };
        let Ok(change) = StoredChange::decode(bytes) else { continue };
        if change.at >= time || entries.len() == limit {
            break;
        }
        entries.extend(queued(log, txn, queue, number, &change)?);
    }
    Ok(entries)
}

/// The collections of which members of a group have entries.
pub(super) fn away(
    log: &LogTables,
    txn: &RoTxn,
    group: &StoredGroup,
) -> Result<Vec<(CompactString, MemberId)>, Failure> {
    let mut away = Vec::new();
    for member in log.members(txn, group)? {
        first_of_each(log, txn, member.queue, |number, _| {
            let bytes = log.changes.get(txn, &change_key(number))?;
            let change = bytes.and_then(|bytes| StoredChange::decode(bytes).ok());
            let collection = change.and_then(|change| split_item_key(change.key));
            away.extend(collection.map(|(collection, _)| (collection.into(), member.id)));
            Ok(false)
        })?;
    }
    Ok(away)
}

fn range(
    log: &LogTables,
    txn: &RoTxn,
    range: (Bound<&[u8]>, Bound<&[u8]>),
    limit: usize,
) -> heed::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for queued in log.queues.range(txn, &range)? {
        let (key, retry) = queued?;
        let Some(number) = number_of_entry(key) else { continue };
        let Some(bytes) = log.changes.get(txn, &change_key(number))? else { continue };
        entries.extend(StoredChange::decode(bytes).and_then(|change| entry(number, &change, retry)).ok());
        if entries.len() == limit {
            break;
        }
    }
    Ok(entries)
}

/// Whether a group has entries to handle that are due. Entries that wait for an absent member do not count.
pub(super) fn owes(log: &LogTables, txn: &RoTxn, group: &StoredGroup, due: Due) -> Result<bool, Failure> {
    let is_due = |number, retry: &[u8]| {
        let at = decode_retry(retry).map_or(Millis::ZERO, |retry| retry.at);
        Ok(number <= due.through && at <= due.before)
    };
    let members = log.members(txn, group)?;
    for queue in std::iter::once(group.number).chain(members.iter().map(|member| member.queue)) {
        // The entries of a collection wait for the first of them.
        if first_of_each(log, txn, queue, is_due)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether a group has no entries to handle that are due. Of the entries that wait for an absent member, those count
/// that are wanted.
pub(super) fn is_idle(
    log: &LogTables,
    txn: &RoTxn,
    group: &StoredGroup,
    due: Due,
    is_wanted: &dyn Fn(&Event) -> bool,
) -> Result<bool, Failure> {
    if owes(log, txn, group, due)? {
        return Ok(false);
    }
    for queued in log.queues.prefix_iter(txn, &queue_start(aside_of(group.number)))? {
        let (key, _) = queued?;
        let Some(number) = number_of_entry(key) else { continue };
        let Some(bytes) = log.changes.get(txn, &change_key(number))? else { continue };
        let event = StoredChange::decode(bytes).and_then(|change| change.event());
        if event.is_ok_and(|event| is_wanted(&event)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Calls `look` with the number and the retry state of the first entry of each collection of a queue, until it returns
/// true. Returns whether it did.
fn first_of_each(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    mut look: impl FnMut(ChangeNumber, &[u8]) -> heed::Result<bool>,
) -> heed::Result<bool> {
    let end = queue_end(queue);
    let mut from = queue_start(queue).to_vec();
    loop {
        let range = (Bound::Included(from.as_slice()), Bound::Excluded(end.as_slice()));
        let Some((key, retry)) = log.queues.range(txn, &range)?.next().transpose()? else { return Ok(false) };
        let Some(number) = number_of_entry(key) else { return Ok(false) };
        if look(number, retry)? {
            return Ok(true);
        }
        from = behind_collection(key);
    }
}

/// The entry of a change in a queue, if there is one that can be read.
fn queued(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    number: ChangeNumber,
    change: &StoredChange,
) -> heed::Result<Option<Entry>> {
    let Some((collection, _)) = split_item_key(change.key) else { return Ok(None) };
    let retry = log.queues.get(txn, &entry_key(queue, &collection, number))?;
    Ok(retry.and_then(|retry| entry(number, change, retry).ok()))
}

fn entry(number: ChangeNumber, change: &StoredChange, retry: &[u8]) -> Result<Entry> {
    Ok(Entry { number, event: Arc::new(change.event()?.numbered(number.0)), retry: decode_retry(retry)? })
}
