//! Values as trees, for the rules that depend on their structure.
//!
//! JSON libraries that keep the digits of numbers mark these by an attribute name. Here no attribute name may have a
//! meaning, so this package has a tree type of its own.

use indexmap::IndexMap;
use json_event_parser::{JsonEvent, SliceJsonParser};

use super::text::push_string;

/// Most levels of a text: more than any stored value has, and few enough for recursion.
const MAX_DEPTH: usize = 128;

/// A JSON value. Numbers keep their digits, objects their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it is spelled.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Tree>),
    /// An object.
    Object(IndexMap<String, Tree>),
}

/// A container that is being parsed. An object has the name of its next value.
enum Open {
    Array(Vec<Tree>),
    Object(IndexMap<String, Tree>, String),
}

impl Tree {
    /// Parses a text; `None` if it is not JSON, or too deep.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parser = SliceJsonParser::new(text.as_bytes());
        let mut open: Vec<Open> = Vec::new();
        loop {
            let value = match parser.parse_next().ok()? {
                JsonEvent::Null => Self::Null,
                JsonEvent::Boolean(value) => Self::Bool(value),
                JsonEvent::Number(digits) => Self::Number(digits.into_owned()),
                JsonEvent::String(text) => Self::String(text.into_owned()),
                JsonEvent::StartArray | JsonEvent::StartObject if open.len() == MAX_DEPTH => return None,
                JsonEvent::StartArray => {
                    open.push(Open::Array(Vec::new()));
                    continue;
                }
                JsonEvent::StartObject => {
                    open.push(Open::Object(IndexMap::new(), String::new()));
                    continue;
                }
                JsonEvent::ObjectKey(key) => match open.last_mut() {
                    Some(Open::Object(_, name)) => {
                        *name = key.into_owned();
                        continue;
                    }
                    _ => return None,
                },
                JsonEvent::EndArray | JsonEvent::EndObject => match open.pop()? {
                    Open::Array(items) => Self::Array(items),
                    Open::Object(object, _) => Self::Object(object),
                },
                JsonEvent::Eof => return None,
            };
            match open.last_mut() {
                Some(Open::Array(items)) => items.push(value),
                Some(Open::Object(object, name)) => drop(object.insert(std::mem::take(name), value)),
                None => return matches!(parser.parse_next(), Ok(JsonEvent::Eof)).then_some(value),
            }
        }
    }

    /// Writes the text.
    pub fn push_to(&self, text: &mut String) {
        match self {
            Self::Null => text.push_str("null"),
            Self::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
            Self::Number(digits) => text.push_str(digits),
            Self::String(string) => push_string(text, string),
            Self::Array(items) => {
                text.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    item.push_to(text);
                }
                text.push(']');
            }
            Self::Object(object) => {
                text.push('{');
                for (index, (name, value)) in object.iter().enumerate() {
                    if index > 0 {
                        text.push(',');
                    }
                    push_string(text, name);
                    text.push(':');
                    value.push_to(text);
                }
                text.push('}');
            }
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(string) => Some(string),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Self]> {
        match self {
            Self::Array(items) => Some(items),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::random::tree;

    fn text(tree: &Tree) -> String {
        let mut text = String::new();
        tree.push_to(&mut text);
        text
    }

    proptest! {
        #[test]
        fn reads_what_it_writes(tree in tree()) {
            prop_assert_eq!(Tree::parse(&text(&tree)), Some(tree));
        }

        #[test]
        fn reads_what_another_parser_reads(given in "[{}\\[\\]\",:\\\\a0.e-]{0,12}") {
            let expected = serde_json::from_str::<serde_json::Value>(&given);
            prop_assert_eq!(Tree::parse(&given).is_some(), expected.is_ok(), "{}", given);
        }
    }

    #[test]
    fn no_name_means_anything() {
        for name in ["$serde_json::private::Number", "$serde_json::private::RawValue", "__proto__"] {
            let given = format!(r#"{{"{name}":"42"}}"#);
            assert_eq!(text(&Tree::parse(&given).unwrap()), given);
            // Options and rows are read by `serde_json`, whose features must not give names a meaning either.
            let value: serde_json::Value = serde_json::from_str(&given).unwrap();
            assert!(value.is_object(), "{name}: a feature of serde_json is on");
        }
    }

    #[test]
    fn numbers_keep_their_digits() {
        for digits in ["12345678901234567890123456789012345678", "0.10", "1e400", "-0"] {
            assert_eq!(Tree::parse(digits), Some(Tree::Number(digits.to_owned())));
        }
    }

    #[test]
    fn depth_is_bounded() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Tree::parse(&nested(MAX_DEPTH)).is_some());
        assert_eq!(Tree::parse(&nested(1_000_000)), None);
    }
}
