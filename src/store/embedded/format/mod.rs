//! Every byte of the file. No other module encodes or decodes what the file stores.
//!
//! `docs/format.md` describes the format, and its examples are tests here. Integers in keys are big-endian, so that
//! byte order is their order; integers in values are little-endian, except the counters.

pub(crate) mod change;
pub(crate) mod digest;
#[cfg(test)]
mod examples;
pub(crate) mod fact;
pub(crate) mod group;
pub(crate) mod item;
pub(crate) mod key;
pub(crate) mod queue;
pub(crate) mod range;
pub(crate) mod size;
mod version;

/// LMDB's name for the file of an environment.
pub(crate) const DATA_FILE: &str = "data.mdb";
/// LMDB's name for the lock file of an environment.
pub(crate) const LOCK_FILE: &str = "lock.mdb";

/// How the name of a backup ends that is a single file.
pub(crate) const BACKUP_SUFFIX: &str = "mdb";

/// How the name of a backup begins that is not complete.
pub(crate) const UNFINISHED_BACKUP: &str = ".backup-";
/// How the name of a compacted file begins that has not taken the place of the file.
pub(crate) const UNFINISHED_COMPACTION: &str = ".compact-";

/// The name of each table.
pub(crate) const ITEMS: &str = "items";
pub(crate) const LABELS: &str = "labels";
pub(crate) const EXPIRIES: &str = "expiries";
pub(crate) const CHANGES: &str = "changes";
pub(crate) const QUEUES: &str = "queues";
pub(crate) const GROUPS: &str = "groups";
pub(crate) const FACTS: &str = "facts";
pub(crate) const TABLE_COUNT: u32 = 7;
/// All tables of a file.
pub(crate) const TABLES: [&str; TABLE_COUNT as usize] =
    [ITEMS, LABELS, EXPIRIES, CHANGES, QUEUES, GROUPS, FACTS];

/// Takes an array off the front of bytes.
fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}
