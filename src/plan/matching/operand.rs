//! Operands: the values that a predicate compares with.

use std::borrow::Cow;
use std::cmp::Ordering;

use super::Comparison;
use super::trail::{Segment, Trail};
use crate::model::attribute::to_attribute;
use crate::model::json::{malformed, number_of, tagged};
use crate::model::scalar::{bytes_of, decoded, string_of};
use crate::model::{Result, Tree, number};

/// A value to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// The digits of a number.
    Number(String),
    /// A string.
    String(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// `null`, a boolean, an array, an object or a Set.
    Whole(Tree),
}

impl Operand {
    /// A value to compare with. What cannot be stored equals nothing, so it is an error.
    pub(super) fn parse(tree: &Tree, trail: &Trail<'_>) -> Result<Self> {
        check_inside(tree, trail)?;
        // The checks of a value that is stored.
        to_attribute::<serde_json::Value>(tree)
            .map_err(|error| trail.refuse(format!("is no value: {}", error.message)))?;
        Ok(match (tree, tagged(tree)) {
            (Tree::Number(digits), _) | (_, Some(("N", Tree::String(digits)))) => {
                Self::Number(digits.clone())
            }
            (Tree::String(string), _) => Self::String(string.clone()),
            (_, Some(("B", Tree::String(base64)))) => {
                Self::Bytes(decoded(base64).ok_or_else(|| trail.refuse("holds bytes that are not base64"))?)
            }
            _ => Self::Whole(tree.clone()),
        })
    }

    /// Whether the value of a text equals the operand.
    pub(super) fn equals(&self, text: &str) -> Result<bool> {
        match self {
            Self::Whole(Tree::Null) => Ok(text == "null"),
            Self::Whole(Tree::Bool(truth)) => Ok(text == if *truth { "true" } else { "false" }),
            // Nothing but an array or an object equals one.
            Self::Whole(_) if !text.starts_with(['[', '{']) => Ok(false),
            Self::Whole(tree) => Ok(same(tree, &Tree::parse(text).ok_or_else(malformed)?)),
            _ => Ok(self.compare(text) == Some(Ordering::Equal)),
        }
    }

    /// How the value of a text compares with the operand; `None` if the two have no order.
    pub(super) fn compare(&self, text: &str) -> Option<Ordering> {
        match self {
            Self::Number(digits) => number::compare(number_of(text)?, digits),
            Self::String(string) => Some(string_of(text)?.as_bytes().cmp(string.as_bytes())),
            Self::Bytes(bytes) => Some(bytes_of(text)?.cmp(bytes)),
            Self::Whole(_) => None,
        }
    }
}

impl Comparison {
    /// Whether a value that is ordered so against the operand passes.
    pub(super) fn allows(self, ordering: Ordering) -> bool {
        match self {
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Same => ordering.is_eq(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Greater => ordering.is_gt(),
        }
    }
}

/// Whether two texts are of equal values, as `$eq` compares them. A text that cannot be read equals only itself.
pub fn are_equal(a: &str, b: &str) -> bool {
    a == b || matches!((Tree::parse(a), Tree::parse(b)), (Some(a), Some(b)) if same(&a, &b))
}

/// Whether two values are equal.
fn same(a: &Tree, b: &Tree) -> bool {
    if let (Some(a), Some(b)) = (digits(a), digits(b)) {
        return number::compare(a, b) == Some(Ordering::Equal);
    }
    match (tagged(a), tagged(b)) {
        (Some((tag, a)), Some((other, b))) if tag == other => sorted(tag, a) == sorted(tag, b),
        (None, None) => match (a, b) {
            (Tree::Array(a), Tree::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
            }
            (Tree::Object(a), Tree::Object(b)) => {
                a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
            }
            _ => a == b,
        },
        _ => false,
    }
}

fn digits(tree: &Tree) -> Option<&str> {
    match (tree, tagged(tree)) {
        (Tree::Number(digits), _) => Some(digits),
        (_, Some(("N", inner))) => inner.as_str(),
        _ => None,
    }
}

/// The elements of a tag in an order that depends on their values only.
fn sorted<'a>(tag: &str, inner: &'a Tree) -> Vec<Cow<'a, str>> {
    let elements = inner.as_array().unwrap_or(std::slice::from_ref(inner)).iter().filter_map(Tree::as_str);
    let mut elements: Vec<Cow<'a, str>> = match tag {
        "NS" => elements.map(|digits| number::spelled(digits).unwrap_or(digits.into())).collect(),
        _ => elements.map(Cow::from).collect(),
    };
    elements.sort_unstable();
    elements
}

/// Refuses what no stored value has: `undefined`, an empty Set, an empty name.
fn check_inside(tree: &Tree, trail: &Trail<'_>) -> Result<()> {
    match (tree, tagged(tree)) {
        (_, Some(("U", _))) => Err(trail.refuse(
            "is undefined. Write { $exists: false } for an attribute that is missing, or leave it out",
        )),
        (_, Some((_, Tree::Array(elements)))) if elements.is_empty() => {
            Err(trail.refuse("is an empty Set, which no attribute equals"))
        }
        (_, Some(_)) => Ok(()),
        (Tree::Array(items), _) => items
            .iter()
            .enumerate()
            .try_for_each(|(at, item)| check_inside(item, &trail.enter(Segment::Element(at)))),
        (Tree::Object(object), _) => object.iter().try_for_each(|(key, value)| {
            let inner = trail.enter(Segment::Name(key));
            if key.is_empty() {
                return Err(inner.refuse("is empty: no attribute below the root has an empty name"));
            }
            check_inside(value, &inner)
        }),
        _ => Ok(()),
    }
}
