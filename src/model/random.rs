//! Random values and items, for property tests.

#![allow(clippy::missing_panics_doc)] // they parse constants

use proptest::prelude::*;

use super::limits::LABELS;
use super::{Body, Item, Json, Key, LabelNumber, Labels, Seconds, Tree, Version};

/// Any value as a tree, including tags and names that mean something in other libraries.
pub fn tree() -> impl Strategy<Value = Tree> {
    let parsed = |text: &str| Just(Tree::parse(text).unwrap());
    let leaf = prop_oneof![
        Just(Tree::Null),
        any::<bool>().prop_map(Tree::Bool),
        any::<i32>().prop_map(|number| Tree::Number(number.to_string())),
        "[\"\\\\{},:ż\u{0}a]{0,5}".prop_map(Tree::String),
        parsed(r#"{"\u0000B":"AAE="}"#),
        parsed(r#"{"\u0000SS":["a","\""]}"#),
        parsed(r#"{"\u0000NS":["1","0.5"]}"#),
        parsed(r#"{"\u0000N":"12345678901234567890"}"#),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let name = prop_oneof![
            4 => "[a-c]{1,3}",
            1 => "\\$serde_json::private::(Number|RawValue)",
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Tree::Array),
            prop::collection::btree_map(name, inner, 0..4)
                .prop_map(|entries| Tree::Object(entries.into_iter().collect())),
        ]
    })
}

/// Any version whose digits a number of DynamoDB can have.
pub fn version() -> impl Strategy<Value = Version> {
    let second = prop_oneof![any::<u32>().prop_map(i64::from), -100..100_i64];
    let digits = prop_oneof![Just(0), Just(3), Just(21), 0..=28_u32];
    (second, digits, any::<u128>()).prop_map(|(second, digits, random)| {
        Version::new(Seconds(second), random % 10_u128.pow(digits) * 10_u128.pow(38 - digits))
    })
}

/// Any item.
pub fn item() -> impl Strategy<Value = Item> {
    let key = || {
        prop_oneof![Just("foo"), Just("foo:0"), Just("a\u{0}:ż\"")].prop_map(|key| Key::parse(key).unwrap())
    };
    let labels = prop::collection::vec((1..=LABELS, key()), 0..3).prop_map(|given| {
        let mut labels = Labels::default();
        for (number, key) in given {
            labels.set(LabelNumber::new(number).unwrap(), Some(key));
        }
        labels
    });
    let body = prop_oneof![
        tree().prop_map(|tree| Body::Value(Json::from_tree(&tree))),
        prop::collection::btree_map("[a-cż]{1,3}", tree(), 0..4)
            .prop_map(|entries| Body::Object(Json::from_tree(&Tree::Object(entries.into_iter().collect())))),
    ];
    (key(), body, any::<u32>(), version(), any::<Option<u32>>(), labels).prop_map(
        |(key, body, created, version, ttl, labels)| Item {
            key,
            body,
            created: Seconds(created.into()),
            version,
            ttl: ttl.map(|ttl| Seconds(ttl.into())),
            labels,
        },
    )
}
