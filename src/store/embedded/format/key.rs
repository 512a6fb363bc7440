//! Keys of the tables `items`, `labels` and `expiries`, whose byte order is the order of the interface.
//!
//! A part that another part follows ends in `00`; a NUL inside it is written `00 FF`. UTF-8 has no byte `FF`, so parts
//! sort like their bytes, and no key is a prefix of another by accident.

use std::ops::Bound;

use crate::model::{Cursor, Key, KeyRange, LabelNumber, Seconds, SortCondition};

const END: u8 = 0x00;
const HIGH: u8 = 0xff;

/// A range of keys in a table.
pub(crate) type Range = (Bound<Vec<u8>>, Bound<Vec<u8>>);

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
    let mut plain = Vec::with_capacity(pk.len());
    let mut bytes = pk.iter();
    while let Some(&byte) = bytes.next() {
        plain.push(byte);
        if byte == END {
            bytes.next();
        }
    }
    Some((String::from_utf8(plain).ok()?, std::str::from_utf8(sk).ok()?))
}

/// The range of a query. It begins behind `start`, the last item of the page before; with `reverse` it ends before it.
pub(crate) fn query_range(
    range: &KeyRange,
    label: Option<LabelNumber>,
    start: Option<&Cursor>,
    reverse: bool,
) -> Range {
    let mut base = Vec::with_capacity(64);
    base.extend(label.map(LabelNumber::get));
    push_part(&mut base, &range.pk);
    let (mut low, mut high) = sort_range(&base, &range.sort, label.is_some());
    if let Some(cursor) = start {
        let end = if reverse { &mut high } else { &mut low };
        *end = Bound::Excluded(cursor_key(cursor, label));
    }
    (low, high)
}

/// The range of a scan. It begins behind `start`, the last item of the page before.
pub(crate) fn scan_range(label: Option<LabelNumber>, start: Option<&Cursor>) -> Range {
    let base: Vec<u8> = label.map(LabelNumber::get).into_iter().collect();
    // LMDB accepts no empty key as a bound.
    let bound = |bytes: Vec<u8>| if base.is_empty() { Bound::Unbounded } else { Bound::Included(bytes) };
    let low = match start {
        Some(cursor) => Bound::Excluded(cursor_key(cursor, label)),
        None => bound(base.clone()),
    };
    (low, bound(with(&base, &[HIGH])))
}

fn cursor_key(cursor: &Cursor, label: Option<LabelNumber>) -> Vec<u8> {
    let (pk, sk) = &cursor.key;
    match (label, &cursor.label) {
        (Some(number), Some((label_pk, label_sk))) => label_key(number, (label_pk, label_sk), (pk, sk)),
        _ => item_key(pk, sk),
    }
}

/// The range in which the sort key behind `base` meets a condition. `part` says whether another part follows the sort
/// key.
fn sort_range(base: &[u8], condition: &SortCondition, part: bool) -> Range {
    // Where the keys with this sort key begin, and where they have ended.
    let from = |value: &str| if part { with_part(base, value) } else { with(base, value.as_bytes()) };
    let behind = |value: &str| with(&from(value), if part { &[HIGH] } else { &[END] });
    let all_from = || Bound::Included(base.to_vec());
    let all_to = || Bound::Excluded(with(base, &[HIGH]));
    match condition {
        SortCondition::Any => (all_from(), all_to()),
        SortCondition::Equal(value) => (Bound::Included(from(value)), Bound::Excluded(behind(value))),
        SortCondition::BeginsWith(prefix) => {
            let mut start = base.to_vec();
            if part {
                push_escaped(&mut start, prefix);
            } else {
                start.extend_from_slice(prefix.as_bytes());
            }
            let end = with(&start, &[HIGH]);
            (Bound::Included(start), Bound::Excluded(end))
        }
        SortCondition::Greater(bound) => (Bound::Included(behind(bound)), all_to()),
        SortCondition::GreaterOrEqual(bound) => (Bound::Included(from(bound)), all_to()),
        SortCondition::Less(bound) => (all_from(), Bound::Excluded(from(bound))),
        SortCondition::LessOrEqual(bound) => (all_from(), Bound::Excluded(behind(bound))),
        SortCondition::Between(low, high) => (Bound::Included(from(low)), Bound::Excluded(behind(high))),
    }
}

