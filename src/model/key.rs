//! Keys: one string to the application, a partition key and a sort key to the table.
//!
//! The rules (split at the first colon, every part trimmed, 256 bytes, no operators in a
//! collection's key names) are the documentation's; the messages are the golden ones.

use compact_str::CompactString;

use super::error::{Error, Result};
use super::limits::{MAX_KEY_BYTES, SIMPLE_SORT_KEY};

/// The complete key of an item, or a label: they follow the same rules.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// Partition key: the namespace, or the whole of a simple key.
    pub pk: CompactString,
    /// Sort key: what follows the first colon, or `"0"`.
    pub sk: CompactString,
    /// Whether the key was given without a colon. Not part of an item's identity:
    /// `foo` and `foo:0` name the same row.
    pub simple: bool,
}

impl Key {
    /// Parses a complete key, as `set` and `add` take it.
    pub fn parse(text: &str) -> Result<Self> {
        let (pk, sk) = split(text)?;
        let Some(sk) = sk else {
            return Self::checked(pk.into(), CompactString::const_new(SIMPLE_SORT_KEY), true);
        };
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
        Self::checked(pk.into(), sk.as_ref().into(), false)
    }

    /// A key from a row's columns; `simple` is the row's `kv`.
    pub fn from_columns(pk: &str, sk: &str, simple: bool) -> Result<Self> {
        if pk.is_empty() || sk.is_empty() {
            return Err(Error::invalid_key("Invalid key"));
        }
        let Self { pk, sk, simple } = Self::of_row(pk.into(), sk.into(), simple);
        Self::checked(pk, sk, simple)
    }

    /// The key of a row that is stored; `kv` is the row's.
    pub fn of_row(pk: CompactString, sk: CompactString, kv: bool) -> Self {
        let simple = kv && sk == SIMPLE_SORT_KEY;
        Self { pk, sk, simple }
    }

    pub(super) fn checked(pk: CompactString, sk: CompactString, simple: bool) -> Result<Self> {
        let length = if simple { pk.len() } else { pk.len() + 1 + sk.len() };
        if length > MAX_KEY_BYTES {
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

/// Splits a key at its first colon and trims every part between colons.
/// The second part is `None` for a key without a colon.
pub(super) fn split(text: &str) -> Result<(&str, Option<std::borrow::Cow<'_, str>>)> {
    let invalid = || Error::invalid_key("Invalid key");
    let Some((pk, rest)) = text.split_once(':') else {
        let pk = trim(text);
        return if pk.is_empty() { Err(invalid()) } else { Ok((pk, None)) };
    };
    let pk = trim(pk);
    let sk = if rest.contains(':') {
        rest.split(':').map(trim).collect::<Vec<_>>().join(":").into()
    } else {
        std::borrow::Cow::Borrowed(trim(rest))
    };
    if pk.is_empty() || sk.is_empty() { Err(invalid()) } else { Ok((pk, Some(sk))) }
}

/// Trims what JavaScript's `trim` does, so that both stores and the reference agree on a key.
pub fn trim(text: &str) -> &str {
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
    fn measures_the_trimmed_key_in_bytes() {
        assert!(Key::parse(&format!("  {}  ", "k".repeat(256))).is_ok());
        assert!(Key::parse(&"ż".repeat(129)).is_err());
        assert!(Key::parse(&format!("{}:b", "a".repeat(254))).is_ok());
        assert!(Key::parse(&format!("{}:b", "a".repeat(255))).is_err());
    }
}
