//! A row as an item, and what an answer holds beside rows.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::value::{Attribute, Object, Text};
use crate::model::limits::LABELS;
use crate::model::{Body, Item, Json, Key, LabelNumber, Labels};
use crate::store::dynamo::attribute::seconds_of;
use crate::store::dynamo::compile::Row;

/// The rows of an answer, and where the next one begins.
#[derive(Debug, Default)]
pub(in crate::store::dynamo) struct Answer {
    /// The items; `None` for a row that is not of the schema.
    pub items: Vec<Option<Item>>,
    /// The key to go on from.
    pub last: Option<Row>,
}

impl<'de> Deserialize<'de> for Answer {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(AnswerVisitor)
    }
}

struct AnswerVisitor;

impl<'de> Visitor<'de> for AnswerVisitor {
    type Value = Answer;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of DynamoDB's")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Answer, A::Error> {
        let mut answer = Answer::default();
        while let Some(Text(name)) = map.next_key()? {
            match &*name {
                "Items" => {
                    let rows: Vec<OneRow> = map.next_value()?;
                    answer.items = rows.into_iter().map(|row| row.0).collect();
                }
                "Item" => answer.items.push(map.next_value::<OneRow>()?.0),
                "LastEvaluatedKey" => {
                    // Keys of this schema are texts.
                    let key: HashMap<String, HashMap<String, String>> = map.next_value()?;
                    let column = |(name, value): (String, HashMap<String, String>)| {
                        value.into_values().next().map(|text| (name, AttributeValue::S(text)))
                    };
                    answer.last = Some(key.into_iter().filter_map(column).collect());
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(answer)
    }
}

/// An item, if the row is of the schema.
struct OneRow(Option<Item>);

impl<'de> Deserialize<'de> for OneRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(RowVisitor).map(Self)
    }
}

struct RowVisitor;

/// The columns of a key, as they come.
#[derive(Default)]
struct KeyColumns {
    pk: Option<CompactString>,
    sk: Option<CompactString>,
    kv: bool,
}

impl KeyColumns {
    fn key(self) -> Option<Key> {
        Some(Key::of_row(self.pk?, self.sk?, self.kv))
    }
}

impl<'de> Visitor<'de> for RowVisitor {
    type Value = Option<Item>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Item>, A::Error> {
        // That of the item, then those of the labels.
        let mut keys: [KeyColumns; LABELS as usize + 1] = Default::default();
        let mut text = String::with_capacity(512);
        let mut object = Object::begin(&mut text);
        let mut value = None;
        let (mut created, mut modified, mut ttl) = (None, None, None);
        while let Some(Text(column)) = map.next_key()? {
            if let Some(name) = column.strip_prefix('_') {
                object.push(name, &mut map)?;
                continue;
            }
            match &*column {
                "val" => {
                    let mut text = String::new();
                    map.next_value_seed(Attribute(&mut text))?;
                    value = Some(text);
                }
                "ct" => created = map.next_value::<Seconds>()?.0,
                "md" => modified = map.next_value::<Seconds>()?.0,
                "ttl" => ttl = map.next_value::<Seconds>()?.0,
                column => match key_column(column) {
                    Some((number, "pk")) => keys[number].pk = map.next_value::<Letters>()?.0,
                    Some((number, "sk")) => keys[number].sk = map.next_value::<Letters>()?.0,
                    Some((number, _)) => keys[number].kv = map.next_value::<Truth>()?.0,
                    None => drop(map.next_value::<IgnoredAny>()?),
                },
            }
        }
        object.end();
        let mut keys = keys.into_iter();
        let Some(key) = keys.next().and_then(KeyColumns::key) else { return Ok(None) };
        let mut labels = Labels::default();
        for (number, columns) in LabelNumber::all().zip(keys) {
            labels.set(number, columns.key());
        }
        let body = match value {
            Some(value) => Body::Value(Json::from_text(value)),
            None => Body::Object(Json::from_text(text)),
        };
        let (created, modified) = (created.unwrap_or_default(), modified.unwrap_or_default());
        Ok(Some(Item { key, body, created, modified, ttl, labels }))
    }
}

