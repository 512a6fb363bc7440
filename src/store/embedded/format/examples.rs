//! The examples of `docs/format.md`, which this module encodes again byte by byte.

use super::change::{change_key, encode_change};
use super::digest::{decode_digest, encode_digest};
use super::fact::{
    DIGEST, FILE, FORMAT, FORMAT_KEY, LAST_CHANGE, StoredMember, encode_counter, encode_identity,
    encode_marks, encode_wanted, marks_key, member_key, wanted_key,
};
use super::group::StoredGroup;
use super::item::{decode, encode};
use super::key::{expiry_key, item_key, label_key};
use super::queue::{encode_retry, entry_key};
use super::{CHANGES, EXPIRIES, FACTS, GROUPS, ITEMS, LABELS, QUEUES, TABLES};
use crate::model::{Body, Item, Json, Key, LabelNumber, Labels, Millis, Seconds, Version};
use crate::store::feed::{ChangeNumber, Marks, MemberId, Retry};

const PAGE: &str = include_str!("../../../../docs/format.md");

/// Key and value.
type Stored = (Vec<u8>, Vec<u8>);

/// The examples of a table, in the order of the page: `<!-- table -->`, then a block of `key` and `value`.
fn examples(table: &str) -> Vec<Stored> {
    let start = format!("<!-- {table} -->\n```hex\nkey\n");
    PAGE.split(&start)
        .skip(1)
        .map(|block| {
            let (block, _) = block.split_once("```").unwrap();
            let (key, value) = block.split_once("value\n").unwrap();
            (bytes(key), bytes(value))
        })
        .collect()
}

/// The bytes at the start of each line; two spaces separate them from what they mean.
fn bytes(lines: &str) -> Vec<u8> {
    let hex = lines.lines().flat_map(|line| line.split("  ").next().unwrap().split(' '));
    hex.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

fn number<const N: usize>(bytes: &[u8]) -> [u8; N] {
    bytes[..N].try_into().unwrap()
}

fn item(key: &str, value: &str) -> Item {
    Item {
        key: Key::parse(key).unwrap(),
        body: Body::Value(Json::from_text(value)),
        created: Seconds(1_700_000_000),
        version: Seconds(1_700_000_000).into(),
        ttl: None,
        labels: Labels::default(),
    }
}

fn jane() -> Item {
    let mut labels = Labels::default();
    labels.set(LabelNumber::new(1).unwrap(), Some(Key::parse("team:core").unwrap()));
    labels.set(LabelNumber::new(3).unwrap(), Some(Key::parse("vip").unwrap()));
    let body = Body::Object(Json::from_text(r#"{"name":"Jane"}"#));
    let version = Version::parse("1700000000.123000000000000000001").unwrap();
    Item { body, labels, ttl: Some(Seconds(4_102_444_800)), version, ..item("users:jane", "") }
}

#[test]
fn items_and_their_indexes() {
    let key = |item: &Item| item_key(&item.key.pk, &item.key.sk);
    let (jane, counter) = (jane(), item("counter", "7"));
    let expected = [(key(&jane), encode(&jane)), (key(&counter), encode(&counter))];
    assert_eq!(examples(ITEMS), expected);
    for ((key, value), item) in expected.iter().zip([&jane, &counter]) {
        assert_eq!(decode(key, value).as_ref(), Ok(item));
    }
    let label = |(number, label): (LabelNumber, &Key)| {
        (label_key(number, (&label.pk, &label.sk), ("users", "jane")), vec![])
    };
    assert_eq!(examples(LABELS), jane.labels.iter().map(label).collect::<Vec<_>>());
    assert_eq!(examples(EXPIRIES), [(expiry_key(jane.ttl.unwrap(), &jane.key), vec![])]);
}

#[test]
fn the_change_log() {
    let examples_of_changes = examples(CHANGES);
    let [(_, change)] = &examples_of_changes[..] else { panic!() };
    let at = Millis(i64::from_le_bytes(number(change)));
    let (before, after) = (encode(&item("orders:1", "5")), encode(&item("orders:1", "6")));
    let expected = encode_change(&item_key("orders", "1"), Some(&before), Some(&after), at);
    assert_eq!(examples_of_changes, [(change_key(ChangeNumber(2)).to_vec(), expected)]);

    let queued = examples(QUEUES);
    let [(_, retry), _] = &queued[..] else { panic!() };
    let (at, done) = (i64::from_le_bytes(number(retry)), u64::from_le_bytes(number(&retry[8..])));
    let retry = encode_retry(&Retry { attempts: 1, at: Millis(at), done });
    let key = |change| entry_key(1, "orders", ChangeNumber(change));
    assert_eq!(queued, [(key(1), retry.to_vec()), (key(2), vec![])]);

    let groups = examples(GROUPS);
    let [(_, group)] = &groups[..] else { panic!() };
    let seen = Millis(i64::from_le_bytes(number(&group[4..])));
    let group = StoredGroup { number: 1, seen, lost: 0 };
    assert_eq!(groups, [(b"default".to_vec(), group.encode().to_vec())]);
}

#[test]
fn facts() {
    let facts = examples(FACTS);
    let value = |index: usize| facts[index].1.as_slice();
    let (inode, created) =
        (u64::from_le_bytes(number(value(1))), u128::from_le_bytes(number(&value(1)[8..])));
    let id = MemberId(u64::from_be_bytes(*facts[3].0.last_chunk().unwrap()));
    let name = "created:orders:*";
    let member = StoredMember { id, queue: 2, names: vec![name.into()] };
    let seen = Millis(i64::from_le_bytes(number(value(4))));
    let expected: [Stored; 7] = [
        (FORMAT_KEY.to_vec(), FORMAT.to_vec()),
        (FILE.to_vec(), encode_identity(inode, created).to_vec()),
        (LAST_CHANGE.to_vec(), encode_counter(2).to_vec()),
        (member_key(1, id), member.encode().unwrap()),
        (wanted_key(1, name), encode_wanted(seen).to_vec()),
        (marks_key(1), encode_marks(Marks { roster: 1, returned: 0 }).to_vec()),
        (DIGEST.to_vec(), encode_digest(decode_digest(Some(value(6)))).to_vec()),
    ];
    assert_eq!(facts, expected);
    assert_eq!(StoredMember::decode(&facts[3].0, value(3)), Ok(member));
}

#[test]
fn every_table_has_an_example() {
    for table in TABLES {
        assert!(!examples(table).is_empty(), "{table}");
    }
}
