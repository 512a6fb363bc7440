//! Queues of the change log: the keys and values of the table `queues`.

use super::key::push_part;
use super::take;
use crate::model::{Millis, Result};
use crate::store::embedded::error::unreadable;
use crate::store::feed::{ChangeNumber, Retry};

/// Distinguishes the queue of entries that wait for an absent member from the queue of its group.
const ASIDE: u32 = 1 << 31;

/// The number of the queue of a group's entries that wait for an absent member.
pub(crate) fn aside_of(group: u32) -> u32 {
    group | ASIDE
}

/// Where the entries of a queue begin.
pub(crate) fn queue_start(queue: u32) -> [u8; 4] {
    queue.to_be_bytes()
}

/// Where the entries of a queue have ended.
pub(crate) fn queue_end(queue: u32) -> [u8; 4] {
    queue.saturating_add(1).to_be_bytes()
}

/// The key of an entry: queue, collection, change.
pub(crate) fn entry_key(queue: u32, collection: &str, number: ChangeNumber) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(14 + collection.len());
    bytes.extend(queue_start(queue));
    push_part(&mut bytes, collection);
    bytes.extend(number.0.to_be_bytes());
    bytes
}

/// The change of an entry.
pub(crate) fn number_of_entry(key: &[u8]) -> Option<ChangeNumber> {
    key.last_chunk().map(|number| ChangeNumber(u64::from_be_bytes(*number)))
}

/// The queue of an entry.
pub(crate) fn queue_of_entry(key: &[u8]) -> Option<u32> {
    key.first_chunk().map(|queue| u32::from_be_bytes(*queue))
}

/// The key that an entry has in another queue.
pub(crate) fn key_in_queue(key: &[u8], queue: u32) -> Vec<u8> {
    [&queue_start(queue), key.get(4..).unwrap_or_default()].concat()
}

/// A key behind all entries of the collection of `key`.
pub(crate) fn behind_collection(key: &[u8]) -> Vec<u8> {
    let collection = key.split_last_chunk::<8>().map_or(key, |(collection, _)| collection);
    [collection, &[0xff; 8]].concat()
}

/// What a queue stores of an entry whose handler has failed.
pub(crate) fn encode_retry(retry: &Retry) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes[..8].copy_from_slice(&retry.at.0.to_le_bytes());
    bytes[8..16].copy_from_slice(&retry.done.to_le_bytes());
    bytes[16..].copy_from_slice(&retry.attempts.to_le_bytes());
    bytes
}

/// The retry state of an entry. No bytes stand for an entry whose handlers have not failed.
pub(crate) fn decode_retry(bytes: &[u8]) -> Result<Retry> {
    if bytes.is_empty() {
        return Ok(Retry::default());
    }
    parse_retry(bytes).ok_or_else(unreadable)
}

fn parse_retry(mut bytes: &[u8]) -> Option<Retry> {
    let at = Millis(i64::from_le_bytes(take(&mut bytes)?));
    let done = u64::from_le_bytes(take(&mut bytes)?);
    let attempts = u32::from_le_bytes(take(&mut bytes)?);
    bytes.is_empty().then_some(Retry { attempts, at, done })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_retry_state_survives_its_bytes() {
        let retry = Retry { attempts: 7, at: Millis(1_700_000_000_123), done: u64::MAX };
        assert_eq!(decode_retry(&encode_retry(&retry)), Ok(retry));
        assert_eq!(decode_retry(&[]), Ok(Retry::default()));
        assert!(decode_retry(&[0; 19]).is_err());
        assert!(decode_retry(&[0; 21]).is_err());
    }

    #[test]
    fn keys_of_entries_come_apart_again() {
        let key = entry_key(3, "a\0b", ChangeNumber(9));
        assert_eq!(number_of_entry(&key), Some(ChangeNumber(9)));
        assert_eq!(key_in_queue(&key, 8), entry_key(8, "a\0b", ChangeNumber(9)));
        assert_eq!(behind_collection(&key), entry_key(3, "a\0b", ChangeNumber::MAX));
        assert!((queue_start(3).as_slice()..queue_end(3).as_slice()).contains(&key.as_slice()));
    }
}
