//! What a predicate means, written a second time: on rows instead of texts, and from the predicate's text.

use std::cmp::Ordering;
use std::str::FromStr;

use ampt_data::model::attribute::to_attribute;
use ampt_data::model::{Json, Tree};
use bigdecimal::BigDecimal;
use serde_json::Value;

use super::model::Row;

/// What a predicate is about: an item, or a value in one.
#[derive(Clone, Copy)]
enum Subject<'a> {
    Item(Option<&'a Row>),
    Inside(Option<&'a Value>),
}

/// Whether the predicate of a text holds for the row of an item.
pub fn holds(predicate: &str, row: Option<&Row>) -> bool {
    at(&Json::from_text(predicate.to_owned()).to_tree().unwrap(), Subject::Item(row))
}

impl<'a> Subject<'a> {
    fn value(self) -> Option<&'a Value> {
        match self {
            Self::Item(row) => row?.get("val"),
            Self::Inside(value) => value,
        }
    }

    /// Whether it is an item without a single value.
    fn is_object_item(self) -> bool {
        matches!(self, Self::Item(Some(row)) if !row.contains_key("val"))
    }

    fn attribute(self, name: &str) -> Self {
        let name = name.strip_prefix('\0').unwrap_or(name);
        Self::Inside(match self {
            Self::Item(row) => row.and_then(|row| row.get(&format!("_{name}"))),
            Self::Inside(value) => value.and_then(|value| value.get("M")?.get(name)),
        })
    }
}

fn at(predicate: &Tree, subject: Subject<'_>) -> bool {
    let parts = match predicate {
        Tree::Object(parts) if !parts.keys().any(|name| is_tag(name)) => parts,
        plain => return subject.value().is_some_and(|value| equal(value, &stored(plain))),
    };
    parts.iter().all(|(name, part)| match name.as_str() {
        "$or" => part.as_array().unwrap().iter().any(|part| at(part, subject)),
        "$and" => part.as_array().unwrap().iter().all(|part| at(part, subject)),
        "$not" => !at(part, subject),
        "$exists" => *part == Tree::Bool(subject.value().is_some() || subject.is_object_item()),
        "$type" if subject.is_object_item() => part.as_str() == Some("object"),
        "$ne" => subject.value().is_none_or(|value| !equal(value, &stored(part))),
        operator if operator.starts_with('$') => {
            subject.value().is_some_and(|value| passes(operator, part, value))
        }
        name => at(part, subject.attribute(name)),
    })
}

fn is_tag(name: &str) -> bool {
    name.starts_with('\0') && !name.starts_with("\0\0")
}

fn stored(value: &Tree) -> Value {
    to_attribute(value).unwrap()
}

fn passes(operator: &str, operand: &Tree, value: &Value) -> bool {
    let order = |operand: &Tree| order(value, &stored(operand));
    let element = |at: usize| &operand.as_array().unwrap()[at];
    let (kind, inner) = value.as_object().unwrap().iter().next().unwrap();
    match operator {
        "$eq" => equal(value, &stored(operand)),
        "$in" => operand.as_array().unwrap().iter().any(|operand| equal(value, &stored(operand))),
        "$lt" => order(operand).is_some_and(Ordering::is_lt),
        "$lte" => order(operand).is_some_and(Ordering::is_le),
        "$gt" => order(operand).is_some_and(Ordering::is_gt),
        "$gte" => order(operand).is_some_and(Ordering::is_ge),
        "$between" => {
            order(element(0)).is_some_and(Ordering::is_ge) && order(element(1)).is_some_and(Ordering::is_le)
        }
        "$startsWith" => match (bytes(value), bytes(&stored(operand))) {
            (Some((kind, value)), Some((other, prefix))) => kind == other && value.starts_with(&prefix),
            _ => false,
        },
        "$contains" => contains(value, &stored(operand)),
        "$type" => {
            let kinds = match operand.as_str().unwrap() {
                "string" => "S",
                "number" => "N",
                "boolean" => "BOOL",
                "null" => "NULL",
                "object" => "M",
                "array" => "L",
                "bytes" => "B",
                _ => "SS NS BS",
            };
            kinds.split(' ').any(|other| kind == other)
        }
        "$size" => {
            let size = match kind.as_str() {
                "S" => inner.as_str().unwrap().chars().map(char::len_utf16).sum(),
                "B" => bytes(value).unwrap().1.len(),
                "M" => inner.as_object().unwrap().len(),
                "L" | "SS" | "NS" | "BS" => inner.as_array().unwrap().len(),
                _ => return false,
            };
            let size = stored(&Tree::Number(size.to_string()));
            match operand {
                Tree::Object(parts) => parts.iter().all(|(operator, operand)| match operator.as_str() {
                    "$ne" => !equal(&size, &stored(operand)),
                    operator => passes(operator, operand, &size),
                }),
                operand => equal(&size, &stored(operand)),
            }
        }
        other => panic!("{other}"),
    }
}

/// The bytes of a string or of bytes, with the type.
fn bytes(value: &Value) -> Option<(&'static str, Vec<u8>)> {
    match (value.get("S"), value.get("B")) {
        (Some(text), _) => Some(("S", text.as_str().unwrap().as_bytes().to_vec())),
        (_, Some(base64)) => {
            Some(("B", base64_simd::STANDARD.decode_to_vec(base64.as_str().unwrap()).unwrap()))
        }
        _ => None,
    }
}

fn decimal(digits: &Value) -> BigDecimal {
    BigDecimal::from_str(digits.as_str().unwrap()).unwrap()
}

fn order(value: &Value, other: &Value) -> Option<Ordering> {
    if let (Some(value), Some(other)) = (value.get("N"), other.get("N")) {
        return Some(decimal(value).cmp(&decimal(other)));
    }
    let ((kind, value), (other_kind, other)) = (bytes(value)?, bytes(other)?);
    (kind == other_kind).then(|| value.cmp(&other))
}

fn equal(value: &Value, other: &Value) -> bool {
    let (kind, inner) = value.as_object().unwrap().iter().next().unwrap();
    let Some(other) = other.get(kind) else { return false };
    let sorted = |set: &Value| {
        let mut elements: Vec<_> = set.as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
        elements.sort_unstable();
        elements.join("\u{1}")
    };
    let numbers = |set: &Value| {
        let mut elements: Vec<_> = set.as_array().unwrap().iter().map(decimal).collect();
        elements.sort();
        elements
    };
    match kind.as_str() {
        "N" => decimal(inner) == decimal(other),
        "SS" | "BS" => sorted(inner) == sorted(other),
        "NS" => numbers(inner) == numbers(other),
        "L" => {
            let (a, b) = (inner.as_array().unwrap(), other.as_array().unwrap());
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        "M" => {
            let (a, b) = (inner.as_object().unwrap(), other.as_object().unwrap());
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => inner == other,
    }
}

fn contains(value: &Value, inner: &Value) -> bool {
    let (kind, whole) = value.as_object().unwrap().iter().next().unwrap();
    let of_set = |kind: &str| {
        whole.as_array().unwrap().iter().any(|element| equal(&serde_json::json!({ kind: element }), inner))
    };
    match kind.as_str() {
        "S" | "B" => match (bytes(value), bytes(inner)) {
            (Some((kind, value)), Some((other, inner))) => {
                kind == other && (inner.is_empty() || value.windows(inner.len()).any(|part| part == inner))
            }
            _ => false,
        },
        "L" => whole.as_array().unwrap().iter().any(|element| equal(element, inner)),
        "SS" => of_set("S"),
        "NS" => of_set("N"),
        "BS" => of_set("B"),
        _ => false,
    }
}
