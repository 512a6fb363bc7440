//! What an item or a row becomes that is stored as it was given: by `import`, and in a transaction.

use serde_json::Value;

use super::import_if::Imported;
use super::options::Given;
use crate::model::row::schema::KEY;
use crate::model::row::{Order, read};
use crate::model::scalar::string_of;
use crate::model::{
    Body, Error, Item, Json, Key, Kind, LabelNumber, Labels, Listed, Millis, Result, Seconds, Stamp, Version,
    size, ttl,
};

/// What was read, or what is wrong with it and the key, as far as there is one.
pub(super) type ReadItem<T> = std::result::Result<T, (Option<String>, Error)>;

/// Reads an item of a list. It keeps the version that it has.
pub(super) fn read_item(list: &Json, item: Listed<'_>, now: Millis) -> ReadItem<Imported> {
    let stamp = Stamp::random(now);
    let text = item.text;
    let given = Given::from(item);
    let imported = if is_row(&given) {
        keep_version(of_row(text, stamp)?, stamp)
    } else {
        let item = of_item(list, &given, stamp)?;
        let key = item.key.to_text();
        version_of_item(&given, item, stamp).map_err(|error| (Some(key), error))?
    };
    checked(&imported.item)?;
    Ok(imported)
}

/// Reads an item of a list. What it says of its version, and of when it was modified, does not count.
pub(super) fn read_unversioned(list: &Json, item: Listed<'_>, now: Millis) -> ReadItem<Item> {
    let stamp = Stamp::random(now);
    let text = item.text;
    let given = Given::from(item);
    let mut item = if is_row(&given) { of_row(text, stamp)? } else { of_item(list, &given, stamp)? };
    item.version = stamp.version();
    checked(&item)?;
    Ok(item)
}

/// Rows have the columns `pk` and `sk`, items have `key`, `value` and metadata.
fn is_row(given: &Given<'_>) -> bool {
    given.text(KEY.pk).is_some()
}

fn checked(item: &Item) -> ReadItem<()> {
    size::check(item).map_err(|error| (Some(item.key.to_text()), error))
}

/// The item of a row. It has no version where the row has none.
fn of_row(text: &str, stamp: Stamp) -> ReadItem<Item> {
    let row = read(text, Order::AsGiven).map_err(|unreadable| {
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
    Ok(item)
}

/// The item without its version.
fn of_item(list: &Json, given: &Given<'_>, stamp: Stamp) -> ReadItem<Item> {
    let key = text(given, "key").and_then(string_of);
    let item = || {
        let mut labels = Labels::default();
        for number in LabelNumber::all() {
            if let Some(label) = text(given, number.name()) {
                labels.set(number, Some(Key::parse_label(&string_of(label).unwrap_or_default())?));
            }
        }
        let value = given.text("value").ok_or_else(|| Error::invalid_value("it has no 'value'"));
        Ok(Item {
            key: Key::parse(key.as_deref().unwrap_or_default())?,
            body: body_of(list.share(value?))?,
            created: date(given, "created")?.unwrap_or_else(|| stamp.second()),
            version: Version::default(),
            ttl: date(given, "ttl")?,
            labels,
        })
    };
    item().map_err(|error| (key.as_deref().map(str::to_owned), error))
}

/// What an item has under a name; `null` is nothing.
fn text<'a>(given: &Given<'a>, name: &str) -> Option<&'a str> {
    given.text(name).filter(|text| *text != "null")
}

fn date(given: &Given<'_>, name: &str) -> Result<Option<Seconds>> {
    let Some(date) = text(given, name) else { return Ok(None) };
    let read = serde_json::from_str::<Value>(date).ok().and_then(|date| ttl::parse_absolute(&date));
    read.map(Some).ok_or_else(|| Error::invalid_value(format!("'{name}' must be a date or epoch seconds")))
}

/// A row keeps the version that it has. One of whole seconds gets digits, and no version becomes a new one.
fn keep_version(mut item: Item, stamp: Stamp) -> Imported {
    if item.version == Version::default() {
        item.version = stamp.version();
        return Imported { compared: Version::LATEST, item };
    }
    let compared = item.version;
    if !compared.is_unique() {
        item.version = stamp.version_in(item.modified());
    }
    Imported { item, compared }
}

/// The version that an item keeps, or a new one in the second in which it was modified; and what it is compared by, which
/// for a new one is that second. Without one, it is newer than all.
fn version_of_item(given: &Given<'_>, item: Item, stamp: Stamp) -> Result<Imported> {
    let modified = date(given, "modified")?;
    let Some(version) = text(given, "version") else {
        let (version, compared) = match modified {
            Some(modified) => (stamp.version_in(modified), modified.into()),
            None => (stamp.version(), Version::LATEST),
        };
        return Ok(Imported { item: Item { version, ..item }, compared });
    };
    let version = string_of(version).and_then(|text| Version::parse(&text)).ok_or_else(|| {
        Error::invalid_value("'version' must be a version, as 'export' gives it with 'version: true'")
    })?;
    if modified.is_some_and(|modified| modified != version.second()) {
        return Err(Error::invalid_value(
            "'modified' is another second than 'version' says: change both, or leave one out",
        ));
    }
    Ok(Imported { item: Item { version, ..item }, compared: version })
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
