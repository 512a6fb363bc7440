//! Items as JSON text: what verbs answer, what handlers of events get, and what errors show.

use super::item::Item;
use super::key::Key;
use super::text::{Members, push_escaped, push_object};

/// How much of an item its text shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Its key and value.
    Value,
    /// Its metadata as well.
    Metadata,
    /// Its metadata, and its version.
    Version,
}

impl Detail {
    /// What the options `meta` and `version` ask for.
    pub fn of(meta: bool, version: bool) -> Self {
        match (meta, version) {
            (_, true) => Self::Version,
            (true, false) => Self::Metadata,
            (false, false) => Self::Value,
        }
    }
}

/// Writes an item.
pub fn push_item(text: &mut String, item: &Item, detail: Detail) {
    push_object(text, |members| {
        members.value("key", |text| push_key(text, &item.key));
        members.json("value", item.value().as_str());
        push_metadata(members, item, detail);
    });
}

/// Writes an item without its value.
pub fn push_without_value(text: &mut String, item: &Item, detail: Detail) {
    push_object(text, |members| {
        members.value("key", |text| push_key(text, &item.key));
        push_metadata(members, item, detail);
    });
}

fn push_metadata(members: &mut Members<'_>, item: &Item, detail: Detail) {
    if detail == Detail::Value {
        return;
    }
    members.number("created", item.created);
    members.number("modified", item.modified());
    if let Some(ttl) = item.ttl {
        members.number("ttl", ttl);
    }
    for (number, label) in item.labels.iter() {
        members.value(number.name(), |text| push_key(text, label));
    }
    if detail == Detail::Version {
        members.string("version", &item.version.to_string());
    }
}

/// Writes a key as the application does.
pub fn push_key(text: &mut String, key: &Key) {
    text.push('"');
    push_escaped(text, &key.pk);
    if !key.simple {
        text.push(':');
        push_escaped(text, &key.sk);
    }
    text.push('"');
}
