//! `import`: items as `export` gives them, with their dates kept.

use serde_json::{Map, Value};

use super::StoreRef;
use super::answer::Answer;
use super::seed::write_all;
use super::set::split_items;
use crate::model::{Body, Error, Item, Json, Key, Kind, LabelNumber, Labels, Result, row, ttl};
use crate::plan::{Change, Guard, Plan, Replacement};

/// Writes items: those with the columns `pk` and `sk` are rows, the others have `key`, `value` and
/// metadata. Each takes the place of what is there.
pub async fn import(store: StoreRef, items: Json) -> Result<Answer> {
    let plans = split_items(&items)?.iter().map(plan_import).collect::<Result<Vec<_>>>()?;
    let count = write_all(&store, plans).await?;
    Ok(Answer::text(format!("{{\"items\":{count}}}")))
}

fn plan_import(json: &Json) -> Result<Plan> {
    let attributes = json.attributes()?;
    let is_row = attributes.iter().any(|(name, _)| name.as_str() == "\"pk\"");
    let (key, replacement) = if is_row { of_row(json)? } else { of_item(attributes)? };
    Ok(Plan { key, guard: Guard::default(), change: Change::Replace(replacement), token: None })
}

fn of_row(json: &Json) -> Result<(Key, Replacement)> {
    let Value::Object(columns) = json.to_tree()? else {
        return Err(Error::invalid_value("A row must be an object of columns."));
    };
    let Item { key, body, created, modified, ttl, labels } = row::from_row(&columns)?;
    Ok((key, Replacement { body, labels, ttl, created: Some(created), modified: Some(modified) }))
}

fn of_item(attributes: Vec<(crate::model::Name, Json)>) -> Result<(Key, Replacement)> {
    let mut value = None;
    let mut others = Map::new();
    for (name, json) in attributes {
        match name.as_str() {
            "\"value\"" => value = Some(json),
            _ => drop(others.insert(name.to_plain(), json.to_tree()?)),
        }
    }
    let given = |name: &str| others.get(name).filter(|value| !value.is_null());
    let key = given("key").and_then(Value::as_str).unwrap_or_default();
    let value = value.ok_or_else(|| Error::invalid_value(format!("The item '{key}' has no 'value'.")))?;
    let mut labels = Labels::default();
    for number in LabelNumber::all() {
        if let Some(label) = given(number.name()) {
            labels.set(number, Some(Key::parse(label.as_str().unwrap_or_default())?));
        }
    }
    let date = |name: &str| match given(name) {
        None => Ok(None),
        Some(date) => ttl::parse_absolute(date).map(Some).ok_or_else(|| {
            Error::invalid_value(format!("'{name}' of the item '{key}' must be a date or epoch seconds."))
        }),
    };
    let replacement = Replacement {
        body: body_of(value)?,
        labels,
        ttl: date("ttl")?,
        created: date("created")?,
        modified: date("modified")?,
    };
    Ok((Key::parse(key)?, replacement))
}

fn body_of(value: Json) -> Result<Body> {
    if value.kind() != Kind::Object {
        return Ok(Body::Value(value));
    }
    // `undefined` has a meaning on its way in, and none in a store.
    let attributes = value.attributes()?;
    let stored = attributes.iter().filter(|(_, value)| value.kind() != Kind::Undefined);
    Ok(Body::Object(Json::from_attributes(stored.map(|(name, value)| (name, value)))))
}
