//! What the edits of a single value do to it: sums, longer arrays, larger and smaller Sets.

use super::refused::Refused;
use crate::model::json::{kind_of, number_of};
use crate::model::{EditOperator, ElementSet, Json, Kind, number};

/// The exact sum. A missing value counts as 0.
pub(super) fn sum(current: Option<&str>, delta: &Json) -> Result<String, Refused> {
    let delta = delta.number().ok_or(Refused::WrongKind(EditOperator::Add))?;
    let current = match current {
        Some(value) => number_of(value).ok_or(Refused::WrongKind(EditOperator::Add))?,
        None => "0",
    };
    Ok(number::add(current, delta)?.as_str().to_owned())
}

/// The stored array and then the given one.
pub(super) fn append(current: Option<&str>, given: &Json) -> Result<String, Refused> {
    Ok(joined(array(current, EditOperator::Append)?, array(Some(given.as_str()), EditOperator::Append)?))
}

/// The given array and then the stored one.
pub(super) fn prepend(current: Option<&str>, given: &Json) -> Result<String, Refused> {
    Ok(joined(array(Some(given.as_str()), EditOperator::Prepend)?, array(current, EditOperator::Prepend)?))
}

/// The Set with the elements of both.
pub(super) fn union(current: Option<&str>, given: &Json) -> Result<String, Refused> {
    let given = set(given.as_str(), EditOperator::Union)?;
    let union = match current {
        Some(current) => {
            let mut stored = set_like(current, &given, EditOperator::Union)?;
            stored.insert_all(given);
            stored
        }
        None => given,
    };
    Ok(union.to_json().as_str().to_owned())
}

/// The Set with the stored elements that are not given; `None` if there is none.
pub(super) fn without(current: &str, given: &Json) -> Result<Option<String>, Refused> {
    let given = set(given.as_str(), EditOperator::Without)?;
    let mut stored = set_like(current, &given, EditOperator::Without)?;
    stored.remove_all(&given);
    Ok((!stored.is_empty()).then(|| stored.to_json().as_str().to_owned()))
}

/// The inside of the text of an array.
fn array(text: Option<&str>, operator: EditOperator) -> Result<&str, Refused> {
    let Some(text) = text else { return Ok("") };
    let inside = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inside.filter(|_| kind_of(text) == Kind::Array).ok_or(Refused::WrongKind(operator))
}

fn joined(first: &str, second: &str) -> String {
    let comma = if first.is_empty() || second.is_empty() { "" } else { "," };
    format!("[{first}{comma}{second}]")
}

fn set(text: &str, operator: EditOperator) -> Result<ElementSet, Refused> {
    ElementSet::of_set(text)?.ok_or(Refused::WrongKind(operator))
}

/// The stored Set, which must have elements of the same kind as the given one.
fn set_like(text: &str, given: &ElementSet, operator: EditOperator) -> Result<ElementSet, Refused> {
    let stored = set(text, operator)?;
    if stored.kind() == given.kind() { Ok(stored) } else { Err(Refused::WrongKind(operator)) }
}
