//! Keys of the tables `items`, `labels` and `expiries`, whose byte order is the order of the interface.
//!
//! A part that another part follows ends in `00`; a NUL inside it is written `00 FF`. UTF-8 has no byte `FF`, so parts
//! sort like their bytes, and no key is a prefix of another by accident.

use crate::model::{Key, LabelNumber, Seconds};

pub(super) const END: u8 = 0x00;
pub(super) const HIGH: u8 = 0xff;

/// The key in `items`: partition key, sort key.
pub(crate) fn item_key(pk: &str, sk: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(pk.len() + sk.len() + 2);
    push_item_key(&mut bytes, pk, sk);
    bytes
}

/// The key in `labels`: number of the label, its partition key and sort key, key of the item.
pub(crate) fn label_key(number: LabelNumber, label: (&str, &str), key: (&str, &str)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + label.0.len() + label.1.len() + key.0.len() + key.1.len());
    bytes.push(number.get());
    push_part(&mut bytes, label.0);
    push_part(&mut bytes, label.1);
    push_item_key(&mut bytes, key.0, key.1);
    bytes
}

/// The key in `expiries`: epoch second, key of the item.
pub(crate) fn expiry_key(ttl: Seconds, key: &Key) -> Vec<u8> {
    let mut bytes = expiry_bound(ttl).to_vec();
    push_item_key(&mut bytes, &key.pk, &key.sk);
    bytes
}

/// Where the expiries of a second begin. Its sign bit is flipped, so that negative numbers sort first.
pub(crate) fn expiry_bound(ttl: Seconds) -> [u8; 8] {
    (ttl.0 ^ i64::MIN).to_be_bytes()
}

/// Splits a key of `expiries` into the epoch second and the key of the item.
pub(crate) fn split_expiry(entry: &[u8]) -> Option<(Seconds, &[u8])> {
    let (second, key) = entry.split_first_chunk::<8>()?;
    Some((Seconds(i64::from_be_bytes(*second) ^ i64::MIN), key))
}

/// The key of the item at the end of a key of `labels`.
pub(crate) fn item_key_of_label(entry: &[u8]) -> Option<&[u8]> {
    let rest = entry.get(1..)?;
    let (_, rest) = split_part(rest)?;
    split_part(rest).map(|(_, rest)| rest)
}

/// Splits a key of `items` into partition key and sort key.
pub(crate) fn split_item_key(key: &[u8]) -> Option<(String, &str)> {
    let (pk, sk) = split_part(key)?;
    Some((unescaped(pk)?, std::str::from_utf8(sk).ok()?))
}

/// The partition key at the beginning of a key of `items`, as it is there: with its end.
pub(crate) fn collection_of(key: &[u8]) -> Option<&[u8]> {
    let (pk, _) = split_part(key)?;
    key.get(..=pk.len())
}

/// Whether a key of `items` is in a collection, which is given as [`collection_of`] gives it.
pub(crate) fn is_in(key: &[u8], collection: &[u8]) -> bool {
    // Otherwise the partition key only begins with the same letters and a NUL.
    key.starts_with(collection) && key.get(collection.len()) != Some(&HIGH)
}

/// The bytes of partition key and sort key in a key of `items`.
pub(super) fn plain_length(key: &[u8]) -> Option<usize> {
    let (pk, sk) = split_part(key)?;
    // A NUL has a byte behind it.
    Some(pk.len() - memchr::memchr_iter(END, pk).count() + sk.len())
}

/// A part as it was before it was escaped.
pub(super) fn unescaped(part: &[u8]) -> Option<String> {
    let mut plain = Vec::with_capacity(part.len());
    let mut bytes = part.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(byte);
        if byte == END {
            bytes.next();
        }
    }
    String::from_utf8(plain).ok()
}

fn push_item_key(bytes: &mut Vec<u8>, pk: &str, sk: &str) {
    push_part(bytes, pk);
    bytes.extend_from_slice(sk.as_bytes());
}

pub(super) fn push_part(bytes: &mut Vec<u8>, part: &str) {
    push_escaped(bytes, part);
    bytes.push(END);
}

pub(super) fn push_escaped(bytes: &mut Vec<u8>, part: &str) {
    for (index, piece) in part.as_bytes().split(|byte| *byte == END).enumerate() {
        if index > 0 {
            bytes.extend_from_slice(&[END, HIGH]);
        }
        bytes.extend_from_slice(piece);
    }
}

pub(super) fn split_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(END, &bytes[from..])?;
        if bytes.get(at + 1) != Some(&HIGH) {
            return Some((&bytes[..at], &bytes[at + 1..]));
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn byte_order_is_the_order_of_sort_keys(a in "[ab\0\u{10ffff}]{1,3}", b in "[ab\0\u{10ffff}]{1,3}") {
            let entry = |sk: &str| label_key(LabelNumber::new(1).unwrap(), ("l", sk), ("k", "0"));
            prop_assert_eq!(entry(&a).cmp(&entry(&b)), a.cmp(&b));
            prop_assert_eq!(item_key("p", &a).cmp(&item_key("p", &b)), a.cmp(&b));
        }

        #[test]
        fn keys_come_apart_again(pk in "\\PC{1,4}|[a\0]{1,4}", sk in "\\PC{1,4}|[a\0]{1,4}") {
            let key = item_key(&pk, &sk);
            prop_assert_eq!(split_item_key(&key), Some((pk.clone(), sk.as_str())));
            prop_assert_eq!(collection_of(&key).map(<[u8]>::to_vec), Some(item_key(&pk, "")));
        }

        #[test]
        fn a_key_is_in_the_collection_of_its_partition_key(
            pk in "[a\0]{1,3}", other in "[a\0]{1,3}", sk in "[a\0]{1,3}",
        ) {
            prop_assert_eq!(is_in(&item_key(&pk, &sk), &item_key(&other, "")), pk == other);
        }
    }

    #[test]
    fn expiries_sort_by_second() {
        let mut bounds =
            [i64::MIN, -1, 0, 1, 1_700_000_000, i64::MAX].map(|second| expiry_bound(Seconds(second)));
        let sorted = bounds;
        bounds.sort_unstable();
        assert_eq!(bounds, sorted);
    }
}