fn push_item_key(bytes: &mut Vec<u8>, pk: &str, sk: &str) {
    push_part(bytes, pk);
    bytes.extend_from_slice(sk.as_bytes());
}

pub(super) fn push_part(bytes: &mut Vec<u8>, part: &str) {
    push_escaped(bytes, part);
    bytes.push(END);
}

fn push_escaped(bytes: &mut Vec<u8>, part: &str) {
    for (index, piece) in part.as_bytes().split(|byte| *byte == END).enumerate() {
        if index > 0 {
            bytes.extend_from_slice(&[END, HIGH]);
        }
        bytes.extend_from_slice(piece);
    }
}

fn split_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut from = 0;
    loop {
        let at = from + memchr::memchr(END, &bytes[from..])?;
        if bytes.get(at + 1) != Some(&HIGH) {
            return Some((&bytes[..at], &bytes[at + 1..]));
        }
        from = at + 2;
    }
}

fn with(base: &[u8], more: &[u8]) -> Vec<u8> {
    [base, more].concat()
}

fn with_part(base: &[u8], part: &str) -> Vec<u8> {
    let mut bytes = base.to_vec();
    push_part(&mut bytes, part);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::ops::RangeBounds;

    fn conditions(a: &str, b: &str) -> Vec<SortCondition> {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        vec![
            SortCondition::Any,
            SortCondition::Equal(a.into()),
            SortCondition::BeginsWith(a.into()),
            SortCondition::Greater(a.into()),
            SortCondition::GreaterOrEqual(a.into()),
            SortCondition::Less(a.into()),
            SortCondition::LessOrEqual(a.into()),
            SortCondition::Between(low.into(), high.into()),
        ]
    }

    proptest! {
        // Few letters, NUL and the highest scalar value among them, so that prefixes are common.
        #[test]
        fn ranges_select_what_the_conditions_say(
            pk in "[a\0\u{10ffff}]{1,3}", other in "[a\0\u{10ffff}]{1,3}",
            sk in "[ab\0\u{10ffff}]{1,3}", a in "[ab\0\u{10ffff}]{1,3}", b in "[ab\0\u{10ffff}]{1,3}",
        ) {
            let label = LabelNumber::new(3);
            for sort in conditions(&a, &b) {
                let range = KeyRange { pk: pk.as_str().into(), sort: sort.clone() };
                let keys = query_range(&range, None, None, false);
                prop_assert_eq!(keys.contains(&item_key(&pk, &sk)), sort.admits(&sk), "{:?}", sort);
                prop_assert_eq!(keys.contains(&item_key(&other, &sk)), other == pk && sort.admits(&sk));
                let labels = query_range(&range, label, None, false);
                for key in [("a", "0"), ("\0", "x"), (other.as_str(), b.as_str())] {
                    let entry = label_key(label.unwrap(), (&pk, &sk), key);
                    prop_assert_eq!(labels.contains(&entry), sort.admits(&sk), "{:?}", sort);
                    prop_assert_eq!(item_key_of_label(&entry).unwrap(), item_key(key.0, key.1));
                }
            }
        }

        #[test]
        fn byte_order_is_the_order_of_sort_keys(a in "[ab\0\u{10ffff}]{1,3}", b in "[ab\0\u{10ffff}]{1,3}") {
            let entry = |sk: &str| label_key(LabelNumber::new(1).unwrap(), ("l", sk), ("k", "0"));
            prop_assert_eq!(entry(&a).cmp(&entry(&b)), a.cmp(&b));
            prop_assert_eq!(item_key("p", &a).cmp(&item_key("p", &b)), a.cmp(&b));
        }

        #[test]
        fn keys_come_apart_again(pk in "\\PC{1,4}|[a\0]{1,4}", sk in "\\PC{1,4}|[a\0]{1,4}") {
            let key = item_key(&pk, &sk);
            prop_assert_eq!(split_item_key(&key), Some((pk, sk.as_str())));
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
