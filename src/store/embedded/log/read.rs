//! Reading the log: the queue of a group in the order of the changes, or of one collection.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use compact_str::CompactString;
use heed::RoTxn;

use super::super::format::change::{Change, Group, decode_retry};
use super::super::format::key::split_item_key;
use super::tables::{LogTables, queue_key};
use crate::model::{Event, Millis, Result};
use crate::store::feed::{ChangeNumber, Due, Entries, Entry, MemberId, Queue};

/// The entries of the queue of a group behind a number, until they weigh enough.
pub(super) fn page(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
    after: ChangeNumber,
    weight: usize,
) -> heed::Result<Entries> {
    let mut page = Entries { entries: Vec::new(), through: after };
    let from = after.next().0.to_be_bytes();
    let mut weighed = 0;
    for change in log.changes.range(txn, &(Bound::Included(from.as_slice()), Bound::Unbounded))? {
        let (number, bytes) = change?;
        let Ok(number) = number.try_into().map(number_of) else { continue };
        page.through = number;
        // What cannot be read stays until it is given up, and is counted then.
        let Ok(change) = Change::read(bytes) else { continue };
        let Some((collection, _)) = split_item_key(change.key) else { continue };
        let queued = log.queues.get(txn, &queue_key(group.id, &collection, number))?;
        let Some(entry) = queued.and_then(|retry| entry(number, &change, retry).ok()) else { continue };
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
    let (from, to) =
        (queue_key(queue, collection, *numbers.start()), queue_key(queue, collection, *numbers.end()));
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
    let from =
        after.map_or_else(|| queue.to_be_bytes().to_vec(), |(pk, number)| queue_key(queue, pk, *number));
    let to = queue.saturating_add(1).to_be_bytes();
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
        let (number, bytes) = change?;
        let Ok(number) = number.try_into().map(number_of) else { continue };
        let Ok(change) = Change::read(bytes) else { continue };
        if Millis(change.at) >= time || entries.len() == limit {
            break;
        }
        let Some((collection, _)) = split_item_key(change.key) else { continue };
        let queued = log.queues.get(txn, &queue_key(queue, &collection, number))?;
        entries.extend(queued.and_then(|retry| entry(number, &change, retry).ok()));
    }
    Ok(entries)
}

/// The collections of which members of a group have entries.
pub(super) fn away(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
) -> heed::Result<Result<Vec<(CompactString, MemberId)>>> {
    let members = match log.members(txn, group)? {
        Ok(members) => members,
        Err(error) => return Ok(Err(error)),
    };
    let mut away = Vec::new();
    for member in members {
        first_of_each(log, txn, member.queue, |number, _| {
            let change =
                log.changes.get(txn, &number.0.to_be_bytes())?.and_then(|bytes| Change::read(bytes).ok());
            let collection = change.and_then(|change| split_item_key(change.key));
            away.extend(collection.map(|(collection, _)| (collection.into(), member.id)));
            Ok(false)
        })?;
    }
    Ok(Ok(away))
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
        let Some((_, number)) = key.split_last_chunk::<8>() else { continue };
        let Some(bytes) = log.changes.get(txn, number)? else { continue };
        let read = Change::read(bytes).and_then(|change| entry(number_of(*number), &change, retry));
        entries.extend(read.ok());
        if entries.len() == limit {
            break;
        }
    }
    Ok(entries)
}

/// Whether a group has entries that are left, but for those that are set aside: any, or such as are due.
pub(super) fn owes(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
    due: Option<Due>,
) -> heed::Result<Result<bool>> {
    let members = match log.members(txn, group)? {
        Ok(members) => members,
        Err(error) => return Ok(Err(error)),
    };
    let is_due = |number, retry: &[u8]| {
        Ok(due.is_none_or(|due| {
            let at = decode_retry(retry).map_or(Millis::ZERO, |retry| retry.at);
            number <= due.through && at <= due.before
        }))
    };
    for queue in std::iter::once(group.id).chain(members.iter().map(|member| member.queue)) {
        // The first of a collection tells for all behind it.
        if first_of_each(log, txn, queue, is_due)? {
            return Ok(Ok(true));
        }
    }
    Ok(Ok(false))
}

/// Whether a group has no entries that are left, of those that are set aside none that is wanted.
pub(super) fn is_idle(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
    is_wanted: &dyn Fn(&Event) -> bool,
) -> heed::Result<Result<bool>> {
    match owes(log, txn, group, None)? {
        Ok(false) => {}
        owes => return Ok(owes.map(|owes| !owes)),
    }
    let aside = match log.queue(txn, group, Queue::Aside)? {
        Ok(aside) => aside.unwrap_or(group.id),
        Err(error) => return Ok(Err(error)),
    };
    for queued in log.queues.prefix_iter(txn, &aside.to_be_bytes())? {
        let (key, _) = queued?;
        let Some((_, number)) = key.split_last_chunk::<8>() else { continue };
        let Some(bytes) = log.changes.get(txn, number)? else { continue };
        if Change::read(bytes).and_then(|change| change.event()).is_ok_and(|event| is_wanted(&event)) {
            return Ok(Ok(false));
        }
    }
    Ok(Ok(true))
}

/// Looks at the number and the memory of the first entry of each collection of a queue until `look` has
/// seen enough; tells whether it has.
fn first_of_each(
    log: &LogTables,
    txn: &RoTxn,
    queue: u32,
    mut look: impl FnMut(ChangeNumber, &[u8]) -> heed::Result<bool>,
) -> heed::Result<bool> {
    let head = queue.to_be_bytes();
    let mut from = head.to_vec();
    loop {
        let range = (Bound::Included(from.as_slice()), Bound::Unbounded);
        let Some((key, retry)) = log.queues.range(txn, &range)?.next().transpose()? else { return Ok(false) };
        let Some((prefix, number)) = key.split_last_chunk::<8>() else { return Ok(false) };
        if !key.starts_with(&head) {
            return Ok(false);
        }
        if look(number_of(*number), retry)? {
            return Ok(true);
        }
        from = [prefix, &[0xff; 8]].concat();
    }
}

fn number_of(bytes: [u8; 8]) -> ChangeNumber {
    ChangeNumber(u64::from_be_bytes(bytes))
}

fn entry(number: ChangeNumber, change: &Change, retry: &[u8]) -> Result<Entry> {
    Ok(Entry { number, event: Arc::new(change.event()?), retry: decode_retry(retry)? })
}
