//! Facts: the format, the identity of the file, its counters, and the members of groups.

use crate::model::{Error, Millis, Result};
use crate::store::embedded::error::unreadable;
use crate::store::feed::{Marks, MemberId};

/// The key of the format number.
pub(crate) const FORMAT_KEY: &[u8] = b"format";
/// The format number of what this version writes.
pub(crate) const FORMAT: &[u8] = b"3";
/// The format numbers before, which this version reads: no item has a fraction, and there is no digest.
pub(crate) const OLD_FORMATS: [&[u8]; 2] = [b"1", b"2"];
/// The key of the digest of the items.
pub(crate) const DIGEST: &[u8] = b"digest";
/// The key of the identity of the file.
pub(crate) const FILE: &[u8] = b"file";
/// The key of the counter of changes.
pub(crate) const LAST_CHANGE: &[u8] = b"last change";
/// The key of the counter of queues, those of groups and of members.
pub(crate) const LAST_QUEUE: &[u8] = b"last group";
const MEMBER: &[u8] = b"member ";
const WANTED: &[u8] = b"wanted ";
const MARKS: &[u8] = b"marks ";

/// The identity of a file: its inode, and when it was created, in nanoseconds.
pub(crate) fn encode_identity(inode: u64, created: u128) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&inode.to_le_bytes());
    bytes[8..].copy_from_slice(&created.to_le_bytes());
    bytes
}

pub(crate) fn encode_counter(last: u64) -> [u8; 8] {
    last.to_be_bytes()
}

/// The last number that a counter gave; 0 if it gave none.
pub(crate) fn decode_counter(bytes: Option<&[u8]>) -> u64 {
    bytes.and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// A member of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StoredMember {
    pub id: MemberId,
    /// The number of its queue.
    pub queue: u32,
    /// The event names that it wants.
    pub names: Vec<String>,
}

impl StoredMember {
    /// The bytes beside [`member_key`].
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        let mut bytes = self.queue.to_le_bytes().to_vec();
        bytes.extend(serde_json::to_vec(&self.names).map_err(|_| Error::internal())?);
        Ok(bytes)
    }

    pub(crate) fn decode(key: &[u8], bytes: &[u8]) -> Result<Self> {
        let (_, id) = key.split_last_chunk::<8>().ok_or_else(unreadable)?;
        let (queue, names) = bytes.split_first_chunk::<4>().ok_or_else(unreadable)?;
        Ok(Self {
            id: MemberId(u64::from_be_bytes(*id)),
            queue: u32::from_le_bytes(*queue),
            names: serde_json::from_slice(names).map_err(|_| unreadable())?,
        })
    }
}

/// Where the members of a group begin.
pub(crate) fn members_prefix(group: u32) -> Vec<u8> {
    key(MEMBER, group, &[])
}

pub(crate) fn member_key(group: u32, member: MemberId) -> Vec<u8> {
    key(MEMBER, group, &member.0.to_be_bytes())
}

/// Where the event names that members of a group wanted begin.
pub(crate) fn wanted_prefix(group: u32) -> Vec<u8> {
    key(WANTED, group, &[])
}

pub(crate) fn wanted_key(group: u32, name: &str) -> Vec<u8> {
    key(WANTED, group, name.as_bytes())
}

/// The event name of a [`wanted_key`].
pub(crate) fn wanted_name(key: &[u8]) -> String {
    String::from_utf8_lossy(key.get(WANTED.len() + 4..).unwrap_or_default()).into_owned()
}

/// When a member last wanted a name.
pub(crate) fn encode_wanted(at: Millis) -> [u8; 8] {
    at.0.to_le_bytes()
}

/// Bytes of another length count as the epoch.
pub(crate) fn decode_wanted(bytes: &[u8]) -> Millis {
    Millis(bytes.try_into().map_or(0, i64::from_le_bytes))
}

pub(crate) fn marks_key(group: u32) -> Vec<u8> {
    key(MARKS, group, &[])
}

pub(crate) fn encode_marks(marks: Marks) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&marks.roster.to_le_bytes());
    bytes[8..].copy_from_slice(&marks.returned.to_le_bytes());
    bytes
}

/// The marks of a group; all are 0 if nothing is stored.
pub(crate) fn decode_marks(bytes: Option<&[u8]>) -> Marks {
    let marks = bytes.and_then(|bytes| bytes.split_first_chunk::<8>());
    marks.map_or_else(Marks::default, |(roster, returned)| Marks {
        roster: u64::from_le_bytes(*roster),
        returned: returned.try_into().map_or(0, u64::from_le_bytes),
    })
}

/// The key of a fact about a group.
fn key(kind: &[u8], group: u32, rest: &[u8]) -> Vec<u8> {
    [kind, &group.to_be_bytes(), rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_survive_their_bytes() {
        let member =
            StoredMember { id: MemberId(u64::MAX), queue: 7, names: vec!["a:ż".into(), "*".into()] };
        let decoded = StoredMember::decode(&member_key(3, member.id), &member.encode().unwrap());
        assert_eq!(decoded, Ok(member));
        assert_eq!(wanted_name(&wanted_key(3, "a:ż")), "a:ż");
        assert_eq!(decode_wanted(&encode_wanted(Millis(-5))), Millis(-5));
        let marks = Marks { roster: 1, returned: u64::MAX };
        assert_eq!(decode_marks(Some(&encode_marks(marks))), marks);
        assert_eq!(decode_counter(Some(&encode_counter(77))), 77);
        assert_eq!(decode_counter(None), 0);
    }
}
