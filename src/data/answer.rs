//! Answers as the text that `JSON.parse` turns into what the application gets.
//!
//! A mark before the text says what it is: none a value, `@` an item with metadata, `#` a page of
//! items, `%` one of items with metadata. No JSON begins with these.

use std::fmt::Write;

use bytestring::ByteString;

use crate::model::text::{push_escaped, push_string};
use crate::model::{Event, Item, Key, Page, Seconds};

/// What a verb resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `undefined`.
    Nothing,
    /// The value as it was given.
    Given,
    /// JSON text; see [`crate::model::json`] for what it may hold beyond JSON.
    Text(ByteString),
}

impl Answer {
    /// One item: its value, or with metadata.
    pub fn item(item: Item, meta: bool) -> Self {
        if !meta {
            return Self::Text(item.into_value().into_text());
        }
        let mut text = String::with_capacity(item.value().as_str().len() + 192);
        text.push('@');
        push_item(&mut text, &item, true);
        Self::Text(text.into())
    }

    /// Any text.
    pub fn text(text: impl Into<ByteString>) -> Self {
        Self::Text(text.into())
    }

    /// Several items: `{ items: [...], ...rest }`.
    pub fn items<'a>(items: impl IntoIterator<Item = &'a Item>, meta: bool, rest: &str) -> Self {
        let mut text = String::with_capacity(4096);
        text.push_str(if meta { "%{\"items\":[" } else { "#{\"items\":[" });
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                text.push(',');
            }
            push_item(&mut text, item, meta);
        }
        text.push(']');
        text.push_str(rest);
        text.push('}');
        Self::Text(text.into())
    }

    /// A page: its items and, if there may be more, `lastKey`.
    pub fn page(page: &Page, meta: bool) -> Self {
        Self::items(&page.items, meta, &rest_of(page))
    }
}

/// An event: its name, the item, and the item before.
pub fn event_text(event: &Event) -> String {
    let mut text = String::with_capacity(event.weight());
    text.push_str("{\"name\":\"");
    text.push_str(event.kind.name());
    text.push_str("\",\"item\":");
    push_item(&mut text, &event.item, true);
    if let Some(previous) = &event.previous {
        text.push_str(",\"previous\":");
        push_item(&mut text, previous, true);
    }
    text.push('}');
    text
}

/// What a page holds beside items: `,"lastKey":"…"`, `,"unreadable":[…]`, or nothing.
pub(super) fn rest_of(page: &Page) -> String {
    let mut text = String::new();
    if !page.unreadable.is_empty() {
        text.push_str(",\"unreadable\":[");
        for (index, row) in page.unreadable.iter().enumerate() {
            text.push_str(if index > 0 { ",{" } else { "{" });
            if let Some(key) = &row.key {
                text.push_str("\"key\":");
                push_key(&mut text, key);
                text.push(',');
            }
            text.push_str("\"message\":");
            push_string(&mut text, &row.message());
            text.push('}');
        }
        text.push(']');
    }
    if let Some(cursor) = &page.last {
        text.push_str(",\"lastKey\":");
        push_string(&mut text, &cursor.to_text());
    }
    text
}

fn push_item(text: &mut String, item: &Item, meta: bool) {
    text.push_str("{\"key\":");
    push_key(text, &item.key);
    text.push_str(",\"value\":");
    text.push_str(item.value().as_str());
    if meta {
        push_seconds(text, "created", item.created);
        push_seconds(text, "modified", item.modified);
        if let Some(ttl) = item.ttl {
            push_seconds(text, "ttl", ttl);
        }
        for (number, label) in item.labels.iter() {
            push_member(text, number.name());
            push_key(text, label);
        }
    }
    text.push('}');
}

/// Writes a key as the application does.
fn push_key(text: &mut String, key: &Key) {
    text.push('"');
    push_escaped(text, &key.pk);
    if !key.simple {
        text.push(':');
        push_escaped(text, &key.sk);
    }
    text.push('"');
}

fn push_member(text: &mut String, name: &str) {
    text.push_str(",\"");
    text.push_str(name);
    text.push_str("\":");
}

fn push_seconds(text: &mut String, name: &str, seconds: Seconds) {
    push_member(text, name);
    // Writing to a string cannot fail.
    let _ = write!(text, "{seconds}");
}
