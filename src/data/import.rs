//! `import`: items as `export` gives them, with their dates kept.

use std::collections::HashMap;

use serde_json::Value;

use super::StoreRef;
use super::answer::Answer;
use super::bulk::write_all;
use super::set_many::split_items;
use crate::model::row::read;
use crate::model::row::schema::KEY;
use crate::model::{
    Body, Error, Item, Json, Key, Kind, LabelNumber, Labels, Name, Result, Seconds, size, ttl,
};
use crate::plan::{Change, Condition, Plan, Replacement};

/// Writes items. Those with the columns `pk` and `sk` are rows, the others have `key`, `value` and metadata. Each
/// replaces the item under its key. `before` counts the items that the same call has already written. All items are
/// checked before the first is written.
pub async fn import_items(store: StoreRef, items: Json, before: u32) -> Result<Answer> {
    let now = store.now().seconds();
    let items = split_items(&items)?;
    let plan = |(index, item): (usize, &Json)| {
        plan_import(item, now).map_err(|(key, error)| refused(before as usize, index, key, &error))
    };
    let plans = items.iter().enumerate().map(plan).collect::<Result<Vec<_>>>()?;
    let count = write_all(&store, plans).await?;
    Ok(Answer::object(|members| members.number("items", count)))
}

/// Adds to an error which item it is about, and what has been written.
fn refused(before: usize, index: usize, key: Option<String>, error: &Error) -> Error {
    let number = before + index + 1;
    let key = key.map(|key| format!(" ('{key}')")).unwrap_or_default();
    let written = match before {
        0 => "Nothing is written".to_owned(),
        before => format!("The first {before} items are written, nothing after them"),
    };
    let message = error.message.trim_end_matches('.');
    let hint = error.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
    Error {
        message: format!("Item {number}{key} of the import: {message}. {written}.{hint}").into(),
        ..error.clone()
    }
}

type Planned<T> = std::result::Result<T, (Option<String>, Error)>;

fn plan_import(json: &Json, now: Seconds) -> Planned<Plan> {
    let attributes = json.attributes().map_err(|error| (None, error))?;
    let is_row = attributes.iter().any(|(name, _)| name.to_plain() == KEY.pk);
    let item = if is_row { of_row(json, now)? } else { of_item(attributes, now)? };
    let fail = |error| (Some(item.key.to_text()), error);
    size::check(&item).map_err(fail)?;
    let Item { key, body, created, modified, ttl, labels } = item;
    let replacement = Replacement { body, labels, ttl, created: Some(created), modified: Some(modified) };
    Ok(Plan { key, condition: Condition::default(), change: Change::Replace(replacement) })
}

fn of_row(json: &Json, now: Seconds) -> Planned<Item> {
    let row = read(json.as_str()).map_err(|unreadable| {
        (unreadable.key.as_ref().map(Key::to_text), Error::invalid_value(unreadable.reason))
    })?;
    let mut item = row.item;
    let key = item.key.to_text();
    let fail = |error| (Some(key.clone()), error);
    if let Some(lost) = row.lost {
        return Err(fail(Error::invalid_value(lost)));
    }
    // A table may hold keys that no call can name. This package does not write such keys.
    if !Key::parse(&key).is_ok_and(|parsed| parsed.same_row(&item.key)) {
        return Err(fail(Error::invalid_key("Invalid key")));
    }
    // A date that the row lacks is the time of the import.
    for time in [&mut item.created, &mut item.modified] {
        if *time == Seconds::default() {
            *time = now;
        }
    }
    Ok(item)
}

fn of_item(attributes: Vec<(Name, Json)>, now: Seconds) -> Planned<Item> {
    let mut value = None;
    let mut others = HashMap::new();
    for (name, json) in attributes {
        if name.as_str() == "\"value\"" {
            value = Some(json);
        } else {
            let member: Value = serde_json::from_str(json.as_str())
                .map_err(|_| (None, Error::invalid_value("it cannot be read")))?;
            others.insert(name.to_plain(), member);
        }
    }
    let given = |name: &str| others.get(name).filter(|value| !value.is_null());
    let key = given("key").and_then(Value::as_str).map(str::to_owned);
    let fail = |error| (key.clone(), error);
    let date = |name: &str| match given(name) {
        None => Ok(None),
        Some(date) => ttl::parse_absolute(date)
            .map(Some)
            .ok_or_else(|| Error::invalid_value(format!("'{name}' must be a date or epoch seconds"))),
    };
    let item = || {
        let mut labels = Labels::default();
        for number in LabelNumber::all() {
            if let Some(label) = given(number.name()) {
                labels.set(number, Some(Key::parse_label(label.as_str().unwrap_or_default())?));
            }
        }
        Ok(Item {
            key: Key::parse(key.as_deref().unwrap_or_default())?,
            body: body_of(value.ok_or_else(|| Error::invalid_value("it has no 'value'"))?)?,
            created: date("created")?.unwrap_or(now),
            modified: date("modified")?.unwrap_or(now),
            ttl: date("ttl")?,
            labels,
        })
    };
    item().map_err(fail)
}

fn body_of(value: Json) -> Result<Body> {
    if value.kind() != Kind::Object {
        return Ok(Body::Value(value));
    }
    // A store never holds `undefined`.
    let attributes = value.attributes()?;
    let stored = attributes.iter().filter(|(_, value)| value.kind() != Kind::Undefined);
    Ok(Body::Object(Json::from_attributes(stored.map(|(name, value)| (name, value)))))
}
