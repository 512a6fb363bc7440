//! Groups: the entries of the table `groups`. The key is the name of a group, or the number of a listening process.

use super::take;
use crate::model::{Millis, Result};
use crate::store::embedded::error::unreadable;

/// A process that listens to the changes of a store. It has a queue as a group has one, so that every version of this
/// package logs changes for it. The number is random and unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ListenerId(pub u64);

/// Begins the key of a listening process. No name does: it is not UTF-8.
const LISTENER: u8 = 0xff;

pub(crate) fn listener_key(listener: ListenerId) -> [u8; 9] {
    let mut key = [LISTENER; 9];
    key[1..].copy_from_slice(&listener.0.to_be_bytes());
    key
}

/// Where the keys of listening processes begin.
pub(crate) fn listeners_prefix() -> [u8; 1] {
    [LISTENER]
}

/// The listening process of a [`listener_key`].
pub(crate) fn listener_of(key: &[u8]) -> Option<ListenerId> {
    key.strip_prefix(&[LISTENER])?.try_into().ok().map(|id| ListenerId(u64::from_be_bytes(id)))
}

/// A group of event handlers, or a listening process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StoredGroup {
    /// The number of its queue, which also stands for the group in the keys of facts.
    pub number: u32,
    /// When a process last handled it.
    pub seen: Millis,
    /// Changes that were given up since they were last reported.
    pub lost: u64,
}

impl StoredGroup {
    pub(crate) fn encode(&self) -> [u8; 20] {
        let mut bytes = [0; 20];
        bytes[..4].copy_from_slice(&self.number.to_le_bytes());
        bytes[4..12].copy_from_slice(&self.seen.0.to_le_bytes());
        bytes[12..].copy_from_slice(&self.lost.to_le_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        Self::parse(bytes).ok_or_else(unreadable)
    }

    fn parse(mut bytes: &[u8]) -> Option<Self> {
        let group = Self {
            number: u32::from_le_bytes(take(&mut bytes)?),
            seen: Millis(i64::from_le_bytes(take(&mut bytes)?)),
            lost: u64::from_le_bytes(take(&mut bytes)?),
        };
        bytes.is_empty().then_some(group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_survives_its_key() {
        let listener = ListenerId(u64::MAX - 1);
        assert_eq!(listener_of(&listener_key(listener)), Some(listener));
        assert_eq!(listener_of(b"default"), None);
    }

    #[test]
    fn a_group_survives_its_bytes() {
        let group = StoredGroup { number: 3, seen: Millis(-1), lost: u64::MAX };
        assert_eq!(StoredGroup::decode(&group.encode()), Ok(group));
        assert!(StoredGroup::decode(&group.encode()[..19]).is_err());
    }
}
