//! Edits of a value: the column `val`, or a column for each root attribute.

use super::expressions::Expressions;
use super::operators;
use crate::model::Result;
use crate::model::row::schema::{KEY, VALUE, attribute_column};
use crate::plan::{BodyEdit, Edit, OverValue};
use crate::store::dynamo::attribute::to_attribute;

pub(super) fn compile(expressions: &mut Expressions, body: &BodyEdit) -> Result<()> {
    match body {
        BodyEdit::Value(edit) => {
            // A value that is not an object cannot replace an object.
            expressions.require(
                "(attribute_not_exists(#pk) OR attribute_exists(#val))",
                &[("#pk", KEY.pk), ("#val", VALUE)],
            );
            if let Edit::Without(given) = edit {
                return operators::without_value(expressions, given);
            }
            edit_column(expressions, VALUE, Some(edit))
        }
        BodyEdit::Object(object) => {
            expressions.remove(VALUE);
            for (name, value) in object.attributes()? {
                expressions.set(&attribute_column(&name), to_attribute(&value)?);
            }
            Ok(())
        }
        BodyEdit::Attributes { edits, over_value } => {
            match over_value {
                OverValue::Replace => expressions.remove(VALUE),
                OverValue::Keep => expressions.require("attribute_not_exists(#val)", &[("#val", VALUE)]),
            }
            edits
                .iter()
                .try_for_each(|(name, edit)| edit_column(expressions, &attribute_column(name), edit.as_ref()))
        }
    }
}

fn edit_column(expressions: &mut Expressions, column: &str, edit: Option<&Edit>) -> Result<()> {
    let place = expressions.name_of(column);
    match edit {
        None => expressions.remove_at(place),
        Some(Edit::Set(value)) => expressions.set_at(&place, to_attribute(value)?),
        Some(Edit::Default(value)) => expressions.set_default_at(&place, to_attribute(value)?),
        Some(Edit::Add(delta)) => {
            expressions.require_missing_or("N", &place);
            expressions.add_at(&place, to_attribute(delta)?);
        }
        Some(Edit::Union(given)) => {
            let elements = operators::set_of(expressions, &place, given)?;
            expressions.add_at(&place, elements);
        }
        Some(Edit::Without(given)) => {
            let elements = operators::set_of(expressions, &place, given)?;
            expressions.delete_at(&place, elements);
        }
        Some(edit @ (Edit::Append(_) | Edit::Prepend(_) | Edit::Merge(_))) => {
            operators::edit_at(expressions, &place, edit)?;
        }
    }
    Ok(())
}
