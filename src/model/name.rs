//! The name of a root attribute.

use bytestring::ByteString;

use super::text::{push_key, push_string};

/// The name of a root attribute: a JSON string, quotes included, in canonical escapes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Name(ByteString);

impl Name {
    /// Takes the JSON text of a name.
    pub(super) fn from_text(text: ByteString) -> Self {
        Self(text)
    }

    /// A name as the application spells it.
    pub fn from_plain(name: &str) -> Self {
        let mut text = String::with_capacity(name.len() + 2);
        push_key(&mut text, name);
        Self(text.into())
    }

    /// A name from its spelling inside a tree, where NUL is still doubled.
    pub fn from_tree_key(key: &str) -> Self {
        let mut text = String::with_capacity(key.len() + 2);
        push_string(&mut text, key);
        Self(text.into())
    }

    /// The name as the application spells it.
    pub fn to_plain(&self) -> String {
        let inner = &self.0[1..self.0.len() - 1];
        if !inner.contains('\\') {
            return inner.to_owned();
        }
        // Names are JSON. One that is not, in a damaged file, is shown as it is.
        let name: String = serde_json::from_str(&self.0).unwrap_or_else(|_| inner.to_owned());
        match name.strip_prefix('\0') {
            Some(rest) => rest.to_owned(),
            None => name,
        }
    }

    /// The name as JSON text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
