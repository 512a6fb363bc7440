//! Answers as text: the marks of [`super::wire`], then JSON.

use bytestring::ByteString;

use super::wire::Mark;
use crate::model::item_text::{Detail, push_item, push_key, push_without_value};
use crate::model::row::Unreadable;
use crate::model::text::{Members, push_object};
use crate::model::{Event, Item, Page};
use crate::store::RefusedWrite;

/// What a verb resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `undefined`.
    Nothing,
    /// The value was stored as it was given.
    Given,
    /// JSON text; see [`crate::model::json`] for what it may hold beyond JSON.
    Text(ByteString),
    /// An object with a list whose text would be too long for a string of JavaScript: the same object in parts, each
    /// with a part of the list. The last has the other members.
    Parts(Vec<ByteString>),
}

/// Bytes after which a part of an answer ends.
const PART: usize = 64 * 1024 * 1024;

impl Answer {
    /// One item: its value, or with metadata.
    pub(super) fn item(item: Item, detail: Detail) -> Self {
        if detail == Detail::Value {
            return Self::Text(item.into_value().into_text());
        }
        let mut text = String::with_capacity(item.value().as_str().len() + 192);
        text.push(Mark::Item.character());
        push_item(&mut text, &item, detail);
        Self::Text(text.into())
    }

    /// A text as it is.
    pub fn text(text: impl Into<ByteString>) -> Self {
        Self::Text(text.into())
    }

    /// An object; `push` writes its members.
    pub(super) fn object(push: impl FnOnce(&mut Members<'_>)) -> Self {
        let mut text = String::new();
        push_object(&mut text, push);
        Self::Text(text.into())
    }

    /// Several items: `{ items: [...] }`, and what `push` writes.
    pub(super) fn items<'a>(
        items: impl IntoIterator<Item = &'a Item>,
        detail: Detail,
        push: impl FnOnce(&mut Members<'_>),
    ) -> Self {
        Self::batch(items, &[], detail, push)
    }

    /// The same, and the writes that were refused, if any: `refused`.
    pub(super) fn batch<'a>(
        items: impl IntoIterator<Item = &'a Item>,
        refused: &[RefusedWrite],
        detail: Detail,
        push: impl FnOnce(&mut Members<'_>),
    ) -> Self {
        let mark = if detail == Detail::Value { Mark::Page } else { Mark::MetaPage };
        let part = |items: &[&Item], refused: &[RefusedWrite], push: &mut dyn FnMut(&mut Members<'_>)| {
            marked(mark, |members| {
                members.list("items", items, |text, item| push_item(text, item, detail));
                if !refused.is_empty() {
                    members.list("refused", refused, push_refused);
                }
                push(members);
            })
        };
        let items: Vec<_> = items.into_iter().collect();
        let (mut items, mut refused) = (items.as_slice(), refused);
        let mut parts = Vec::new();
        while let Some(end) = end_of_part(items, |item| item.value().as_str().len()) {
            parts.push(part(&items[..end], &[], &mut |_| {}));
            items = &items[end..];
        }
        while let Some(end) = end_of_part(refused, weight) {
            parts.push(part(items, &refused[..end], &mut |_| {}));
            (items, refused) = (&[], &refused[end..]);
        }
        let mut push = Some(push);
        let last = part(items, refused, &mut |members| {
            if let Some(push) = push.take() {
                push(members);
            }
        });
        if parts.is_empty() {
            return Self::Text(last);
        }
        parts.push(last);
        Self::Parts(parts)
    }

    /// Several items whose values are stored as they were given: only their keys.
    pub(super) fn items_given<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let text = marked(Mark::Page, |members| {
            members.list("items", items, |text, item| {
                push_object(text, |members| members.value("key", |text| push_key(text, &item.key)));
            });
        });
        Self::Text(text)
    }

    /// A page: its items, the rows that cannot be read and, if there may be more, `lastKey`. With `keys_only` the items
    /// have no value.
    pub(super) fn page(page: &Page, detail: Detail, keys_only: bool) -> Self {
        if !keys_only {
            return Self::items(&page.items, detail, |members| push_rest(members, page));
        }
        let mark = if detail == Detail::Value { Mark::Page } else { Mark::MetaPage };
        Self::Text(marked(mark, |members| {
            members.list("items", &page.items, |text, item| push_without_value(text, item, detail));
            push_rest(members, page);
        }))
    }

    /// A page whose items are JSON texts.
    pub(super) fn page_of_texts(page: &Page, texts: &[String]) -> Self {
        Self::Text(marked(Mark::Page, |members| {
            members.list("items", texts, |text, item| text.push_str(item));
            push_rest(members, page);
        }))
    }
}

fn marked(mark: Mark, push: impl FnOnce(&mut Members<'_>)) -> ByteString {
    let mut text = String::with_capacity(4096);
    text.push(mark.character());
    push_object(&mut text, push);
    text.into()
}

/// How many of a list make a part of an answer; `None` if all fit into one.
pub(super) fn end_of_part<T>(list: &[T], weight: impl Fn(&T) -> usize) -> Option<usize> {
    let mut bytes = 0;
    let end = list.iter().position(|element| {
        bytes += weight(element);
        bytes >= PART
    })?;
    Some(end + 1).filter(|end| *end < list.len())
}

fn weight(refused: &RefusedWrite) -> usize {
    refused.error.found.as_ref().and_then(|found| found.item.as_ref()).map_or(0, String::len)
}

/// Writes a refused write of a batch: what an error has, without its name.
fn push_refused(text: &mut String, refused: &RefusedWrite) {
    let RefusedWrite { key, error } = refused;
    push_object(text, |members| {
        members.value("key", |text| push_key(text, key));
        members.string("code", error.code);
        members.string("message", &error.message);
        if let Some(hint) = &error.hint {
            members.string("hint", hint);
        }
        if let Some(item) = error.found.as_ref().and_then(|found| found.item.as_deref())
            && !item.is_empty()
        {
            members.json("item", item);
        }
    });
}

/// An event: its name, the item, and the item before.
pub fn event_text(event: &Event) -> String {
    let mut text = String::with_capacity(event.weight());
    push_object(&mut text, |members| {
        members.string("name", event.kind.name());
        members.value("item", |text| push_item(text, &event.item, Detail::Metadata));
        if let Some(previous) = &event.previous {
            members.value("previous", |text| push_item(text, previous, Detail::Metadata));
        }
    });
    text
}

/// Writes the other members of a page: `unreadable` and `lastKey`, if there are any.
pub(super) fn push_rest(members: &mut Members<'_>, page: &Page) {
    push_unreadable(members, &page.unreadable);
    if let Some(cursor) = &page.last {
        members.string("lastKey", &cursor.to_text());
    }
}

/// Writes the rows that cannot be read, if there are any.
pub(super) fn push_unreadable(members: &mut Members<'_>, rows: &[Unreadable]) {
    if rows.is_empty() {
        return;
    }
    members.list("unreadable", rows, |text, row| {
        push_object(text, |members| {
            if let Some(key) = &row.key {
                members.value("key", |text| push_key(text, key));
            }
            members.string("message", &row.message());
        });
    });
}
