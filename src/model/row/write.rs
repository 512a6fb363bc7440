//! The one writer of rows: for tables, and for what `export` gives.

use serde_json::{Map, Value};

use super::schema::{CREATED, EXPIRY, KEY, KeyColumns, MODIFIED, VALUE, attribute_column, label_columns};
use crate::model::attribute::{AttributeFormat, to_attribute};
use crate::model::{Body, Item, Key, Result};

/// The row of an item in DynamoDB's JSON.
pub fn to_row(item: &Item) -> Result<Map<String, Value>> {
    let mut row = Map::new();
    write(item, |column, value| drop(row.insert(column, value)))?;
    Ok(row)
}

/// Writes the row of an item, column by column.
pub fn write<A: AttributeFormat>(item: &Item, mut put: impl FnMut(String, A)) -> Result<()> {
    write_key(KEY, &item.key, &mut put);
    match &item.body {
        Body::Value(value) => put(VALUE.to_owned(), to_attribute(&value.to_tree()?)?),
        Body::Object(object) => {
            for (name, value) in object.attributes()? {
                put(attribute_column(&name), to_attribute(&value.to_tree()?)?);
            }
        }
    }
    for (number, label) in item.labels.iter() {
        write_key(label_columns(number), label, &mut put);
    }
    let mut put_number = |column: &str, number: String| put(column.to_owned(), A::number(number));
    put_number(CREATED, item.created.to_string());
    put_number(MODIFIED, item.version.to_string());
    if let Some(ttl) = item.ttl {
        put_number(EXPIRY, ttl.to_string());
    }
    Ok(())
}

fn write_key<A: AttributeFormat>(columns: &KeyColumns, key: &Key, put: &mut impl FnMut(String, A)) {
    put(columns.pk.to_owned(), A::string(key.pk.to_string()));
    put(columns.sk.to_owned(), A::string(key.sk.to_string()));
    if key.simple {
        put(columns.kv.to_owned(), A::boolean(true));
    }
}
