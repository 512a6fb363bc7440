//! Items: the values of the table `items`.
//!
//! `flags, mask of labels, created, modified, [expiry], [fraction], [checksum], [labels], text of the value`. The second
//! of `modified` and the fraction are the version. The value comes last, in the form in which it crosses the boundary to
//! JavaScript, so that a read copies it once.

use compact_str::CompactString;

use super::key::split_item_key;
use super::{take, version};
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Body, Item, Json, Key, LabelNumber, Labels, Result, Seconds, Version};
use crate::store::embedded::error::unreadable;

const OBJECT: u8 = 1;
const EXPIRES: u8 = 2;
const SIMPLE_KEY: u8 = 4;
/// There is a checksum. Early versions wrote none.
const CHECKED: u8 = 8;

/// Where the expiry is, if there is one.
const EXPIRY_AT: usize = 18;
const EXPIRY_BYTES: usize = 8;
const CHECKSUM_BYTES: usize = 4;

/// The bytes of an item, without its key.
pub(crate) fn encode(item: &Item) -> Vec<u8> {
    let (object, value) = match &item.body {
        Body::Object(value) => (OBJECT, value),
        Body::Value(value) => (0, value),
    };
    let expires = if item.ttl.is_some() { EXPIRES } else { 0 };
    let simple = if item.key.simple { SIMPLE_KEY } else { 0 };
    let fraction = version::flag(item.version);
    let mask = item.labels.iter().fold(0, |mask, (number, _)| mask | 1 << number.get());
    let mut bytes = Vec::with_capacity(64 + value.as_str().len());
    bytes.extend([object | expires | simple | CHECKED | fraction, mask]);
    bytes.extend(item.created.0.to_le_bytes());
    bytes.extend(item.modified().0.to_le_bytes());
    if let Some(ttl) = item.ttl {
        bytes.extend(ttl.0.to_le_bytes());
    }
    version::push(&mut bytes, item.version);
    let checksum_at = bytes.len();
    bytes.extend([0; CHECKSUM_BYTES]);
    for (_, label) in item.labels.iter() {
        // A label without a colon has an empty sort key.
        push_text(&mut bytes, &label.pk);
        push_text(&mut bytes, if label.simple { "" } else { &label.sk });
    }
    bytes.extend_from_slice(value.as_str().as_bytes());
    let checksum = checksum(&bytes, checksum_at);
    bytes[checksum_at..][..CHECKSUM_BYTES].copy_from_slice(&checksum.to_le_bytes());
    bytes
}

/// The checksum of the bytes of an item, except those of the checksum itself, which begin at `at`.
fn checksum(bytes: &[u8], at: usize) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(&bytes[..at]);
    hasher.update(&bytes[at + CHECKSUM_BYTES..]);
    hasher.finalize()
}

/// Whether the bytes of an item match their checksum. Reads trust the file and do not ask; the check of a copy does.
pub(crate) fn is_intact(bytes: &[u8]) -> bool {
    let Some(flags) = bytes.first() else { return false };
    let expiry = if flags & EXPIRES == 0 { 0 } else { EXPIRY_BYTES };
    let at = EXPIRY_AT + expiry + version::length(*flags);
    match bytes.get(at..at + CHECKSUM_BYTES) {
        Some(stored) => flags & CHECKED == 0 || stored == checksum(bytes, at).to_le_bytes(),
        None => flags & CHECKED == 0,
    }
}

/// Reads an item: the key and the value of an entry.
pub(crate) fn decode(key: &[u8], bytes: &[u8]) -> Result<Item> {
    parse(key, bytes).ok_or_else(unreadable)
}

/// When an item expires, without reading the rest of it.
pub(crate) fn expiry(bytes: &[u8]) -> Result<Option<Seconds>> {
    if bytes.first().ok_or_else(unreadable)? & EXPIRES == 0 {
        return Ok(None);
    }
    let expiry = bytes.get(EXPIRY_AT..).and_then(|mut bytes| take_second(&mut bytes));
    expiry.map(Some).ok_or_else(unreadable)
}

/// Whether an item has a key without a colon.
pub(crate) fn is_simple(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(|flags| flags & SIMPLE_KEY != 0)
}

/// The labels of an item, without reading the rest of it.
pub(crate) fn labels(bytes: &[u8]) -> Result<Labels> {
    let labels = || {
        let mut bytes = bytes;
        let header = take_header(&mut bytes)?;
        take_labels(&mut bytes, header.mask)
    };
    labels().ok_or_else(unreadable)
}

/// The value of an item, where it is in the file.
pub(crate) struct StoredValue<'a> {
    /// Whether the item holds an object, and no single value.
    pub is_object: bool,
    /// The text of the value.
    pub text: &'a str,
    /// When the item expires.
    pub ttl: Option<Seconds>,
}

/// The value of an item, without reading the rest of it.
pub(crate) fn value(bytes: &[u8]) -> Result<StoredValue<'_>> {
    let value = || {
        let mut bytes = bytes;
        let header = take_header(&mut bytes)?;
        for _ in 0..2 * header.mask.count_ones() {
            take_bytes(&mut bytes)?;
        }
        let text = std::str::from_utf8(bytes).ok()?;
        Some(StoredValue { is_object: header.flags & OBJECT != 0, text, ttl: header.ttl })
    };
    value().ok_or_else(unreadable)
}

