//! The bytes of a logged change and of its place in the queue of a group.
//!
//! A change is `time, images that follow, length and bytes of the item's key, length and bytes of
//! the old image, bytes of the new one`; integers are little-endian, times in epoch milliseconds.

use super::item::{corrupt, decode};
use crate::model::{Event, Millis, Result};
use crate::store::feed::Retry;

const OLD: u8 = 1;
const NEW: u8 = 2;

/// The bytes of a change of the row `key`, from and to a record of the table of items.
pub(crate) fn encode_change(key: &[u8], old: Option<&[u8]>, new: Option<&[u8]>, at: i64) -> Vec<u8> {
    let images = old.map_or(0, |_| OLD) | new.map_or(0, |_| NEW);
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let mut bytes = Vec::with_capacity(17 + key.len() + old.len() + new.len());
    bytes.extend(at.to_le_bytes());
    bytes.push(images);
    for part in [key, old] {
        #[allow(clippy::cast_possible_truncation)] // a record is far below 4 GiB
        bytes.extend((part.len() as u32).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(new);
    bytes
}

/// A logged change, its images still bytes.
pub(crate) struct Change<'a> {
    pub at: i64,
    images: u8,
    pub key: &'a [u8],
    old: &'a [u8],
    new: &'a [u8],
}

impl<'a> Change<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self> {
        Self::parse(bytes).ok_or_else(corrupt)
    }

    fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (at, rest) = bytes.split_first_chunk::<8>()?;
        let (&images, rest) = rest.split_first()?;
        let (key, rest) = split_sized(rest)?;
        let (old, new) = split_sized(rest)?;
        Some(Self { at: i64::from_le_bytes(*at), images, key, old, new })
    }

    /// The event that the change is.
    pub(crate) fn event(&self) -> Result<Event> {
        let image = |flag, bytes| (self.images & flag != 0).then(|| decode(self.key, bytes)).transpose();
        Event::new(image(OLD, self.old)?, image(NEW, self.new)?, Millis(self.at)).ok_or_else(corrupt)
    }
}

fn split_sized(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

/// The bytes of what is remembered of an entry.
pub(crate) fn encode_retry(retry: &Retry) -> [u8; 20] {
    let mut bytes = [0; 20];
    bytes[..8].copy_from_slice(&retry.at.0.to_le_bytes());
    bytes[8..16].copy_from_slice(&retry.done.to_le_bytes());
    bytes[16..].copy_from_slice(&retry.attempts.to_le_bytes());
    bytes
}

/// What is remembered of an entry; nothing yet if there are no bytes.
pub(crate) fn decode_retry(bytes: &[u8]) -> Result<Retry> {
    if bytes.is_empty() {
        return Ok(Retry::default());
    }
    let (at, rest) = bytes.split_first_chunk::<8>().ok_or_else(corrupt)?;
    let (done, rest) = rest.split_first_chunk::<8>().ok_or_else(corrupt)?;
    Ok(Retry {
        at: Millis(i64::from_le_bytes(*at)),
        done: u64::from_le_bytes(*done),
        attempts: u32::from_le_bytes(rest.try_into().map_err(|_| corrupt())?),
    })
}

/// What a group is known by in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// The head of the keys of its queue.
    pub id: u32,
    /// When a process that handles it was last there, in epoch milliseconds.
    pub seen: i64,
    /// Changes that were given up since a process was last told so.
    pub lost: u64,
}

impl Group {
    pub(crate) fn encode(&self) -> [u8; 20] {
        let mut bytes = [0; 20];
        bytes[..4].copy_from_slice(&self.id.to_le_bytes());
        bytes[4..12].copy_from_slice(&self.seen.to_le_bytes());
        bytes[12..].copy_from_slice(&self.lost.to_le_bytes());
        bytes
    }

    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let (id, rest) = bytes.split_first_chunk::<4>().ok_or_else(corrupt)?;
        let (seen, lost) = rest.split_first_chunk::<8>().ok_or_else(corrupt)?;
        Ok(Self {
            id: u32::from_le_bytes(*id),
            seen: i64::from_le_bytes(*seen),
            lost: u64::from_le_bytes(lost.try_into().map_err(|_| corrupt())?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::encode;
    use super::super::key::item_key;
    use super::*;
    use crate::model::{Body, EventKind, Item, Json, Key, Labels, Seconds};

    #[test]
    fn a_change_survives_its_bytes() {
        let item = |value: &str| Item {
            key: Key::parse("a:b").unwrap(),
            body: Body::Value(Json::from_text(value)),
            created: Seconds(1),
            modified: Seconds(2),
            ttl: None,
            labels: Labels::default(),
        };
        let (old, new) = (item("1"), item("\"ż\""));
        let (old_bytes, new_bytes) = (encode(&old), encode(&new));
        let key = item_key("a", "b");
        for (before, after, kind) in [
            (None, Some(&new), EventKind::Created),
            (Some(&old), Some(&new), EventKind::Updated),
            (Some(&old), None, EventKind::Deleted),
        ] {
            let bytes = encode_change(&key, before.map(|_| &*old_bytes), after.map(|_| &*new_bytes), -5);
            let event = Change::read(&bytes).unwrap().event().unwrap();
            assert_eq!(event.kind, kind);
            assert_eq!(Some(event), Event::new(before.cloned(), after.cloned(), Millis(-5)));
            for end in 0..17 {
                assert!(Change::read(&bytes[..end]).is_err(), "{end}");
            }
        }
    }

    #[test]
    fn what_is_remembered_survives_its_bytes() {
        let retry = Retry { attempts: 7, at: Millis(1_700_000_000_123), done: u64::MAX };
        assert_eq!(decode_retry(&encode_retry(&retry)), Ok(retry));
        assert_eq!(decode_retry(&[]), Ok(Retry::default()));
        let group = Group { id: 3, seen: -1, lost: u64::MAX };
        assert_eq!(Group::decode(&group.encode()), Ok(group));
    }
}
