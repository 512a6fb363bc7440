//! The bytes of a stored item.
//!
//! `flags, mask of labels, created, modified, [expiry], [checksum], [labels], text of the value`; integers
//! are little-endian. The value is last and as it crosses the boundary, so that a read is one copy.

use compact_str::CompactString;

use super::key::split_item_key;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Body, Error, Item, Json, Key, LabelNumber, Labels, Result, Seconds};

const OBJECT: u8 = 1;
const EXPIRES: u8 = 2;
const SIMPLE_KEY: u8 = 4;
/// It has a checksum: what an earlier version wrote has none.
const CHECKED: u8 = 8;

const CHECKSUM_BYTES: usize = 4;

/// The bytes of an item; its key is stored beside them.
pub(crate) fn encode(item: &Item) -> Vec<u8> {
    let (object, value) = match &item.body {
        Body::Object(value) => (OBJECT, value),
        Body::Value(value) => (0, value),
    };
    let expires = if item.ttl.is_some() { EXPIRES } else { 0 };
    let simple = if item.key.simple { SIMPLE_KEY } else { 0 };
    let mask = item.labels.iter().fold(0, |mask, (number, _)| mask | 1 << number.get());
    let mut bytes = Vec::with_capacity(64 + value.as_str().len());
    bytes.extend([object | expires | simple | CHECKED, mask]);
    bytes.extend(item.created.0.to_le_bytes());
    bytes.extend(item.modified.0.to_le_bytes());
    if let Some(ttl) = item.ttl {
        bytes.extend(ttl.0.to_le_bytes());
    }
    let checksum_at = bytes.len();
    bytes.extend([0; CHECKSUM_BYTES]);
    for (_, label) in item.labels.iter() {
        // An empty sort key stands for a simple label's.
        push_text(&mut bytes, &label.pk);
        push_text(&mut bytes, if label.simple { "" } else { &label.sk });
    }
    bytes.extend_from_slice(value.as_str().as_bytes());
    let checksum = checksum(&bytes, checksum_at);
    bytes[checksum_at..][..CHECKSUM_BYTES].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// The checksum of a record, without the place where it is.
fn checksum(bytes: &[u8], at: usize) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[..at]);
    hasher.update(&bytes[at + CHECKSUM_BYTES..]);
    hasher.finalize()
}

/// Whether a record has the bytes that were written. A read trusts the file; who must not, asks.
pub(crate) fn is_intact(bytes: &[u8]) -> bool {
    let Some(flags) = bytes.first() else { return false };
    let at = if flags & EXPIRES == 0 { 18 } else { 26 };
    match bytes.get(at..at + CHECKSUM_BYTES) {
        Some(stored) => flags & CHECKED == 0 || stored == checksum(bytes, at).to_le_bytes(),
        None => flags & CHECKED == 0,
    }
}

/// The item of a key's and a record's bytes.
pub(crate) fn decode(key: &[u8], bytes: &[u8]) -> Result<Item> {
    read(key, bytes).ok_or_else(corrupt)
}

/// The expiry of a record, without the rest.
pub(crate) fn expiry(bytes: &[u8]) -> Result<Option<Seconds>> {
    match bytes.first().ok_or_else(corrupt)? & EXPIRES {
        0 => Ok(None),
        _ => Reader(bytes.get(18..).ok_or_else(corrupt)?).second().map(Some).ok_or_else(corrupt),
    }
}

fn read(key: &[u8], bytes: &[u8]) -> Option<Item> {
    let (pk, sk) = split_item_key(key)?;
    let (&[flags, mask], rest) = bytes.split_first_chunk::<2>()?;
    let mut reader = Reader(rest);
    let created = reader.second()?;
    let modified = reader.second()?;
    let ttl = if flags & EXPIRES == 0 { None } else { Some(reader.second()?) };
    if flags & CHECKED != 0 {
        reader.take::<CHECKSUM_BYTES>()?;
    }
    let mut labels = Labels::default();
    for number in LabelNumber::all().filter(|number| mask & 1 << number.get() != 0) {
        let (pk, sk) = (reader.text()?.into(), reader.text()?);
        let simple = sk.is_empty();
        let sk = if simple { CompactString::const_new(SIMPLE_SORT_KEY) } else { sk.into() };
        labels.set(number, Some(Key { pk, sk, simple }));
    }
    let value = Json::from_text(std::str::from_utf8(reader.0).ok()?);
    Some(Item {
        key: Key { pk: pk.into(), sk: sk.into(), simple: flags & SIMPLE_KEY != 0 },
        body: if flags & OBJECT == 0 { Body::Value(value) } else { Body::Object(value) },
        created,
        modified,
        ttl,
        labels,
    })
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    #[allow(clippy::cast_possible_truncation)] // keys are at most 256 bytes long
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }

    fn second(&mut self) -> Option<Seconds> {
        self.take().map(i64::from_le_bytes).map(Seconds)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::from(u16::from_le_bytes(self.take()?));
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }
}

/// What is said of a record or an index entry that cannot be read.
pub(crate) fn corrupt() -> Error {
    Error::refused(
        "STORE_CORRUPT",
        "The store holds a record that cannot be read: its file is damaged. Restore the folder from a backup, or save \
         what can be read with 'data.export()'.",
    )
}

#[cfg(test)]
mod tests {
    use super::super::key::item_key;
    use super::*;

    #[test]
    fn an_item_survives_its_bytes() {
        let mut labels = Labels::default();
        labels.set(LabelNumber::parse("label5").unwrap(), Some(Key::parse("a:b").unwrap()));
        labels.set(LabelNumber::parse("label2").unwrap(), Some(Key::parse("simple").unwrap()));
        let item = Item {
            key: Key::parse("foo").unwrap(),
            body: Body::Object(Json::from_text(r#"{"a":"ż"}"#)),
            created: Seconds(1),
            modified: Seconds(-2),
            ttl: Some(Seconds(i64::MAX)),
            labels,
        };
        let bytes = encode(&item);
        assert_eq!(decode(&item_key("foo", "0"), &bytes), Ok(item.clone()));
        assert_eq!(expiry(&bytes), Ok(item.ttl));
        assert!(is_intact(&bytes));
        for end in 0..bytes.len() - item.value().as_str().len() {
            assert!(decode(&item_key("foo", "0"), &bytes[..end]).is_err(), "{end}");
        }
        for at in 1..bytes.len() {
            let mut other = bytes.clone();
            other[at] ^= 1;
            assert!(!is_intact(&other), "{at}");
        }
    }

    #[test]
    fn a_record_without_a_checksum_is_read() {
        let bytes = [&[SIMPLE_KEY, 0], 1_i64.to_le_bytes().as_slice(), &2_i64.to_le_bytes(), b"7"].concat();
        let item = decode(&item_key("foo", "0"), &bytes).unwrap();
        assert_eq!((item.created.0, item.modified.0, item.value().as_str()), (1, 2, "7"));
        assert!(is_intact(&bytes));
    }
}
