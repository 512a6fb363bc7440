//! Values as DynamoDB attribute values, in any representation of these.

use serde_json::{Map, Value, json};

use super::error::{Error, Result};
use super::json::{plain_key, tagged};
use super::number;
use super::tree::Tree;

/// A representation of DynamoDB attribute values: DynamoDB's JSON (`{"S":"…"}`), or the values of the AWS SDK.
pub trait AttributeFormat: Sized {
    /// `NULL`, which is always true.
    fn null() -> Self;
    /// `BOOL`
    fn boolean(value: bool) -> Self;
    /// `N`: digits as DynamoDB spells them.
    fn number(digits: String) -> Self;
    /// `S`
    fn string(text: String) -> Self;
    /// `B`; `None` if the text is not base64.
    fn binary(base64: &str) -> Option<Self>;
    /// `L`
    fn list(elements: impl Iterator<Item = Result<Self>>) -> Result<Self>;
    /// `M`
    fn map(elements: impl Iterator<Item = Result<(String, Self)>>) -> Result<Self>;
    /// `SS`
    fn string_set(texts: Vec<String>) -> Self;
    /// `NS`: digits as DynamoDB spells them.
    fn number_set(digits: Vec<String>) -> Self;
    /// `BS`; `None` if a text is not base64.
    fn binary_set(base64: Vec<String>) -> Option<Self>;
}

/// The attribute value of a tree.
pub fn to_attribute<A: AttributeFormat>(tree: &Tree) -> Result<A> {
    if let Some((tag, inner)) = tagged(tree) {
        return of_tag(tag, inner).ok_or_else(|| Error::invalid_value("A value holds an unknown tag."));
    }
    match tree {
        Tree::Null => Ok(A::null()),
        Tree::Bool(value) => Ok(A::boolean(*value)),
        Tree::Number(digits) => Ok(A::number(number::normalize(digits)?)),
        Tree::String(text) => Ok(A::string(text.clone())),
        Tree::Array(items) => A::list(items.iter().map(to_attribute)),
        Tree::Object(object) => {
            A::map(object.iter().map(|(key, value)| Ok((plain_key(key).to_owned(), to_attribute(value)?))))
        }
    }
}

fn of_tag<A: AttributeFormat>(tag: &str, inner: &Tree) -> Option<A> {
    let texts = |spell: fn(&str) -> Option<String>| {
        inner.as_array()?.iter().map(|item| item.as_str().and_then(spell)).collect::<Option<Vec<_>>>()
    };
    let unchanged = |text: &str| Some(text.to_owned());
    match tag {
        "N" => Some(A::number(inner.as_str()?.to_owned())),
        "B" => A::binary(inner.as_str()?),
        "SS" => Some(A::string_set(texts(unchanged)?)),
        "NS" => Some(A::number_set(texts(|digits| number::normalize(digits).ok())?)),
        "BS" => A::binary_set(texts(unchanged)?),
        _ => None,
    }
}

/// DynamoDB's JSON. Bytes stay base64, unchecked.
impl AttributeFormat for Value {
    fn null() -> Self {
        json!({ "NULL": true })
    }

    fn boolean(value: bool) -> Self {
        json!({ "BOOL": value })
    }

    fn number(digits: String) -> Self {
        json!({ "N": digits })
    }

    fn string(text: String) -> Self {
        json!({ "S": text })
    }

    fn binary(base64: &str) -> Option<Self> {
        Some(json!({ "B": base64 }))
    }

    fn list(elements: impl Iterator<Item = Result<Self>>) -> Result<Self> {
        Ok(json!({ "L": elements.collect::<Result<Vec<_>>>()? }))
    }

    fn map(elements: impl Iterator<Item = Result<(String, Self)>>) -> Result<Self> {
        Ok(json!({ "M": elements.collect::<Result<Map<_, _>>>()? }))
    }

    fn string_set(texts: Vec<String>) -> Self {
        json!({ "SS": texts })
    }

    fn number_set(digits: Vec<String>) -> Self {
        json!({ "NS": digits })
    }

    fn binary_set(base64: Vec<String>) -> Option<Self> {
        Some(json!({ "BS": base64 }))
    }
}
