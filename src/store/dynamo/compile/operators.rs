//! Edits of what has a structure: arrays, Sets and nested objects. Each has the condition that what it edits is of the
//! right kind. If that fails, DynamoDB returns the row, and `plan::apply` decides.

use aws_sdk_dynamodb::types::AttributeValue;

use super::expressions::Expressions;
use crate::model::row::schema::VALUE;
use crate::model::{Error, Json, Result};
use crate::plan::Edit;
use crate::store::dynamo::attribute::to_attribute;

/// The elements of a Set, for a place that must be empty or hold a Set of their kind.
pub(super) fn set_of(expressions: &mut Expressions, place: &str, given: &Json) -> Result<AttributeValue> {
    let elements = to_attribute(given)?;
    expressions.require_missing_or(set_type(&elements)?.0, place);
    Ok(elements)
}

/// Removes elements of the Set that is the whole value. Removing the last one would remove the column and so make the
/// value an object, so the Set must have more elements than are given.
pub(super) fn without_value(expressions: &mut Expressions, given: &Json) -> Result<()> {
    let elements = to_attribute(given)?;
    let (kind, count) = set_type(&elements)?;
    let place = expressions.name_of(VALUE);
    let kind = expressions.kind(kind);
    let count = expressions.value_of(AttributeValue::N(count.to_string()));
    expressions.require(&format!("attribute_type({place},{kind}) AND size({place}) > {count}"), &[]);
    expressions.delete_at(&place, elements);
    Ok(())
}

/// Edits a place: a column, or an attribute below one.
pub(super) fn edit_at(expressions: &mut Expressions, place: &str, edit: &Edit) -> Result<()> {
    match edit {
        Edit::Set(value) => expressions.set_at(place, to_attribute(value)?),
        Edit::Default(value) => expressions.set_default_at(place, to_attribute(value)?),
        Edit::Add(delta) => {
            expressions.require_missing_or("N", place);
            let zero = expressions.value_of(AttributeValue::N("0".to_owned()));
            let delta = expressions.value_of(to_attribute(delta)?);
            expressions.set_computed(place, &format!("if_not_exists({place},{zero})+{delta}"), 2);
        }
        Edit::Append(given) | Edit::Prepend(given) => {
            expressions.require_missing_or("L", place);
            let nothing = expressions.value_of(AttributeValue::L(Vec::new()));
            let given = expressions.value_of(to_attribute(given)?);
            let stored = format!("if_not_exists({place},{nothing})");
            let (first, second) =
                if matches!(edit, Edit::Append(_)) { (stored, given) } else { (given, stored) };
            expressions.set_computed(place, &format!("list_append({first},{second})"), 2);
        }
        // DynamoDB adds to a set and deletes from it only in a column.
        Edit::Union(_) | Edit::Without(_) => expressions.cannot_say(),
        Edit::Merge(edits) => {
            let kind = expressions.kind("M");
            expressions.require_all(vec![format!("attribute_type({place},{kind})")], 1);
            for (name, edit) in edits {
                let place = format!("{place}.{}", expressions.name_of(&name.to_plain()));
                match edit {
                    Some(edit) => edit_at(expressions, &place, edit)?,
                    None => expressions.remove_at(place),
                }
            }
        }
    }
    Ok(())
}

/// The type of a set, and how many elements it has.
fn set_type(set: &AttributeValue) -> Result<(&'static str, usize)> {
    match set {
        AttributeValue::Ss(elements) => Ok(("SS", elements.len())),
        AttributeValue::Ns(elements) => Ok(("NS", elements.len())),
        AttributeValue::Bs(elements) => Ok(("BS", elements.len())),
        _ => Err(Error::internal()),
    }
}