fn parse(key: &[u8], mut bytes: &[u8]) -> Option<Item> {
    let (pk, sk) = split_item_key(key)?;
    let Header { flags, mask, created, modified, ttl, fraction } = take_header(&mut bytes)?;
    let labels = take_labels(&mut bytes, mask)?;
    let value = Json::from_text(std::str::from_utf8(bytes).ok()?);
    Some(Item {
        key: Key { pk: pk.into(), sk: sk.into(), simple: flags & SIMPLE_KEY != 0 },
        body: if flags & OBJECT == 0 { Body::Value(value) } else { Body::Object(value) },
        created,
        version: Version::new(modified, version::fraction(fraction)?),
        ttl,
        labels,
    })
}

/// What comes before the labels and the value.
struct Header<'a> {
    flags: u8,
    mask: u8,
    created: Seconds,
    modified: Seconds,
    ttl: Option<Seconds>,
    fraction: &'a [u8],
}

fn take_header<'a>(bytes: &mut &'a [u8]) -> Option<Header<'a>> {
    let [flags, mask] = take(bytes)?;
    let (created, modified) = (take_second(bytes)?, take_second(bytes)?);
    let ttl = if flags & EXPIRES == 0 { None } else { Some(take_second(bytes)?) };
    let fraction = take_slice(bytes, version::length(flags))?;
    if flags & CHECKED != 0 {
        take::<CHECKSUM_BYTES>(bytes)?;
    }
    Some(Header { flags, mask, created, modified, ttl, fraction })
}

fn take_labels(bytes: &mut &[u8], mask: u8) -> Option<Labels> {
    let mut labels = Labels::default();
    for number in LabelNumber::all().filter(|number| mask & 1 << number.get() != 0) {
        let (pk, sk) = (take_text(bytes)?.into(), take_text(bytes)?);
        let simple = sk.is_empty();
        let sk = if simple { CompactString::const_new(SIMPLE_SORT_KEY) } else { sk.into() };
        labels.set(number, Some(Key { pk, sk, simple }));
    }
    Some(labels)
}

fn push_text(bytes: &mut Vec<u8>, text: &str) {
    #[allow(clippy::cast_possible_truncation)] // keys are at most 256 bytes long
    bytes.extend((text.len() as u16).to_le_bytes());
    bytes.extend_from_slice(text.as_bytes());
}

fn take_second(bytes: &mut &[u8]) -> Option<Seconds> {
    take(bytes).map(i64::from_le_bytes).map(Seconds)
}

fn take_text<'a>(bytes: &mut &'a [u8]) -> Option<&'a str> {
    std::str::from_utf8(take_bytes(bytes)?).ok()
}

fn take_bytes<'a>(bytes: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = usize::from(u16::from_le_bytes(take(bytes)?));
    take_slice(bytes, length)
}

fn take_slice<'a>(bytes: &mut &'a [u8], length: usize) -> Option<&'a [u8]> {
    let (head, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(head)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::key::item_key;
    use super::*;
    use crate::model::random::item;

    #[test]
    fn an_item_survives_its_bytes() {
        let mut labels = Labels::default();
        labels.set(LabelNumber::parse("label5").unwrap(), Some(Key::parse("a:b").unwrap()));
        labels.set(LabelNumber::parse("label2").unwrap(), Some(Key::parse("simple").unwrap()));
        let item = Item {
            key: Key::parse("foo").unwrap(),
            body: Body::Object(Json::from_text(r#"{"a":"ż"}"#)),
            created: Seconds(1),
            version: Version::parse("-2.123000000000000000001").unwrap(),
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

    proptest! {
        #[test]
        fn any_item_survives_its_bytes(item in item()) {
            let key = item_key(&item.key.pk, &item.key.sk);
            let bytes = encode(&item);
            prop_assert!(is_intact(&bytes));
            prop_assert_eq!(expiry(&bytes), Ok(item.ttl));
            let StoredValue { is_object, text, ttl } = value(&bytes).unwrap();
            prop_assert_eq!((text, ttl), (item.value().as_str(), item.ttl));
            prop_assert_eq!(is_object, matches!(item.body, Body::Object(_)));
            prop_assert_eq!(labels(&bytes), Ok(item.labels.clone()));
            prop_assert_eq!(is_simple(&bytes), item.key.simple);
            prop_assert_eq!(decode(&key, &bytes), Ok(item));
        }
    }

    #[test]
    fn an_item_without_a_checksum_is_read() {
        let bytes = [&[SIMPLE_KEY, 0], 1_i64.to_le_bytes().as_slice(), &2_i64.to_le_bytes(), b"7"].concat();
        let item = decode(&item_key("foo", "0"), &bytes).unwrap();
        assert_eq!((item.created.0, item.modified().0, item.value().as_str()), (1, 2, "7"));
        assert!(is_intact(&bytes));
    }
}
