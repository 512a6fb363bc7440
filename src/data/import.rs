//! `import`: items as `export` gives them, with their dates kept.

use serde_json::Value;

use super::StoreRef;
use super::answer::Answer;
use super::bulk::{BulkWriter, last_of_each_key};
use super::options::Given;
use super::set_many::split_items;
use crate::model::row::read;
use crate::model::row::schema::KEY;
use crate::model::scalar::string_of;
use crate::model::{
    Body, Error, Item, Json, Key, Kind, LabelNumber, Labels, Listed, Millis, Result, Seconds, Stamp, Version,
    size, ttl,
};
use crate::plan::Plan;
use crate::store::runtime::elsewhere;

/// Writes lists of items. Those with the columns `pk` and `sk` are rows, the others have `key`, `value` and metadata.
/// Each replaces the item under its key. `before` counts the items that the same call has already written. All items of
/// a list are checked before the first of it is written; the lists before one that is refused are written.
pub async fn import_items(store: StoreRef, lists: Vec<Json>, before: u32) -> Result<Answer> {
    // Meanwhile the event loop encodes the lists that follow.
    elsewhere(write_lists(store, lists, before)).await
}

async fn write_lists(store: StoreRef, lists: Vec<Json>, before: u32) -> Result<Answer> {
    let now = store.now();
    let (mut plans, mut given, mut count) = (Vec::new(), before as usize, 0);
    let mut refusal = None;
    for list in &lists {
        match plan_list(list, given, now) {
            Ok(of_list) => {
                given += of_list.len();
                let distinct = last_of_each_key(of_list);
                count += distinct.len();
                plans.extend(distinct);
            }
            Err(error) => {
                refusal = Some(error);
                break;
            }
        }
    }
    let mut writer = BulkWriter::new(&store);
    writer.put(plans).await?;
    writer.end().await?;
    match refusal {
        Some(error) => Err(error),
        None => Ok(Answer::object(|members| members.number("items", count))),
    }
}

fn plan_list(list: &Json, before: usize, now: Millis) -> Result<Vec<Plan>> {
    let plan = |(index, item)| {
        plan_import(list, item, now).map_err(|(key, error)| refused(before, index, key, &error))
    };
    split_items(list)?.into_iter().enumerate().map(plan).collect()
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

fn plan_import(list: &Json, item: Listed<'_>, now: Millis) -> Planned<Plan> {
    let text = item.text;
    let given = Given::from(item);
    let stamp = Stamp::random(now);
    let item =
        if given.text(KEY.pk).is_some() { of_row(text, stamp)? } else { of_item(list, &given, stamp)? };
    let fail = |error| (Some(item.key.to_text()), error);
    size::check(&item).map_err(fail)?;
    Ok(Plan::store(item))
}

fn of_row(text: &str, stamp: Stamp) -> Planned<Item> {
    let row = read(text).map_err(|unreadable| {
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
    if item.created == Seconds::default() {
        item.created = stamp.second();
    }
    if item.version == Version::default() {
        item.version = stamp.version();
    } else if item.version.fraction() == 0 {
        item.version = stamp.version_in(item.modified());
    }
    Ok(item)
}

fn of_item(list: &Json, given: &Given<'_>, stamp: Stamp) -> Planned<Item> {
    let text = |name: &str| given.text(name).filter(|text| *text != "null");
    let key = text("key").and_then(string_of);
    let date = |name: &str| match text(name) {
        None => Ok(None),
        Some(date) => serde_json::from_str::<Value>(date)
            .ok()
            .and_then(|date| ttl::parse_absolute(&date))
            .map(Some)
            .ok_or_else(|| Error::invalid_value(format!("'{name}' must be a date or epoch seconds"))),
    };
    let item = || {
        let mut labels = Labels::default();
        for number in LabelNumber::all() {
            if let Some(label) = text(number.name()) {
                labels.set(number, Some(Key::parse_label(&string_of(label).unwrap_or_default())?));
            }
        }
        let value = given.text("value").ok_or_else(|| Error::invalid_value("it has no 'value'"));
        Ok(Item {
            key: Key::parse(key.as_deref().unwrap_or_default())?,
            body: body_of(list.share(value?))?,
            created: date("created")?.unwrap_or_else(|| stamp.second()),
            version: version_of(text("version"), date("modified")?, stamp)?,
            ttl: date("ttl")?,
            labels,
        })
    };
    item().map_err(|error| (key.as_deref().map(str::to_owned), error))
}

/// The version that an item keeps, or a new one in the second in which it was modified.
fn version_of(given: Option<&str>, modified: Option<Seconds>, stamp: Stamp) -> Result<Version> {
    let Some(given) = given else {
        return Ok(stamp.version_in(modified.unwrap_or_else(|| stamp.second())));
    };
    let version = string_of(given).and_then(|text| Version::parse(&text));
    let version = version.ok_or_else(|| {
        Error::invalid_value("'version' must be a version, as 'export' gives it with 'version: true'")
    })?;
    if modified.is_some_and(|modified| modified != version.second()) {
        return Err(Error::invalid_value(
            "'modified' is another second than 'version' says: change both, or leave one out",
        ));
    }
    Ok(version)
}

fn body_of(value: Json) -> Result<Body> {
    if value.kind() != Kind::Object {
        return Ok(Body::Value(value));
    }
    if !value.may_hold_undefined() {
        return Ok(Body::Object(value));
    }
    // A store never holds `undefined`.
    let attributes = value.attributes()?;
    let stored = attributes.iter().filter(|(_, value)| value.kind() != Kind::Undefined);
    Ok(Body::Object(Json::from_attributes(stored.map(|(name, value)| (name, value)))))
}
