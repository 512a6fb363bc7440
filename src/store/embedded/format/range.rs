//! Ranges of keys of the tables `items` and `labels`, and the places where pages end.

use std::ops::Bound;

use super::key::{
    END, HIGH, item_key, label_key, push_escaped, push_part, split_item_key, split_part, unescaped,
};
use crate::model::{Cursor, KeyRange, LabelNumber, SortCondition};

/// A range of keys in a table.
pub(crate) type Range = (Bound<Vec<u8>>, Bound<Vec<u8>>);

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

/// Where the keys behind a collection begin. Its bytes are those that all its keys begin with.
pub(crate) fn behind(collection: &[u8]) -> Vec<u8> {
    with(collection, &[HIGH])
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

/// The place of an entry of `items`, or of `labels`.
pub(crate) fn cursor_of(entry: &[u8], label: Option<LabelNumber>) -> Option<Cursor> {
    let place = |(pk, sk): (String, &str)| (pk.into(), sk.into());
    if label.is_none() {
        return split_item_key(entry).map(|key| Cursor { key: place(key), label: None });
    }
    let (label_pk, rest) = split_part(entry.get(1..)?)?;
    let (label_sk, key) = split_part(rest)?;
    let label = (unescaped(label_pk)?.into(), unescaped(label_sk)?.into());
    Some(Cursor { key: place(split_item_key(key)?), label: Some(label) })
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
    use std::ops::RangeBounds;

    use proptest::prelude::*;

    use super::super::key::item_key_of_label;
    use super::*;

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
        fn a_cursor_is_the_place_of_its_entry(
            key in ("\\PC{1,4}|[a\0]{1,4}", "\\PC{1,4}|[a\0]{1,4}"), label in ("\\PC{1,4}|[a\0]{1,4}", "\\PC{1,4}|[a\0]{1,4}"),
        ) {
            let place = |(pk, sk): &(String, String)| (pk.as_str().into(), sk.as_str().into());
            for number in [None, LabelNumber::new(3)] {
                let cursor = Cursor { key: place(&key), label: number.map(|_| place(&label)) };
                prop_assert_eq!(cursor_of(&cursor_key(&cursor, number), number), Some(cursor));
            }
        }
    }
}
