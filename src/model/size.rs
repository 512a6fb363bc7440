//! The size of an item, as DynamoDB counts it.
//!
//! Names and strings count their UTF-8 bytes, a number about one byte for two digits, a list or map three bytes and one
//! more for each element.

use super::error::{Error, Result};
use super::item::{Body, Item};
use super::json::{Json, plain_key, tagged};
use super::limits::MAX_ITEM_BYTES;
use super::tree::Tree;

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
    let mut size = 4 + item.key.pk.len() + item.key.sk.len() + TIMESTAMPS;
    if item.key.simple {
        size += 3;
    }
    if item.ttl.is_some() {
        size += 3 + 6;
    }
    for (_, label) in item.labels.iter() {
        size += 6 + label.pk.len() + label.sk.len() + if label.simple { 4 } else { 0 };
    }
    size += match &item.body {
        Body::Value(value) => 3 + json_size(value)?,
        Body::Object(object) => object
            .attributes()?
            .iter()
            .map(|(name, value)| Ok(1 + name.to_plain().len() + json_size(value)?))
            .sum::<Result<usize>>()?,
    };
    Ok(size)
}

fn json_size(value: &Json) -> Result<usize> {
    value.to_tree().map(|tree| tree_size(&tree))
}

fn tree_size(tree: &Tree) -> usize {
    if let Some((tag, inner)) = tagged(tree) {
        let elements = inner.as_array().unwrap_or(std::slice::from_ref(inner));
        let leaf = |value: &Tree| {
            let text = value.as_str().unwrap_or_default();
            match tag {
                "N" | "NS" => number_size(text),
                "B" | "BS" => text.trim_end_matches('=').len() * 3 / 4,
                _ => text.len(),
            }
        };
        return elements.iter().map(leaf).sum();
    }
    match tree {
        Tree::Null | Tree::Bool(_) => 1,
        Tree::Number(digits) => number_size(digits),
        Tree::String(text) => text.len(),
        Tree::Array(items) => 3 + items.iter().map(|item| 1 + tree_size(item)).sum::<usize>(),
        Tree::Object(object) => {
            3 + object.iter().map(|(key, value)| 1 + plain_key(key).len() + tree_size(value)).sum::<usize>()
        }
    }
}

fn number_size(digits: &str) -> usize {
    let significant = digits.bytes().filter(u8::is_ascii_digit).count();
    significant.div_ceil(2) + 1 + usize::from(digits.starts_with('-'))
}
