//! Answers as text: the marks of [`super::wire`], then JSON.

use bytestring::ByteString;

use super::wire::Mark;
use crate::model::item_text::{Detail, push_item, push_key};
use crate::model::text::{Members, push_object};
use crate::model::{Event, Item, Page};

/// What a verb resolves to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// `undefined`.
    Nothing,
    /// The value was stored as it was given.
    Given,
    /// JSON text; see [`crate::model::json`] for what it may hold beyond JSON.
    Text(ByteString),
}

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
        let mark = if detail == Detail::Value { Mark::Page } else { Mark::MetaPage };
        Self::marked(mark, |members| {
            members.list("items", items, |text, item| push_item(text, item, detail));
            push(members);
        })
    }

    /// Several items whose values are stored as they were given: only their keys.
    pub(super) fn items_given<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        Self::marked(Mark::Page, |members| {
            members.list("items", items, |text, item| {
                push_object(text, |members| members.value("key", |text| push_key(text, &item.key)));
            });
        })
    }

    /// A page: its items, the rows that cannot be read and, if there may be more, `lastKey`.
    pub(super) fn page(page: &Page, detail: Detail) -> Self {
        Self::items(&page.items, detail, |members| push_rest(members, page))
    }

    /// A page whose items are JSON texts.
    pub(super) fn page_of_texts(page: &Page, texts: &[String]) -> Self {
        Self::marked(Mark::Page, |members| {
            members.list("items", texts, |text, item| text.push_str(item));
            push_rest(members, page);
        })
    }

    fn marked(mark: Mark, push: impl FnOnce(&mut Members<'_>)) -> Self {
        let mut text = String::with_capacity(4096);
        text.push(mark.character());
        push_object(&mut text, push);
        Self::Text(text.into())
    }
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
    if !page.unreadable.is_empty() {
        members.list("unreadable", &page.unreadable, |text, row| {
            push_object(text, |members| {
                if let Some(key) = &row.key {
                    members.value("key", |text| push_key(text, key));
                }
                members.string("message", &row.message());
            });
        });
    }
    if let Some(cursor) = &page.last {
        members.string("lastKey", &cursor.to_text());
    }
}