/// Whose key a column belongs to (0 for the item's, else the label's number), and which part it is.
fn key_column(column: &str) -> Option<(usize, &str)> {
    let (part, number) = column.split_at_checked(2)?;
    let number = match number.as_bytes() {
        [] => 0,
        [digit @ b'1'..=b'9'] if digit - b'0' <= LABELS => usize::from(digit - b'0'),
        _ => return None,
    };
    matches!(part, "pk" | "sk" | "kv").then_some((number, part))
}

/// Epoch seconds; `None` for what is no number.
struct Seconds(Option<i64>);
/// A text; `None` for what is none.
struct Letters(Option<CompactString>);
/// Whether the value is `true`.
struct Truth(bool);

impl<'de> Deserialize<'de> for Seconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(seconds_of(&Attribute::read(deserializer)?)))
    }
}

impl<'de> Deserialize<'de> for Letters {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Attribute::read(deserializer)?;
        Ok(Self(serde_json::from_str::<Text>(&text).ok().map(|Text(text)| text.into())))
    }
}

impl<'de> Deserialize<'de> for Truth {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self(Attribute::read(deserializer)? == "true"))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::model::random::value;
    use crate::model::row::{from_row, to_row};

    fn item() -> impl Strategy<Value = Item> {
        let key = || {
            prop_oneof![Just("foo"), Just("foo:0"), Just("a\u{0}:ż\"")]
                .prop_map(|key| Key::parse(key).unwrap())
        };
        let labels = prop::collection::vec((1..=LABELS, key()), 0..3).prop_map(|given| {
            let mut labels = Labels::default();
            for (number, key) in given {
                labels.set(LabelNumber::new(number).unwrap(), Some(key));
            }
            labels
        });
        let body = prop_oneof![
            value().prop_map(|value| Body::Value(Json::from_tree(&value))),
            prop::collection::btree_map("[a-cż]{1,3}", value(), 0..4).prop_map(|entries| Body::Object(
                Json::from_tree(&Value::Object(entries.into_iter().collect()))
            )),
        ];
        (key(), body, any::<u32>(), any::<u32>(), any::<Option<u32>>(), labels).prop_map(
            |(key, body, created, modified, ttl, labels)| Item {
                key,
                body,
                created: created.into(),
                modified: modified.into(),
                ttl: ttl.map(Into::into),
                labels,
            },
        )
    }

    proptest! {
        #[test]
        fn reads_the_items_that_the_model_reads(items in prop::collection::vec(item(), 0..4)) {
            let mut rows: Vec<_> = items.iter().map(|item| to_row(item).unwrap()).collect();
            let expected: Vec<_> = rows.iter().map(|row| Some(from_row(row).unwrap())).collect();
            // DynamoDB keeps no order, the answer has that of the names.
            for row in &mut rows {
                *row = row.clone().into_iter().rev().collect();
            }
            let text = json!({ "Count": 1, "Items": rows, "LastEvaluatedKey": { "pk": { "S": "a" } } }).to_string();
            let answer: Answer = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(answer.items, expected);
            prop_assert_eq!(&answer.last.unwrap()["pk"], &AttributeValue::S("a".into()));
        }
    }

    #[test]
    fn a_row_without_a_key_is_of_no_schema() {
        let answer: Answer =
            serde_json::from_str(r#"{"Item":{"pk":{"S":"a"},"_x":{"N":"1"},"sk":{"N":"1"}}}"#).unwrap();
        assert_eq!(answer.items, [None]);
        assert!(serde_json::from_str::<Answer>(r#"{"Items":[{"_x":{"Q":1}}]}"#).is_err());
        assert!(serde_json::from_str::<Answer>("").is_err());
    }
}
