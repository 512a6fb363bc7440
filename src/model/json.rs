//! Values, kept as JSON text.
//!
//! The text of a plain value is that of `JSON.stringify`, without white space. A value that JSON lacks is a tag: an object
//! with one key that starts with NUL. `{"\u0000B":"AAE="}` is bytes; `SS`, `NS` and `BS` are sets; `N` is an integer
//! that a JavaScript number cannot hold; `U` is an `undefined` attribute, which is never stored. A key of the application
//! that starts with NUL gets another NUL. So a text without `"\u0000` has neither tags nor escaped keys.

use bytestring::ByteString;
use memchr::{memchr, memmem};

use super::error::{Error, Result};
use super::members::{Listed, members, objects};
use super::name::Name;
use super::operator::holds_operator;
use super::tree::Tree;

/// How a tag or an escaped key begins in the text.
const ESCAPE: &str = "\"\\u0000";

/// A value as text. Cloning and slicing share the memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Json(ByteString);

/// The kind of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number or a bigint.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// A plain object or a Map.
    Object,
    /// A Uint8Array.
    Bytes,
    /// A Set.
    Set,
    /// `undefined` as a root attribute.
    Undefined,
}

impl Json {
    /// Takes text that is JSON in the form that the module describes. Does not check it.
    pub fn from_text(text: impl Into<ByteString>) -> Self {
        Self(text.into())
    }

    /// `null`.
    pub fn null() -> Self {
        Self(ByteString::from_static("null"))
    }

    /// Writes a tree as text.
    pub fn from_tree(tree: &Tree) -> Self {
        let mut text = String::new();
        tree.push_to(&mut text);
        Self(text.into())
    }

    /// Parses the text. Tags stay as they are.
    pub fn to_tree(&self) -> Result<Tree> {
        Tree::parse(&self.0).ok_or_else(malformed)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, sharing its memory.
    pub fn into_text(self) -> ByteString {
        self.0
    }

    /// Whether the text may hold tags, so that a reader must revive them.
    pub fn is_rich(&self) -> bool {
        is_rich(&self.0)
    }

    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        kind_of(&self.0)
    }

    /// The digits of a number or bigint.
    pub fn number(&self) -> Option<&str> {
        number_of(&self.0)
    }

    /// The root attributes of an object, in order, as slices of its text: names with their quotes.
    pub fn members(&self) -> Result<Vec<(&str, &str)>> {
        members_of(&self.0)
    }

    /// The elements of an array of objects, as slices of its text.
    pub fn objects(&self) -> Result<Vec<Listed<'_>>> {
        objects(&self.0).ok_or_else(malformed)
    }

    /// A slice of this text as a value, sharing its memory.
    #[must_use]
    pub fn share(&self, text: &str) -> Self {
        Self(self.0.slice_ref(text))
    }

    /// The root attributes of an object, in order, sharing its memory.
    pub fn attributes(&self) -> Result<Vec<(Name, Json)>> {
        let attribute = |(name, value)| (Name::from_text(self.0.slice_ref(name)), self.share(value));
        Ok(self.members()?.into_iter().map(attribute).collect())
    }

    /// Writes an object from its root attributes.
    pub fn from_attributes<'a>(attributes: impl IntoIterator<Item = (&'a Name, &'a Json)>) -> Self {
        Self::from_members(attributes.into_iter().map(|(name, value)| (name.as_str(), value.as_str())))
    }

    /// Writes an object from the texts of its root attributes.
    pub fn from_members<'a>(members: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut text = String::with_capacity(512);
        text.push('{');
        for (name, value) in members {
            if text.len() > 1 {
                text.push(',');
            }
            text.push_str(name);
            text.push(':');
            text.push_str(value);
        }
        text.push('}');
        Self(text.into())
    }

    /// Whether an operator such as `$add` occurs as a key, at any depth.
    pub fn holds_operator(&self) -> bool {
        holds_operator(&self.0)
    }

    /// Whether an `undefined` attribute may occur anywhere. `false` is certain, `true` is not.
    pub fn may_hold_undefined(&self) -> bool {
        memmem::find(self.0.as_bytes(), b"\"\\u0000U\"").is_some()
    }

    /// Whether `null` or an `undefined` attribute may occur anywhere. `false` is certain, `true` is not.
    pub fn may_hold_nothing(&self) -> bool {
        memmem::find(self.0.as_bytes(), b"null").is_some() || self.is_rich()
    }
}

