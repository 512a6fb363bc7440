//! How keys are laid out in the tables, so that byte order is the order of the interface.
//!
//! A part that is followed by another ends in `00`; a NUL inside it is written `00 FF`. UTF-8 has
//! no byte `FF`, so parts sort as their bytes do and no part is another's prefix by accident.

use std::ops::Bound;

use crate::model::{Cursor, Key, KeyRange, LabelNumber, Seconds, SortCondition};

const END: u8 = 0x00;
const HIGH: u8 = 0xff;

/// A range of keys of a table.
pub(crate) type Range = (Bound<Vec<u8>>, Bound<Vec<u8>>);

/// The key of an item: its partition key as a part, then its sort key.
pub(crate) fn item_key(pk: &str, sk: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(pk.len() + sk.len() + 2);
    push_item_key(&mut bytes, pk, sk);
    bytes
}

/// The entry of an item in the index of a label: number, label, key.
pub(crate) fn label_key(number: LabelNumber, label: (&str, &str), key: (&str, &str)) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(8 + label.0.len() + label.1.len() + key.0.len() + key.1.len());
    bytes.push(number.get());
    push_part(&mut bytes, label.0);
    push_part(&mut bytes, label.1);
    push_item_key(&mut bytes, key.0, key.1);
    bytes
}

/// The entry of an item in the index of expiries: epoch second, key.
pub(crate) fn expiry_key(ttl: Seconds, key: &Key) -> Vec<u8> {
    let mut bytes = expiry_bound(ttl).to_vec();
    push_item_key(&mut bytes, &key.pk, &key.sk);
    bytes
}

/// Where the expiries of a second begin. The flipped sign bit makes byte order number order.
pub(crate) fn expiry_bound(ttl: Seconds) -> [u8; 8] {
    (ttl.0 ^ i64::MIN).to_be_bytes()
}

/// The epoch second and the item's key of an entry in the index of expiries.
pub(crate) fn split_expiry(entry: &[u8]) -> Option<(Seconds, &[u8])> {
    let (second, key) = entry.split_first_chunk::<8>()?;
    Some((Seconds(i64::from_be_bytes(*second) ^ i64::MIN), key))
}

/// The item's key at the end of an entry in the index of labels.
pub(crate) fn item_key_of_label(entry: &[u8]) -> Option<&[u8]> {
    let rest = entry.get(1..)?;
    let (_, rest) = split_part(rest)?;
    split_part(rest).map(|(_, rest)| rest)
}

/// Splits an item's key into its partition key, still escaped, and its sort key.
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

/// The range of a query, from its cursor on, which is the place of an item in that range.
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

/// The range of a scan, from its cursor on.
pub(crate) fn scan_range(label: Option<LabelNumber>, start: Option<&Cursor>) -> Range {
    let base: Vec<u8> = label.map(LabelNumber::get).into_iter().collect();
    // LMDB has no empty keys, so an open end must be said to be open.
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

/// The range of a condition on the part behind `base`; `part` tells whether more follows it.
fn sort_range(base: &[u8], condition: &SortCondition, part: bool) -> Range {
    // Where the values equal to a bound begin, and where they have ended.
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

pub(crate) fn push_part(bytes: &mut Vec<u8>, part: &str) {
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

pub(crate) fn split_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
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
