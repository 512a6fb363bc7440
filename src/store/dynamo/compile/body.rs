//! Edits of a value: one column `val`, or a column for each root attribute.

use super::expressions::Expression;
use crate::model::Result;
use crate::model::row::schema::{KEY, VALUE, attribute_column};
use crate::plan::{BodyEdit, Edit, OverValue};
use crate::store::dynamo::attribute::to_attribute;

pub(super) fn compile(expression: &mut Expression, body: &BodyEdit) -> Result<()> {
    match body {
        BodyEdit::Value(edit) => {
            // A single value goes over nothing or over a single value, never over an object.
            expression.require(
                "(attribute_not_exists(#pk) OR attribute_exists(#val))",
                &[("#pk", KEY.pk), ("#val", VALUE)],
            );
            edit_column(expression, VALUE, Some(edit))
        }
        BodyEdit::Object(object) => {
            expression.remove(VALUE);
            for (name, value) in object.attributes()? {
                expression.set(&attribute_column(&name), to_attribute(&value)?);
            }
            Ok(())
        }
        BodyEdit::Attributes { edits, over_value } => {
            match over_value {
                OverValue::Replace => expression.remove(VALUE),
                OverValue::Keep => expression.require("attribute_not_exists(#val)", &[("#val", VALUE)]),
            }
            edits
                .iter()
                .try_for_each(|(name, edit)| edit_column(expression, &attribute_column(name), edit.as_ref()))
        }
    }
}

fn edit_column(expression: &mut Expression, column: &str, edit: Option<&Edit>) -> Result<()> {
    match edit {
        None => expression.remove(column),
        Some(Edit::Set(value)) => expression.set(column, to_attribute(value)?),
        Some(Edit::Default(value)) => expression.set_default(column, to_attribute(value)?),
        Some(Edit::Add(delta)) => expression.add(column, to_attribute(delta)?),
    }
    Ok(())
}
