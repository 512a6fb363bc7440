//! Reading the log: the queue of a group in the order of the changes, or of one namespace.

use std::ops::{Bound, RangeInclusive};
use std::sync::Arc;

use heed::RoTxn;

use super::super::space::split_item_key;
use super::record::{Change, Group, decode_retry};
use super::tables::{LogTables, queue_key};
use crate::model::Result;
use crate::store::changes::{Due, Entry, Page};

/// The entries of a group behind a number, until they weigh enough.
pub(super) fn page(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
    after: u64,
    weight: usize,
) -> heed::Result<Page> {
    let mut page = Page { entries: Vec::new(), through: after };
    let from = after.saturating_add(1).to_be_bytes();
    let mut weighed = 0;
    for change in log.changes.range(txn, &(Bound::Included(from.as_slice()), Bound::Unbounded))? {
        let (number, bytes) = change?;
        let Ok(number) = number.try_into().map(u64::from_be_bytes) else { continue };
        page.through = number;
        // What cannot be read stays until it is given up, and is counted then.
        let Ok(change) = Change::read(bytes) else { continue };
        let Some((namespace, _)) = split_item_key(change.key) else { continue };
        let queued = log.queues.get(txn, &queue_key(group.id, &namespace, number))?;
        let Some(entry) = queued.and_then(|retry| entry(number, &change, retry).ok()) else { continue };
        weighed += entry.event.weight();
        page.entries.push(entry);
        if weighed >= weight {
            break;
        }
    }
    Ok(page)
}

/// The entries of one namespace of a group.
pub(super) fn namespace(
    log: &LogTables,
    txn: &RoTxn,
    group: &Group,
    namespace: &str,
    numbers: &RangeInclusive<u64>,
    limit: usize,
) -> heed::Result<Vec<Entry>> {
    let (from, to) =
        (queue_key(group.id, namespace, *numbers.start()), queue_key(group.id, namespace, *numbers.end()));
    let mut entries = Vec::new();
    for queued in
        log.queues.range(txn, &(Bound::Included(from.as_slice()), Bound::Included(to.as_slice())))?
    {
        let (key, retry) = queued?;
        let Some((_, number)) = key.split_last_chunk::<8>() else { continue };
        let Some(bytes) = log.changes.get(txn, number)? else { continue };
        let read = Change::read(bytes).and_then(|change| entry(u64::from_be_bytes(*number), &change, retry));
        entries.extend(read.ok());
        if entries.len() == limit {
            break;
        }
    }
    Ok(entries)
}

/// Whether a group has entries that are left: any, or such as are due.
pub(super) fn owes(log: &LogTables, txn: &RoTxn, group: &Group, due: Option<Due>) -> heed::Result<bool> {
    let head = group.id.to_be_bytes();
    let mut from = head.to_vec();
    loop {
        let range = (Bound::Included(from.as_slice()), Bound::Unbounded);
        let Some((key, retry)) = log.queues.range(txn, &range)?.next().transpose()? else { break };
        let Some((prefix, number)) = key.split_last_chunk::<8>() else { break };
        if !key.starts_with(&head) {
            break;
        }
        let is_due = due.is_none_or(|due| {
            let at = decode_retry(retry).map_or(0, |retry| retry.at);
            u64::from_be_bytes(*number) <= due.through && at <= due.before
        });
        if is_due {
            return Ok(true);
        }
        // The first of a namespace tells for all behind it.
        from = [prefix, &[0xff; 8]].concat();
    }
    Ok(false)
}

fn entry(number: u64, change: &Change, retry: &[u8]) -> Result<Entry> {
    Ok(Entry { number, event: Arc::new(change.event()?), retry: decode_retry(retry)? })
}
