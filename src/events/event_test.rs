//! What a handler asks of an event besides its name: `filter` and `changed`.

use crate::model::members::member;
use crate::model::{Body, Event, Item, Name};
use crate::plan::Match;
use crate::plan::matching::are_equal;

/// What a handler asks of an event besides its name. Nothing, by default.
#[derive(Debug, Clone, Default)]
pub struct EventTest {
    /// What must hold for the value of the item, as the event shows it.
    pub filter: Option<Box<Match>>,
    /// The names of root attributes of which one must differ before and after the change.
    pub changed: Option<Vec<Name>>,
}

impl EventTest {
    /// Whether an event passes. One that cannot be read does, so that it is reported instead of disappearing here.
    pub(super) fn passes(&self, event: &Event) -> bool {
        let holds = |filter: &Match| filter.holds(Some(&event.item.body)).unwrap_or(true);
        self.changed.as_ref().is_none_or(|names| names.iter().any(|name| is_changed(event, name)))
            && self.filter.as_deref().is_none_or(holds)
    }

    /// A text that differs for tests that differ; `None` if the test asks for nothing.
    pub(super) fn text(&self) -> Option<String> {
        let filter = self.filter.as_deref().map(Match::text);
        (filter.is_some() || self.changed.is_some()).then(|| format!("{filter:?}{:?}", self.changed))
    }
}

/// Whether a root attribute differs before and after a change. Before `created` and after `deleted` it is missing.
fn is_changed(event: &Event, name: &Name) -> bool {
    let (old, new) = event.images();
    match (attribute(old, name), attribute(new, name)) {
        (Some(Some(old)), Some(Some(new))) => !are_equal(old, new),
        (Some(None), Some(None)) => false,
        _ => true,
    }
}

/// The text of a root attribute. The outer `None` means that the value is damaged.
#[allow(clippy::option_option)] // damaged, missing, its text
fn attribute<'a>(item: Option<&'a Item>, name: &Name) -> Option<Option<&'a str>> {
    match item.map(|item| &item.body) {
        Some(Body::Object(object)) => member(object.as_str(), name.as_str()),
        Some(Body::Value(_)) | None => Some(None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::tests::created;
    use crate::model::{Json, Millis};

    fn event(old: Option<&str>, new: Option<&str>) -> Event {
        let item = |text: &str| {
            let json = Json::from_text(text.to_owned());
            let body = if text.starts_with('{') { Body::Object(json) } else { Body::Value(json) };
            Item { body, ..created("a:1", Millis::ZERO).item }
        };
        Event::new(old.map(item), new.map(item), Millis::ZERO).unwrap()
    }

    fn passes(names: &[&str], old: Option<&str>, new: Option<&str>) -> bool {
        let changed = Some(names.iter().map(|name| Name::from_plain(name)).collect());
        EventTest { filter: None, changed }.passes(&event(old, new))
    }

    #[test]
    fn an_attribute_is_changed_if_its_value_or_its_presence_differs() {
        for (names, old, new, expected) in [
            (&["a"][..], Some(r#"{"a":1,"b":1}"#), Some(r#"{"a":1,"b":2}"#), false),
            (&["b"], Some(r#"{"a":1,"b":1}"#), Some(r#"{"a":1,"b":2}"#), true),
            (&["a", "b"], Some(r#"{"a":1,"b":1}"#), Some(r#"{"a":1,"b":2}"#), true),
            (&["a"], Some(r#"{"b":1}"#), Some(r#"{"a":null}"#), true),
            (&["a"], Some(r#"{"a":1}"#), Some("1"), true),
            (&["a"], Some("1"), Some("2"), false),
            (&["a"], None, Some(r#"{"a":1}"#), true),
            (&["a"], None, Some(r#"{"b":1}"#), false),
            (&["a"], Some(r#"{"a":1}"#), None, true),
            (&["a"], Some(r#"{"b":{"a":1}}"#), None, false),
            (&["a"], Some(r#"{"a":{"x":1,"y":[1]}}"#), Some(r#"{"a":{"y":[1.0],"x":1}}"#), false),
            (&["a"], Some(r#"{"a":{"\u0000SS":["x","y"]}}"#), Some(r#"{"a":{"\u0000SS":["y","x"]}}"#), false),
            (&["a"], Some(r#"{"a":[1,2]}"#), Some(r#"{"a":[2,1]}"#), true),
            (&["\0x"], Some(r#"{"\u0000\u0000x":1}"#), Some(r#"{"\u0000\u0000x":2}"#), true),
        ] {
            assert_eq!(passes(names, old, new), expected, "{names:?} {old:?} {new:?}");
        }
    }

    #[test]
    fn what_cannot_be_read_passes() {
        let filter = Match::parse("filter", &Json::from_text(r#"{"a":{"b":1}}"#)).unwrap();
        let test = EventTest { filter: Some(Box::new(filter)), changed: None };
        assert!(!test.passes(&event(None, Some(r#"{"a":{"b":2}}"#))));
        assert!(test.passes(&event(None, Some(r#"{"a":{"#))));
        assert!(passes(&["a"], Some(r#"{"a""#), Some(r#"{"b":1}"#)));
    }
}
