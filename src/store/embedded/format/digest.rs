//! The digest of the items: a sum over all of them.
//!
//! The pages of a file have no mark of the state that they belong to, so a copy made during writes may have leaves of
//! several states that fit together. Its digest does not fit to the items then.

use std::cell::Cell;

use crate::model::Version;

thread_local! {
    /// What the transaction that is under way on this thread changes of the digest.
    static CHANGE: Cell<u64> = const { Cell::new(0) };
}

/// The part of an item, from its key as in the table `items` and its version, which each write changes.
pub(crate) fn digest_of(item_key: &[u8], version: Version) -> u64 {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&version.second().0.to_le_bytes());
    bytes[8..].copy_from_slice(&version.fraction().to_le_bytes());
    let halves = (crc32fast::hash(item_key), crc32fast::hash(&bytes));
    mix(u64::from(halves.0) << 32 | u64::from(halves.1))
}

/// Spreads a number over all bits, as `SplitMix64` does.
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Notes that an item with the part `before`, 0 if there was none, has the part `after`, 0 if there is none.
pub(crate) fn note_change(before: u64, after: u64) {
    CHANGE.with(|change| change.set(change.get().wrapping_add(after).wrapping_sub(before)));
}

/// Takes what was noted since the last call.
pub(crate) fn take_change() -> u64 {
    CHANGE.take()
}

pub(crate) fn encode_digest(digest: u64) -> [u8; 8] {
    digest.to_le_bytes()
}

/// The digest of a file; 0 if it has none, because it never had an item.
pub(crate) fn decode_digest(bytes: Option<&[u8]>) -> u64 {
    bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_le_bytes)
}
