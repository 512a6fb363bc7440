//! Random values, for property tests.

use proptest::prelude::*;
use serde_json::{Value, json};

/// Any value as a tree, tags of what JSON lacks included.
pub fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[\"\\\\{},:ż\u{0}a]{0,5}".prop_map(Value::from),
        Just(json!({ "\0B": "AAE=" })),
        Just(json!({ "\0SS": ["a", "\""] })),
        Just(json!({ "\0NS": ["1", "0.5"] })),
        Just(json!({ "\0N": "12345678901234567890" })),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-c]{1,3}", inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}
