//! Values, items and cursors as DynamoDB attribute values.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::json::{plain_key, tagged};
use crate::model::row::read;
use crate::model::text::push_string;
use crate::model::{Body, Error, Item, Json, Key, Result, Tree, Unreadable, number};

type Row = HashMap<String, AttributeValue>;

/// The attribute value of a value.
pub(super) fn to_attribute(value: &Json) -> Result<AttributeValue> {
    of_tree(&value.to_tree()?)
}

fn of_tree(tree: &Tree) -> Result<AttributeValue> {
    if let Some((tag, inner)) = tagged(tree) {
        return of_tag(tag, inner).ok_or_else(malformed);
    }
    Ok(match tree {
        Tree::Null => AttributeValue::Null(true),
        Tree::Bool(value) => AttributeValue::Bool(*value),
        Tree::Number(digits) => AttributeValue::N(number::normalize(digits)?),
        Tree::String(text) => AttributeValue::S(text.clone()),
        Tree::Array(items) => AttributeValue::L(items.iter().map(of_tree).collect::<Result<_>>()?),
        Tree::Object(object) => AttributeValue::M(
            object
                .iter()
                .map(|(key, value)| Ok((plain_key(key).to_owned(), of_tree(value)?)))
                .collect::<Result<_>>()?,
        ),
    })
}

fn of_tag(tag: &str, inner: &Tree) -> Option<AttributeValue> {
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

/// A row in DynamoDB's own JSON, as the one reader of rows takes it. The SDK has no way back to it.
fn text_of(row: &Row) -> String {
    let mut text = String::with_capacity(512);
    push_map(&mut text, row);
    text
}

fn push_map(text: &mut String, map: &Row) {
    text.push('{');
    for (index, (name, value)) in map.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push_string(text, name);
        text.push(':');
        push_attribute(text, value);
    }
    text.push('}');
}

fn push_attribute(text: &mut String, attribute: &AttributeValue) {
    let base64 = |blob: &Blob| aws_smithy_types::base64::encode(blob.as_ref());
    let (kind, list) = match attribute {
        AttributeValue::Null(value) => {
            return text.push_str(if *value { "{\"NULL\":true}" } else { "{\"NULL\":false}" });
        }
        AttributeValue::Bool(value) => {
            return text.push_str(if *value { "{\"BOOL\":true}" } else { "{\"BOOL\":false}" });
        }
        AttributeValue::N(digits) => return push_typed(text, "N", |text| push_string(text, digits)),
        AttributeValue::S(string) => return push_typed(text, "S", |text| push_string(text, string)),
        AttributeValue::B(blob) => return push_typed(text, "B", |text| push_string(text, &base64(blob))),
        AttributeValue::M(map) => return push_typed(text, "M", |text| push_map(text, map)),
        AttributeValue::L(items) => {
            return push_typed(text, "L", |text| push_list(text, items, push_attribute));
        }
        AttributeValue::Ss(texts) => ("SS", texts),
        AttributeValue::Ns(numbers) => ("NS", numbers),
        AttributeValue::Bs(blobs) => ("BS", &blobs.iter().map(base64).collect()),
        // A type that this version does not know is one that the reader refuses.
        _ => return text.push_str("{}"),
    };
    push_typed(text, kind, |text| push_list(text, list, |text, item| push_string(text, item)));
}

fn push_typed(text: &mut String, kind: &str, push: impl FnOnce(&mut String)) {
    text.push_str("{\"");
    text.push_str(kind);
    text.push_str("\":");
    push(text);
    text.push('}');
}

fn push_list<T>(text: &mut String, items: &[T], push: impl Fn(&mut String, &T)) {
    text.push('[');
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push(text, item);
    }
    text.push(']');
}

/// The item of a row.
pub(super) fn read_row(row: &Row) -> std::result::Result<Item, Unreadable> {
    read(&text_of(row)).map(|row| row.item)
}

/// The item of a row, where nothing else is asked for.
pub(super) fn item_of(row: &Row) -> Result<Item> {
    read_row(row).map_err(|unreadable| unreadable.to_error())
}

/// The key in the columns `pk`, `sk` and `kv`, or in those of a label.
pub(super) fn key_of(row: &Row, suffix: &str) -> Option<Key> {
    let text = |column: &str| row.get(&format!("{column}{suffix}")).and_then(|value| value.as_s().ok());
    let (pk, sk) = (text("pk")?, text("sk")?);
    let kv = matches!(row.get(&format!("kv{suffix}")), Some(AttributeValue::Bool(true)));
    Some(Key::of_row(pk.as_str().into(), sk.as_str().into(), kv))
}

fn malformed() -> Error {
    Error::invalid_value("A value holds a tag that is none.")
}
