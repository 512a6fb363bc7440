//! `import`: items as `export` gives them, with their dates kept.

use serde_json::Value;

use super::StoreRef;
use super::answer::Answer;
use super::bulk::BulkWriter;
use super::import_if::{ImportIf, Imported};
use super::options::{Given, Options, options};
use super::set_many::split_items;
use crate::model::row::read;
use crate::model::row::schema::KEY;
use crate::model::scalar::string_of;
use crate::model::{
    Body, Error, Item, Json, Key, Kind, LabelNumber, Labels, Listed, Millis, Result, Seconds, Stamp, Version,
    size, ttl,
};
use crate::store::runtime::elsewhere;

options! {
    /// What `import` takes.
    ImportOptions { only as "if": Option<ImportIf>, }
}

/// Writes lists of items. Those with the columns `pk` and `sk` are rows, the others have `key`, `value` and metadata.
/// Each replaces the item under its key, if the options allow it. `before` counts the items that the same call has already
/// passed on. All items of a list are checked before the first of it is written; the lists before one that is refused are
/// written.
pub async fn import_items(
    store: StoreRef,
    lists: Vec<Json>,
    before: u32,
    options: Option<Json>,
) -> Result<Answer> {
    let ImportOptions { only } = ImportOptions::read(options.as_ref())?;
    // Meanwhile the event loop encodes the lists that follow.
    elsewhere(write_lists(store, lists, before, only)).await
}

async fn write_lists(
    store: StoreRef,
    lists: Vec<Json>,
    before: u32,
    only: Option<ImportIf>,
) -> Result<Answer> {
    let (now, condition) = (store.now(), only.unwrap_or_default());
    let (mut plans, mut given, mut count) = (Vec::new(), before as usize, 0);
    let mut refusal = None;
    for list in &lists {
        match read_list(list, given, now) {
            Ok(of_list) => {
                given += of_list.len();
                let of_list = of_list.into_iter().map(|imported| condition.plan(imported)).collect();
                let distinct = condition.one_of_each_key(of_list);
                count += distinct.len();
                plans.extend(distinct);
            }
            Err(error) => {
                refusal = Some(error);
                break;
            }
        }
    }
    let given = given - before as usize;
    let mut writer = BulkWriter::leaving_out(&store, condition.refusals());
    writer.put(condition.one_of_each_key(plans)).await?;
    let written = writer.end().await?;
    match (refusal, only) {
        (Some(error), _) => Err(error),
        (None, None) => Ok(Answer::object(|members| members.number("items", count))),
        (None, Some(_)) => Ok(Answer::object(|members| {
            members.number("items", written);
            members.number("skipped", given as u64 - written);
        })),
    }
}

fn read_list(list: &Json, before: usize, now: Millis) -> Result<Vec<Imported>> {
    let read = |(index, item)| {
        read_item(list, item, now).map_err(|(key, error)| refused(before, index, key, &error))
    };
    split_items(list)?.into_iter().enumerate().map(read).collect()
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

type ReadItem<T> = std::result::Result<T, (Option<String>, Error)>;

fn read_item(list: &Json, item: Listed<'_>, now: Millis) -> ReadItem<Imported> {
    let text = item.text;
    let given = Given::from(item);
    let stamp = Stamp::random(now);
    let imported =
        if given.text(KEY.pk).is_some() { of_row(text, stamp)? } else { of_item(list, &given, stamp)? };
    let fail = |error| (Some(imported.item.key.to_text()), error);
    size::check(&imported.item).map_err(fail)?;
    Ok(imported)
}

fn of_row(text: &str, stamp: Stamp) -> ReadItem<Imported> {
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
        return Ok(Imported { compared: Version::LATEST, item });
    }
    let compared = item.version;
    if !compared.is_unique() {
        item.version = stamp.version_in(item.modified());
    }
    Ok(Imported { item, compared })
}

fn of_item(list: &Json, given: &Given<'_>, stamp: Stamp) -> ReadItem<Imported> {
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
        let (version, compared) = versions_of(text("version"), date("modified")?, stamp)?;
        let item = Item {
            key: Key::parse(key.as_deref().unwrap_or_default())?,
            body: body_of(list.share(value?))?,
            created: date("created")?.unwrap_or_else(|| stamp.second()),
            version,
            ttl: date("ttl")?,
            labels,
        };
        Ok(Imported { item, compared })
    };
    item().map_err(|error| (key.as_deref().map(str::to_owned), error))
}

/// The version that an item keeps, or a new one in the second in which it was modified; and what it is compared by, which
/// for a new one is that second. Without one, it is newer than all.
fn versions_of(given: Option<&str>, modified: Option<Seconds>, stamp: Stamp) -> Result<(Version, Version)> {
    let Some(given) = given else {
        return Ok(match modified {
            Some(modified) => (stamp.version_in(modified), modified.into()),
            None => (stamp.version(), Version::LATEST),
        });
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
    Ok((version, version))
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
