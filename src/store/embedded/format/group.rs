//! Groups: the values of the table `groups`, whose keys are names.

use super::take;
use crate::model::{Millis, Result};
use crate::store::embedded::error::unreadable;

/// A group of event handlers.
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
    fn a_group_survives_its_bytes() {
        let group = StoredGroup { number: 3, seen: Millis(-1), lost: u64::MAX };
        assert_eq!(StoredGroup::decode(&group.encode()), Ok(group));
        assert!(StoredGroup::decode(&group.encode()[..19]).is_err());
    }
}
