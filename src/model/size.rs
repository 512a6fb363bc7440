//! The size of an item, as DynamoDB counts it.
//!
//! Names and strings count their UTF-8 bytes, a number about one byte for two digits, a list or map three bytes and one
//! more for each element.

use super::error::{Error, Result};
use super::item::{Body, Item};
use super::json::malformed;
use super::label::Labels;
use super::limits::MAX_ITEM_BYTES;
use super::text_size::{attributes_size, value_size};

/// Bytes of the columns `ct` and `md`: two letters and ten digits each.
const TIMESTAMPS: usize = 16;
/// Bytes of the version in the fraction of `md`. A table counts them; the message of the reference does not.
const VERSION: usize = 11;

/// The size in bytes of an item that is larger than DynamoDB allows; `None` for any other.
pub fn oversize(item: &Item) -> Result<Option<usize>> {
    // No value is larger than twice its text, so most items need not be measured.
    if body_text(item).len() < MAX_ITEM_BYTES / 4 {
        return Ok(None);
    }
    let size = item_size(item)?;
    Ok((size + VERSION > MAX_ITEM_BYTES).then_some(size))
}

/// Refuses an item that is larger than DynamoDB allows.
pub fn check(item: &Item) -> Result<()> {
    let Some(bytes) = oversize(item)? else { return Ok(()) };
    #[allow(clippy::cast_precision_loss)] // far below 2^52
    let kilobytes = bytes as f64 / 1024.0;
    Err(Error::invalid(
        "ITEM_TOO_LARGE",
        format!("Item size of {kilobytes:.2} KB is greater than the maximum size of 400 KB."),
    ))
}

fn body_text(item: &Item) -> &str {
    match &item.body {
        Body::Value(value) | Body::Object(value) => value.as_str(),
    }
}

/// The size of an item in bytes.
pub fn item_size(item: &Item) -> Result<usize> {
    let Item { key, body, ttl, labels, .. } = item;
    let measured = Measured {
        key: key.pk.len() + key.sk.len(),
        is_simple: key.simple,
        expires: ttl.is_some(),
        labels,
        is_object: matches!(body, Body::Object(_)),
        text: body_text(item),
    };
    measured.size()
}

/// The size of an item where it is stored: with the digits of its version, if it is one of this package.
pub fn stored_size(item: &Item) -> Result<usize> {
    Ok(item_size(item)? + version_size(item.version.is_unique()))
}

/// The size of the digits behind the point of a version, if it has some.
pub fn version_size(is_unique: bool) -> usize {
    if is_unique { VERSION } else { 0 }
}

/// What of an item counts.
pub struct Measured<'a> {
    /// The bytes of its partition and sort key.
    pub key: usize,
    /// Whether its key has no colon.
    pub is_simple: bool,
    /// Whether it expires.
    pub expires: bool,
    /// Its labels.
    pub labels: &'a Labels,
    /// Whether it holds an object, and no single value.
    pub is_object: bool,
    /// The text of its value.
    pub text: &'a str,
}

impl Measured<'_> {
    /// The size in bytes.
    pub fn size(&self) -> Result<usize> {
        let mut size = 4 + self.key + TIMESTAMPS;
        if self.is_simple {
            size += 3;
        }
        if self.expires {
            size += 3 + 6;
        }
        for (_, label) in self.labels.iter() {
            size += 6 + label.pk.len() + label.sk.len() + if label.simple { 4 } else { 0 };
        }
        let of_value = if self.is_object {
            attributes_size(self.text)
        } else {
            value_size(self.text).map(|size| 3 + size)
        };
        Ok(size + of_value.ok_or_else(malformed)?)
    }
}
