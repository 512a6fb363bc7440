//! Values, items and cursors as DynamoDB attribute values.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value};

use crate::model::json::{plain_key, tagged};
use crate::model::{Body, Error, Item, Json, Key, LabelNumber, Labels, Name, Result, number};

type Row = HashMap<String, AttributeValue>;

/// The attribute value of a value.
pub(super) fn to_attribute(value: &Json) -> Result<AttributeValue> {
    of_tree(&value.to_tree()?)
}

fn of_tree(tree: &Value) -> Result<AttributeValue> {
    if let Some((tag, inner)) = tagged(tree) {
        return of_tag(tag, inner).ok_or_else(malformed);
    }
    Ok(match tree {
        Value::Null => AttributeValue::Null(true),
        Value::Bool(value) => AttributeValue::Bool(*value),
        Value::Number(value) => AttributeValue::N(number::normalize(value.as_str())?),
        Value::String(text) => AttributeValue::S(text.clone()),
        Value::Array(items) => AttributeValue::L(items.iter().map(of_tree).collect::<Result<_>>()?),
        Value::Object(object) => AttributeValue::M(
            object
                .iter()
                .map(|(key, value)| Ok((plain_key(key).to_owned(), of_tree(value)?)))
                .collect::<Result<_>>()?,
        ),
    })
}

fn of_tag(tag: &str, inner: &Value) -> Option<AttributeValue> {
    let texts =
        || inner.as_array()?.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>();
    Some(match tag {
        "N" => AttributeValue::N(inner.as_str()?.to_owned()),
        "B" => AttributeValue::B(bytes(inner.as_str()?)?),
        "SS" => AttributeValue::Ss(texts()?),
        "NS" => {
            AttributeValue::Ns(texts()?.iter().map(|n| number::normalize(n).ok()).collect::<Option<_>>()?)
        }
        "BS" => AttributeValue::Bs(texts()?.iter().map(|text| bytes(text)).collect::<Option<_>>()?),
        _ => return None,
    })
}

fn bytes(base64: &str) -> Option<Blob> {
    aws_smithy_types::base64::decode(base64).ok().map(Blob::new)
}

/// The value that an attribute value stands for.
fn to_tree(attribute: &AttributeValue) -> Result<Value> {
    let tag = |name: &str, inner: Value| Value::Object(Map::from_iter([(format!("\0{name}"), inner)]));
    let base64 = |blob: &Blob| Value::from(aws_smithy_types::base64::encode(blob.as_ref()));
    Ok(match attribute {
        AttributeValue::Null(_) => Value::Null,
        AttributeValue::Bool(value) => Value::Bool(*value),
        AttributeValue::N(digits) => number::to_json(digits).to_tree()?,
        AttributeValue::S(text) => Value::from(text.as_str()),
        AttributeValue::B(blob) => tag("B", base64(blob)),
        AttributeValue::Ss(texts) => tag("SS", texts.iter().map(String::as_str).collect()),
        AttributeValue::Ns(numbers) => tag("NS", numbers.iter().map(String::as_str).collect()),
        AttributeValue::Bs(blobs) => tag("BS", blobs.iter().map(base64).collect()),
        AttributeValue::L(items) => Value::Array(items.iter().map(to_tree).collect::<Result<_>>()?),
        AttributeValue::M(map) => {
            let mut object = Map::new();
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| *key);
            for (key, value) in entries {
                let key = if key.starts_with('\0') { format!("\0{key}") } else { key.clone() };
                object.insert(key, to_tree(value)?);
            }
            Value::Object(object)
        }
        _ => return Err(malformed()),
    })
}

/// Writes the columns of a key.
pub(super) fn key_columns(row: &mut Row, key: &Key) {
    row.insert("pk".into(), AttributeValue::S(key.pk.to_string()));
    row.insert("sk".into(), AttributeValue::S(key.sk.to_string()));
}

/// The row of an item.
pub(super) fn row_of(item: &Item) -> Result<Row> {
    let mut row = Row::new();
    key_columns(&mut row, &item.key);
    if item.key.simple {
        row.insert("kv".into(), AttributeValue::Bool(true));
    }
    match &item.body {
        Body::Value(value) => drop(row.insert("val".into(), to_attribute(value)?)),
        Body::Object(object) => {
            for (name, value) in object.attributes()? {
                row.insert(crate::model::attribute::column(&name), to_attribute(&value)?);
            }
        }
    }
    for (number, label) in item.labels.iter() {
        let number = number.get();
        row.insert(format!("pk{number}"), AttributeValue::S(label.pk.to_string()));
        row.insert(format!("sk{number}"), AttributeValue::S(label.sk.to_string()));
        if label.simple {
            row.insert(format!("kv{number}"), AttributeValue::Bool(true));
        }
    }
    let seconds = [("ct", Some(item.created)), ("md", Some(item.modified)), ("ttl", item.ttl)];
    for (column, second) in seconds {
        if let Some(second) = second {
            row.insert(column.into(), AttributeValue::N(second.to_string()));
        }
    }
    Ok(row)
}

/// The item of a row.
pub(super) fn item_of(row: &Row) -> Result<Item> {
    let body = if let Some(value) = row.get("val") {
        Body::Value(Json::from_tree(&to_tree(value)?))
    } else {
        let mut attributes = Vec::with_capacity(row.len());
        for (column, value) in row {
            if let Some(name) = column.strip_prefix('_') {
                attributes.push((Name::from_plain(name), Json::from_tree(&to_tree(value)?)));
            }
        }
        // DynamoDB keeps no order; one of ours is better than a new one each time.
        attributes.sort_unstable_by(|(a, _), (b, _)| a.as_str().cmp(b.as_str()));
        Body::Object(Json::from_attributes(attributes.iter().map(|(name, value)| (name, value))))
    };
    let mut labels = Labels::default();
    for number in LabelNumber::all() {
        labels.set(number, key_of(row, &number.get().to_string()));
    }
    let seconds = |column: &str| row.get(column)?.as_n().ok().and_then(|digits| seconds_of(digits));
    Ok(Item {
        key: key_of(row, "").ok_or_else(malformed)?,
        body,
        created: seconds("ct").unwrap_or_default(),
        modified: seconds("md").unwrap_or_default(),
        ttl: seconds("ttl"),
        labels,
    })
}

/// The key in the columns `pk`, `sk` and `kv`, or in those of a label.
pub(super) fn key_of(row: &Row, suffix: &str) -> Option<Key> {
    let text = |column: &str| row.get(&format!("{column}{suffix}")).and_then(|value| value.as_s().ok());
    let (pk, sk) = (text("pk")?, text("sk")?);
    let kv = matches!(row.get(&format!("kv{suffix}")), Some(AttributeValue::Bool(true)));
    Some(Key::of_row(pk.as_str().into(), sk.as_str().into(), kv))
}

/// Epoch seconds, which another program may have written with a fraction; `None` for what is no number.
pub(super) fn seconds_of(digits: &str) -> Option<i64> {
    #[allow(clippy::cast_possible_truncation)] // a float converts to the nearest integer there is
    digits.parse::<f64>().ok().map(|seconds| seconds as i64)
}

pub(super) fn malformed() -> Error {
    Error::invalid_value(
        "The table holds a row that is not of this schema: see the schema in the documentation.",
    )
}
