//! An item as a row of the table: DynamoDB attribute values under the reference's column names.

use serde_json::{Map, Value, json};

use super::attribute::{column, from_attribute, to_attribute};
use super::error::{Error, Result};
use super::item::{Body, Item};
use super::json::{Json, Name};
use super::key::Key;
use super::label::{LabelNumber, Labels};

/// The row of an item.
pub fn to_row(item: &Item) -> Result<Map<String, Value>> {
    let mut row = Map::new();
    put_key(&mut row, "", &item.key);
    match &item.body {
        Body::Value(value) => {
            row.insert("val".into(), to_attribute(&value.to_tree()?)?);
        }
        Body::Object(object) => {
            for (name, value) in object.attributes()? {
                row.insert(column(&name), to_attribute(&value.to_tree()?)?);
            }
        }
    }
    for (number, label) in item.labels.iter() {
        put_key(&mut row, &number.get().to_string(), label);
    }
    row.insert("ct".into(), json!({ "N": item.created.to_string() }));
    row.insert("md".into(), json!({ "N": item.modified.to_string() }));
    if let Some(ttl) = item.ttl {
        row.insert("ttl".into(), json!({ "N": ttl.to_string() }));
    }
    Ok(row)
}

/// The item of a row.
pub fn from_row(row: &Map<String, Value>) -> Result<Item> {
    let body = if let Some(value) = row.get("val") {
        Body::Value(from_attribute(value)?)
    } else {
        let mut attributes = Vec::new();
        for (name, value) in row {
            if let Some(name) = name.strip_prefix('_') {
                attributes.push((Name::from_plain(name), from_attribute(value)?));
            }
        }
        Body::Object(Json::from_attributes(attributes.iter().map(|(name, value)| (name, value))))
    };
    let mut labels = Labels::default();
    for number in LabelNumber::all() {
        labels.set(number, get_key(row, &number.get().to_string())?);
    }
    Ok(Item {
        key: get_key(row, "")?
            .ok_or_else(|| Error::invalid_value("A row needs the columns 'pk' and 'sk'."))?,
        body,
        created: seconds(row, "ct")?.unwrap_or_default(),
        modified: seconds(row, "md")?.unwrap_or_default(),
        ttl: seconds(row, "ttl")?,
        labels,
    })
}

fn put_key(row: &mut Map<String, Value>, suffix: &str, key: &Key) {
    row.insert(format!("pk{suffix}"), json!({ "S": *key.pk }));
    row.insert(format!("sk{suffix}"), json!({ "S": *key.sk }));
    if key.simple {
        row.insert(format!("kv{suffix}"), json!({ "BOOL": true }));
    }
}

fn get_key(row: &Map<String, Value>, suffix: &str) -> Result<Option<Key>> {
    let text = |column: &str| row.get(&format!("{column}{suffix}")).and_then(|value| value["S"].as_str());
    let (Some(pk), Some(sk)) = (text("pk"), text("sk")) else { return Ok(None) };
    let simple = row.get(&format!("kv{suffix}")).is_some_and(|value| value["BOOL"] == Value::Bool(true));
    Key::from_columns(pk, sk, simple).map(Some)
}

fn seconds(row: &Map<String, Value>, column: &str) -> Result<Option<i64>> {
    let Some(value) = row.get(column) else { return Ok(None) };
    let digits = value["N"].as_str().unwrap_or_default();
    digits
        .parse()
        .map(Some)
        .map_err(|_| Error::invalid_value(format!("The column '{column}' must hold whole epoch seconds.")))
}
