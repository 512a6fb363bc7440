//! An item: a key, a value and its metadata.

use super::json::Json;
use super::key::Key;
use super::label::Labels;
use super::time::Seconds;
use super::version::Version;

/// A stored item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Its key.
    pub key: Key,
    /// Its value.
    pub body: Body,
    /// When it was created.
    pub created: Seconds,
    /// Its version, which contains when it was last written.
    pub version: Version,
    /// When it expires.
    pub ttl: Option<Seconds>,
    /// Its labels.
    pub labels: Labels,
}

/// The value of an item. The two kinds are in different columns of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// A single value: the column `val`.
    Value(Json),
    /// An object: one column for each root attribute.
    Object(Json),
}

impl Item {
    /// Whether the item has expired. Expired items are never returned.
    pub fn is_expired(&self, now: Seconds) -> bool {
        is_expired(self.ttl, now)
    }

    /// When it was last written.
    pub fn modified(&self) -> Seconds {
        self.version.second()
    }

    /// The value of either kind.
    pub fn value(&self) -> &Json {
        match &self.body {
            Body::Value(value) | Body::Object(value) => value,
        }
    }

    /// The value, without its metadata.
    pub fn into_value(self) -> Json {
        match self.body {
            Body::Value(value) | Body::Object(value) => value,
        }
    }
}

/// Whether a time to live has passed.
pub fn is_expired(ttl: Option<Seconds>, now: Seconds) -> bool {
    ttl.is_some_and(|ttl| ttl <= now)
}
