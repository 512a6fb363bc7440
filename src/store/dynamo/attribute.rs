//! Rows as the AWS SDK represents them.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::attribute::{self, AttributeFormat};
use crate::model::row::schema::{KEY, KeyColumns};
use crate::model::row::{Order, read, write};
use crate::model::text::{push_object, push_string};
use crate::model::{Item, Json, Key, Result, Unreadable};

/// Columns and their values.
pub(super) type Row = HashMap<String, AttributeValue>;

impl AttributeFormat for AttributeValue {
    fn null() -> Self {
        Self::Null(true)
    }

    fn boolean(value: bool) -> Self {
        Self::Bool(value)
    }

    fn number(digits: String) -> Self {
        Self::N(digits)
    }

    fn string(text: String) -> Self {
        Self::S(text)
    }

    fn binary(base64: &str) -> Option<Self> {
        bytes(base64).map(Self::B)
    }

    fn list(elements: impl Iterator<Item = Result<Self>>) -> Result<Self> {
        elements.collect::<Result<_>>().map(Self::L)
    }

    fn map(elements: impl Iterator<Item = Result<(String, Self)>>) -> Result<Self> {
        elements.collect::<Result<_>>().map(Self::M)
    }

    fn string_set(texts: Vec<String>) -> Self {
        Self::Ss(texts)
    }

    fn number_set(digits: Vec<String>) -> Self {
        Self::Ns(digits)
    }

    fn binary_set(base64: Vec<String>) -> Option<Self> {
        base64.iter().map(|text| bytes(text)).collect::<Option<_>>().map(Self::Bs)
    }
}

fn bytes(base64: &str) -> Option<Blob> {
    aws_smithy_types::base64::decode(base64).ok().map(Blob::new)
}

/// The attribute value of a value.
pub(super) fn to_attribute(value: &Json) -> Result<AttributeValue> {
    attribute::to_attribute(&value.to_tree()?)
}

/// The row of an item.
pub(super) fn row_of(item: &Item) -> Result<Row> {
    let mut row = Row::new();
    write(item, |column, value| drop(row.insert(column, value)))?;
    Ok(row)
}

/// Sets the two columns by which a table or an index finds a row.
pub(super) fn put_key(row: &mut Row, columns: &KeyColumns, pk: &str, sk: &str) {
    row.insert(columns.pk.to_owned(), AttributeValue::S(pk.to_owned()));
    row.insert(columns.sk.to_owned(), AttributeValue::S(sk.to_owned()));
}

/// The primary key of an item's row.
pub(super) fn primary_key(key: &Key) -> Row {
    let mut row = Row::with_capacity(2);
    put_key(&mut row, KEY, &key.pk, &key.sk);
    row
}

/// A row in DynamoDB's JSON, from which all rows are read. The SDK cannot write it.
pub(super) fn text_of(row: &Row) -> String {
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
    push_object(text, |members| match attribute {
        AttributeValue::Null(value) => members.json("NULL", boolean(*value)),
        AttributeValue::Bool(value) => members.json("BOOL", boolean(*value)),
        AttributeValue::N(digits) => members.string("N", digits),
        AttributeValue::S(string) => members.string("S", string),
        AttributeValue::B(blob) => members.string("B", &base64(blob)),
        AttributeValue::M(map) => members.value("M", |text| push_map(text, map)),
        AttributeValue::L(items) => members.list("L", items, push_attribute),
        AttributeValue::Ss(texts) => members.list("SS", texts, |text, item| push_string(text, item)),
        AttributeValue::Ns(numbers) => members.list("NS", numbers, |text, item| push_string(text, item)),
        AttributeValue::Bs(blobs) => members.list("BS", blobs, |text, blob| push_string(text, &base64(blob))),
        // The reader refuses a value without a type, as it does a type that this version does not know.
        _ => {}
    });
}

fn boolean(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

/// The item of a row.
pub(super) fn read_row(row: &Row) -> std::result::Result<Item, Unreadable> {
    read(&text_of(row), Order::ByName).map(|row| row.item)
}

/// The item of a row, for a call that fails if the row cannot be read.
pub(super) fn item_of(row: &Row) -> Result<Item> {
    read_row(row).map_err(|unreadable| unreadable.to_error())
}

/// The item of a row that the call has written.
pub(super) fn written_item(row: &Row) -> Result<Item> {
    read_row(row).map_err(|unreadable| unreadable.to_error_of_write())
}

/// The key of a row.
pub(super) fn key_of(row: &Row) -> Option<Key> {
    let text = |column: &str| row.get(column)?.as_s().ok();
    let (pk, sk) = (text(KEY.pk)?, text(KEY.sk)?);
    let kv = matches!(row.get(KEY.kv), Some(AttributeValue::Bool(true)));
    Some(Key::of_row(pk.as_str().into(), sk.as_str().into(), kv))
}
