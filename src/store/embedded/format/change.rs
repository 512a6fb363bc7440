//! Changes: the keys and values of the table `changes`.
//!
//! A value is `time, images that follow, length and bytes of the item's key, length and bytes of the image before, bytes
//! of the image after`.

use super::item::decode;
use super::take;
use crate::model::{Event, Millis, Result};
use crate::store::embedded::error::unreadable;
use crate::store::feed::ChangeNumber;

const BEFORE: u8 = 1;
const AFTER: u8 = 2;

pub(crate) fn change_key(number: ChangeNumber) -> [u8; 8] {
    number.0.to_be_bytes()
}

pub(crate) fn number_of_change(key: &[u8]) -> Option<ChangeNumber> {
    key.try_into().ok().map(|number| ChangeNumber(u64::from_be_bytes(number)))
}

/// The bytes of a change of the item `key`. Images are values of the table `items`.
pub(crate) fn encode_change(key: &[u8], before: Option<&[u8]>, after: Option<&[u8]>, at: Millis) -> Vec<u8> {
    let images = before.map_or(0, |_| BEFORE) | after.map_or(0, |_| AFTER);
    let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
    let mut bytes = Vec::with_capacity(17 + key.len() + before.len() + after.len());
    bytes.extend(at.0.to_le_bytes());
    bytes.push(images);
    for part in [key, before] {
        #[allow(clippy::cast_possible_truncation)] // keys and items are far below 4 GiB
        bytes.extend((part.len() as u32).to_le_bytes());
        bytes.extend_from_slice(part);
    }
    bytes.extend_from_slice(after);
    bytes
}

/// A logged change. Its images are still encoded.
pub(crate) struct StoredChange<'a> {
    pub at: Millis,
    /// The key of the item.
    pub key: &'a [u8],
    images: u8,
    before: &'a [u8],
    after: &'a [u8],
}

impl<'a> StoredChange<'a> {
    pub(crate) fn decode(bytes: &'a [u8]) -> Result<Self> {
        Self::parse(bytes).ok_or_else(unreadable)
    }

    fn parse(mut bytes: &'a [u8]) -> Option<Self> {
        let at = Millis(i64::from_le_bytes(take(&mut bytes)?));
        let [images] = take(&mut bytes)?;
        let key = take_sized(&mut bytes)?;
        let before = take_sized(&mut bytes)?;
        Some(Self { at, key, images, before, after: bytes })
    }

    /// The event that the change makes.
    pub(crate) fn event(&self) -> Result<Event> {
        let image = |flag, bytes| (self.images & flag != 0).then(|| decode(self.key, bytes)).transpose();
        Event::new(image(BEFORE, self.before)?, image(AFTER, self.after)?, self.at).ok_or_else(unreadable)
    }
}

fn take_sized<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::try_from(u32::from_le_bytes(take(bytes)?)).ok()?;
    let (part, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(part)
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
            version: Seconds(2).into(),
            ttl: None,
            labels: Labels::default(),
        };
        let (old, new) = (item("1"), item("\"ż\""));
        let (old_bytes, new_bytes) = (encode(&old), encode(&new));
        let key = item_key("a", "b");
        let at = Millis(-5);
        for (before, after, kind) in [
            (None, Some(&new), EventKind::Created),
            (Some(&old), Some(&new), EventKind::Updated),
            (Some(&old), None, EventKind::Deleted),
        ] {
            let bytes = encode_change(&key, before.map(|_| &*old_bytes), after.map(|_| &*new_bytes), at);
            let event = StoredChange::decode(&bytes).unwrap().event().unwrap();
            assert_eq!(event.kind, kind);
            assert_eq!(Some(event), Event::new(before.cloned(), after.cloned(), at));
            for end in 0..17 {
                assert!(StoredChange::decode(&bytes[..end]).is_err(), "{end}");
            }
        }
        assert_eq!(number_of_change(&change_key(ChangeNumber(7))), Some(ChangeNumber(7)));
    }
}
