//! What a request assumes although its plan does not require it: that the objects are there in which it edits, and that a
//! Set which is the whole value keeps an element. That is so for nearly every item, and then one request is enough.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::Name;
use crate::model::row::schema::{VALUE, attribute_column};
use crate::plan::{BodyEdit, Edit, Edits};
use crate::store::dynamo::attribute::{Row, to_attribute};

/// Whether an assumption fails on a row, or where there is none.
pub(super) fn fail(body: &BodyEdit, row: Option<&Row>) -> bool {
    match body {
        BodyEdit::Value(edit) => {
            let value = row.and_then(|row| row.get(VALUE));
            match edit {
                Edit::Append(_) | Edit::Prepend(_) | Edit::Union(_) => {
                    matches!(value, Some(AttributeValue::Null(_)))
                }
                Edit::Without(given) => {
                    let given = to_attribute(given).ok();
                    value.map_or(0, elements) <= given.as_ref().map_or(0, elements)
                }
                Edit::Set(_) | Edit::Default(_) | Edit::Add(_) | Edit::Merge(_) => false,
            }
        }
        BodyEdit::Object(_) => false,
        BodyEdit::Attributes { edits, .. } => {
            lacks_object(edits, |name| row.and_then(|row| row.get(&attribute_column(name))))
        }
    }
}

/// Whether an object that these edits merge into is not there.
fn lacks_object<'a>(edits: &Edits, get: impl Fn(&Name) -> Option<&'a AttributeValue>) -> bool {
    edits.iter().any(|(name, edit)| match edit {
        Some(Edit::Merge(inner)) => match get(name) {
            Some(AttributeValue::M(map)) => below(inner, map),
            _ => true,
        },
        _ => false,
    })
}

fn below(edits: &Edits, map: &Row) -> bool {
    lacks_object(edits, |name| map.get(&name.to_plain()))
}

fn elements(set: &AttributeValue) -> usize {
    match set {
        AttributeValue::Ss(elements) | AttributeValue::Ns(elements) => elements.len(),
        AttributeValue::Bs(elements) => elements.len(),
        _ => 0,
    }
}