/// The attributes of an object, given its text: in order, names with their quotes.
pub fn members_of(text: &str) -> Result<Vec<(&str, &str)>> {
    members(text).ok_or_else(malformed)
}

/// The kind of the value of a text.
pub fn kind_of(text: &str) -> Kind {
    match text.as_bytes().first() {
        Some(b'{') => match tag_of(text) {
            None => Kind::Object,
            Some("N") => Kind::Number,
            Some("B") => Kind::Bytes,
            Some("U") => Kind::Undefined,
            Some(_) => Kind::Set,
        },
        Some(b'[') => Kind::Array,
        Some(b'"') => Kind::String,
        Some(b't' | b'f') => Kind::Boolean,
        Some(b'n') => Kind::Null,
        _ => Kind::Number,
    }
}

/// The digits of a number or bigint, given its text.
pub fn number_of(text: &str) -> Option<&str> {
    if kind_of(text) != Kind::Number {
        return None;
    }
    match text.strip_prefix("{\"\\u0000N\":\"") {
        Some(rest) => rest.strip_suffix("\"}"),
        None => Some(text),
    }
}

/// Whether text may hold tags.
pub fn is_rich(text: &str) -> bool {
    // Few texts have a backslash, and searching for one byte is faster.
    memchr(b'\\', text.as_bytes())
        .is_some_and(|at| memmem::find(&text.as_bytes()[at.saturating_sub(1)..], ESCAPE.as_bytes()).is_some())
}

/// The tag of an object in a tree, with its value.
pub fn tagged(tree: &Tree) -> Option<(&str, &Tree)> {
    let Tree::Object(object) = tree else { return None };
    let (key, value) = object.first().filter(|_| object.len() == 1)?;
    let tag = key.strip_prefix('\0').filter(|rest| !rest.starts_with('\0'))?;
    Some((tag, value))
}

/// The key of an object in a tree, as the application spells it.
pub fn plain_key(key: &str) -> &str {
    key.strip_prefix('\0').unwrap_or(key)
}

fn tag_of(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("{\"\\u0000")?;
    if rest.starts_with("\\u0000") {
        return None;
    }
    rest.split_once('"').map(|(tag, _)| tag)
}

/// The error of a text that is no value.
pub fn malformed() -> Error {
    Error::invalid_value("The value is not valid JSON.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Json {
        Json::from_text(text)
    }

    #[test]
    fn splits_root_attributes_and_writes_them_back() {
        let text = r#"{"a":1,"b\"c":[{"x":"}"}],"":{"é":null}}"#;
        let attributes = json(text).attributes().unwrap();
        assert_eq!(attributes.len(), 3);
        assert_eq!(attributes[1].0.to_plain(), "b\"c");
        assert_eq!(Json::from_attributes(attributes.iter().map(|(n, v)| (n, v))).as_str(), text);
    }

    #[test]
    fn tells_tags_from_escaped_keys() {
        assert_eq!(json(r#"{"\u0000B":"AA=="}"#).kind(), Kind::Bytes);
        assert_eq!(json(r#"{"\u0000SS":["a"]}"#).kind(), Kind::Set);
        assert_eq!(json(r#"{"\u0000N":"12345678901234567890"}"#).number(), Some("12345678901234567890"));
        let escaped = json(r#"{"\u0000\u0000B":"AA=="}"#);
        assert_eq!(escaped.kind(), Kind::Object);
        assert_eq!(escaped.attributes().unwrap()[0].0.to_plain(), "\0B");
        assert_eq!(Name::from_plain("\0B"), escaped.attributes().unwrap()[0].0);
    }
}
