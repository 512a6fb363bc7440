//! Keys: one string in the application, a partition key and a sort key in the table.
//!
//! A key is split at the first colon, each part between colons is trimmed, each of the two keys has up to 256 bytes, and
//! a sort key has no operators. Labels follow the same rules but may contain operators, because applications label by
//! title or by note. The messages are those of the reference.

use compact_str::CompactString;

use super::error::{Error, Result};
use super::limits::{MAX_KEY_PART_BYTES, SIMPLE_SORT_KEY};

/// The complete key of an item, or a label.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key: the name of the collection, or the whole of a simple key.
    pub pk: CompactString,
    /// Sort key: what follows the first colon, or `"0"`.
    pub sk: CompactString,
    /// Whether the key was written without a colon. Not part of the identity: `foo` and `foo:0` name the same row.
    pub simple: bool,
}

impl Key {
    /// Parses a complete key, as `set` and `add` take it.
    pub fn parse(text: &str) -> Result<Self> {
        let key = Self::parse_label(text)?;
        let sk = &key.sk;
        if sk.contains(['|', '*']) {
            return Err(Error::invalid_key(
                "Invalid key: Key names in collections cannot contain the '|' or the '*' characters.",
            ));
        }
        if sk.starts_with(['>', '<']) {
            return Err(Error::invalid_key(
                "Invalid key: Key names in collections cannot start with the '>' or '<' characters.",
            ));
        }
        Ok(key)
    }

    /// Parses a label.
    pub fn parse_label(text: &str) -> Result<Self> {
        match split(text)? {
            (pk, None) => Self::checked(pk.into(), CompactString::const_new(SIMPLE_SORT_KEY), true),
            (pk, Some(sk)) => Self::checked(pk.into(), sk.as_ref().into(), false),
        }
    }

    /// A key from the columns of a row. `simple` is its column `kv`.
    pub fn from_columns(pk: &str, sk: &str, simple: bool) -> Result<Self> {
        if pk.is_empty() || sk.is_empty() {
            return Err(Error::invalid_key("Invalid key"));
        }
        let Self { pk, sk, simple } = Self::of_row(pk.into(), sk.into(), simple);
        Self::checked(pk, sk, simple)
    }

    /// The key of a stored row. `kv` is its column of that name.
    pub fn of_row(pk: CompactString, sk: CompactString, kv: bool) -> Self {
        let simple = kv && sk == SIMPLE_SORT_KEY;
        Self { pk, sk, simple }
    }

    pub(super) fn checked(pk: CompactString, sk: CompactString, simple: bool) -> Result<Self> {
        if !simple && pk.len() > MAX_KEY_PART_BYTES {
            return Err(Error::invalid_key("Invalid key: Maximum collection name size is 256 bytes"));
        }
        if pk.len().max(sk.len()) > MAX_KEY_PART_BYTES {
            return Err(Error::invalid_key("Invalid key: Maximum Key size is 256 bytes"));
        }
        Ok(Self { pk, sk, simple })
    }

    /// Whether both keys name the same row.
    pub fn same_row(&self, other: &Self) -> bool {
        self.pk == other.pk && self.sk == other.sk
    }

    /// The key as the application writes it.
    pub fn to_text(&self) -> String {
        if self.simple { self.pk.to_string() } else { format!("{}:{}", self.pk, self.sk) }
    }
}

/// Splits a key at its first colon and trims every part between colons. The second part is `None` for a key without a
/// colon. The parts before and after the first colon must not be empty, because the reference cannot read such a row.
pub(super) fn split(text: &str) -> Result<(&str, Option<std::borrow::Cow<'_, str>>)> {
    let Some((pk, rest)) = text.split_once(':') else {
        let pk = trim(text);
        return if pk.is_empty() { Err(no_key()) } else { Ok((pk, None)) };
    };
    let pk = trim(pk);
    if pk.is_empty() {
        return Err(Error::invalid_key("Invalid key")
            .with_hint("The name of the collection is missing before the colon, as in 'users:jane'."));
    }
    if trim(rest.split(':').next().unwrap_or_default()).is_empty() {
        return Err(Error::invalid_key("Invalid key").with_hint(format!(
            "Nothing follows the first colon. Write '{pk}:*' for the whole collection, '{pk}:NAME' for one item."
        )));
    }
    let sk = if rest.contains(':') {
        rest.split(':').map(trim).collect::<Vec<_>>().join(":").into()
    } else {
        std::borrow::Cow::Borrowed(trim(rest))
    };
    Ok((pk, Some(sk)))
}

/// The error for a value that is neither a key nor a label.
pub fn no_key() -> Error {
    Error::invalid_key("Invalid key")
        .with_hint("A key or label is a string of at least one character. Check that it is no other type.")
}

/// Trims the same characters as `trim` of JavaScript, so that both stores and the reference agree on a key.
pub fn trim(text: &str) -> &str {
    // Nearly all texts begin and end with a visible ASCII character.
    let bytes = text.as_bytes();
    if bytes.first().is_some_and(u8::is_ascii_graphic) && bytes.last().is_some_and(u8::is_ascii_graphic) {
        return text;
    }
    text.trim_matches(|c: char| c == '\u{feff}' || (c != '\u{85}' && c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String, bool) {
        let key = Key::parse(text).unwrap();
        (key.pk.to_string(), key.sk.to_string(), key.simple)
    }

    #[test]
    fn splits_at_the_first_colon_and_trims_every_part() {
        assert_eq!(parts(" ns : a b : c "), ("ns".into(), "a b:c".into(), false));
        assert_eq!(parts("\u{feff}foo\u{a0}"), ("foo".into(), "0".into(), true));
        assert_eq!(parts("foo:0"), ("foo".into(), "0".into(), false));
    }

    #[test]
    fn measures_each_trimmed_part_in_bytes() {
        assert!(Key::parse(&format!("  {}  ", "k".repeat(256))).is_ok());
        assert!(Key::parse(&"ż".repeat(129)).is_err());
        assert!(Key::parse(&format!(" {} : {} ", "a".repeat(256), "b".repeat(256))).is_ok());
        assert!(Key::parse(&format!("{}:b", "a".repeat(257))).is_err());
        assert!(Key::parse(&format!("a:{}", "b".repeat(257))).is_err());
    }

    #[test]
    fn only_labels_may_hold_operators() {
        for text in ["t:a|b", "t:a*", "t:>a", "t:<a"] {
            assert!(Key::parse(text).is_err(), "{text}");
            assert_eq!(Key::parse_label(text).unwrap().to_text(), text);
        }
    }

    #[test]
    fn no_part_may_be_missing_around_the_first_colon() {
        for text in ["", " ", ":x", " : x", "x:", "x: ", "x::", "x::y", "x: :y"] {
            assert!(Key::parse(text).is_err(), "{text:?}");
            assert!(Key::parse_label(text).is_err(), "{text:?}");
        }
        for text in ["x:y:", "x:y::z"] {
            assert_eq!(Key::parse(text).unwrap().to_text(), text);
        }
    }
}
