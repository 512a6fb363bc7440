//! Event names as `data.on` takes them: `created`, `*:key`, `updated:collection*:key*`.
//!
//! A name that can match no event is refused.

use compact_str::CompactString;

use crate::model::key::trim;
use crate::model::limits::MAX_KEY_PART_BYTES;
use crate::model::{Error, Event, EventKind, Key, Result};

/// A parsed event name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct EventName {
    /// The kind of event; any if `None`.
    kind: Option<EventKind>,
    keys: KeyFilter,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum KeyFilter {
    All,
    /// Keys without a collection.
    Simple(TextFilter),
    /// Collection and key.
    InCollection(TextFilter, TextFilter),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum TextFilter {
    Exact(CompactString),
    Prefix(CompactString),
}

impl EventName {
    /// Parses a name.
    pub(super) fn parse(text: &str) -> Result<Self> {
        let invalid = || {
            Error::refused("INVALID_EVENT_NAME", format!("Invalid event name: {text}")).with_hint(hint(text))
        };
        let (kind, keys) = match text.split_once(':') {
            Some((kind, keys)) => (kind, Some(keys)),
            None => (text, None),
        };
        let kind = match kind {
            "created" => Some(EventKind::Created),
            "updated" => Some(EventKind::Updated),
            "deleted" => Some(EventKind::Deleted),
            "*" => None,
            _ => return Err(invalid()),
        };
        let keys = match keys {
            None => Some(KeyFilter::All),
            Some(keys) => KeyFilter::parse(keys),
        };
        Ok(Self { kind, keys: keys.ok_or_else(invalid)? })
    }

    /// Whether the event has this name.
    pub(super) fn matches(&self, event: &Event) -> bool {
        self.covers(event.kind, &event.item.key)
    }

    fn covers(&self, kind: EventKind, key: &Key) -> bool {
        self.kind.is_none_or(|own| own == kind) && self.keys.match_key(key)
    }
}

/// Whether one of the event names is that of an event of this kind and key, which are given as text.
pub fn covers(names: &[String], kind: &str, key: &str) -> bool {
    let Some(kind) = EventKind::of_name(kind) else { return false };
    let Some(key) = Key::parse(key).ok().filter(|parsed| parsed.to_text() == key) else { return false };
    names.iter().any(|name| EventName::parse(name).is_ok_and(|name| name.covers(kind, &key)))
}

/// What to write instead of an invalid name.
fn hint(text: &str) -> String {
    let kinds = "A name is 'created', 'updated', 'deleted' or '*', and may continue with a filter, as in '*:users:*'.";
    let begins_with_kind =
        ["created", "updated", "deleted", "*"].iter().any(|kind| text.split(':').next() == Some(kind));
    if begins_with_kind || EventName::parse(&format!("*:{text}")).is_err() {
        kinds.to_owned()
    } else {
        format!("{kinds} Did you mean '*:{text}'?")
    }
}

impl KeyFilter {
    /// `None` if no key can match.
    fn parse(text: &str) -> Option<Self> {
        match text.split_once(':') {
            None => {
                let filter = TextFilter::parse(text)?;
                (filter.text().len() <= MAX_KEY_PART_BYTES).then_some(Self::Simple(filter))
            }
            Some((collection, key)) => {
                let (collection, key) = (TextFilter::parse(collection)?, TextFilter::parse(key)?);
                let fits = collection.text().len().max(key.text().len()) <= MAX_KEY_PART_BYTES;
                let possible = !key.text().contains(['*', '|']) && !key.text().starts_with(['<', '>']);
                (fits && possible).then_some(Self::InCollection(collection, key))
            }
        }
    }

    fn match_key(&self, key: &Key) -> bool {
        match self {
            Self::All => true,
            Self::Simple(filter) => key.simple && filter.matches(&key.pk),
            Self::InCollection(collection, filter) => {
                !key.simple && collection.matches(&key.pk) && filter.matches(&key.sk)
            }
        }
    }
}

impl TextFilter {
    fn parse(text: &str) -> Option<Self> {
        // Every part of a stored key is trimmed.
        let text = text.split(':').map(trim).collect::<Vec<_>>().join(":");
        match text.strip_suffix('*') {
            Some(prefix) => Some(Self::Prefix(prefix.into())),
            None if text.is_empty() => None,
            None => Some(Self::Exact(text.into())),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Exact(text) | Self::Prefix(text) => text,
        }
    }

    fn matches(&self, text: &str) -> bool {
        match self {
            Self::Exact(exact) => *exact == *text,
            Self::Prefix(prefix) => text.starts_with(&**prefix),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::tests::created;
    use crate::model::Millis;

    #[test]
    fn matches_as_documented() {
        for (name, yes, no) in [
            ("created", vec!["a", "a:b"], vec![]),
            ("*", vec!["a", "a:b"], vec![]),
            ("updated", vec![], vec!["a", "a:b"]),
            ("*:global-item", vec!["global-item"], vec!["global-item2", "global-item:a", "x:global-item"]),
            ("created:order_*", vec!["order_", "order_1"], vec!["order", "order_1:item_1", "x:order_1"]),
            (
                "created:order_*:item_*",
                vec!["order_1:item_1", "order_:item_:x"],
                vec!["order_1", "order_1:xitem_", "xorder_1:item_1"],
            ),
            ("*:order:a:b", vec!["order:a:b"], vec!["order:a", "order:a:b:c", "order"]),
            ("*: order : a : b* ", vec!["order:a:b", "order:a:bc"], vec!["order:ab"]),
            ("*:order:a *", vec!["order:a b"], vec!["order:a", "order:ab"]),
            ("created:*", vec!["a"], vec!["a:b", "a:0"]),
            ("created:*:*", vec!["a:b", "a:0"], vec!["a"]),
            ("created:a:0", vec!["a:0"], vec!["a"]),
        ] {
            let name = EventName::parse(name).unwrap();
            for key in yes {
                assert!(name.matches(&created(key, Millis::ZERO)), "{name:?} {key}");
            }
            for key in no {
                assert!(!name.matches(&created(key, Millis::ZERO)), "{name:?} {key}");
            }
        }
    }

    #[test]
    fn covers_an_event_that_is_given_as_text() {
        let covers = |name: &str, kind, key| covers(&["created:x".to_owned(), name.to_owned()], kind, key);
        for (kind, key) in [("created", "a:b"), ("deleted", "a:c:d"), ("created", "x")] {
            assert!(covers("*:a:*", kind, key), "{kind} {key}");
        }
        for (kind, key) in [
            ("created", "a"),
            ("foo", "a:b"),
            ("*", "a:b"),
            ("created", "a:*"),
            ("created", " a:b"),
            ("created", ""),
        ] {
            assert!(!covers("*:a:*", kind, key), "{kind} {key}");
        }
        assert!(!covers("no name", "created", "a:b"));
    }

    #[test]
    fn refuses_what_can_never_match() {
        let long = format!("*:{}", "k".repeat(257));
        for name in [
            "",
            "create",
            "Created",
            " created",
            "created:",
            "created::",
            "created:a:",
            "created: :b",
            ":a",
            "*:a:<b",
            "*:a:b*c",
            "*:a:b|c",
            "**",
            "*:a:*b*",
            &long,
        ] {
            let error = EventName::parse(name).unwrap_err();
            assert_eq!(error.message, format!("Invalid event name: {name}"));
        }
    }
}
