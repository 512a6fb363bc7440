//! Edits of a value: the column `val`, or a column for each root attribute.

use super::expressions::Expressions;
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
    match edit {
        None => expressions.remove(column),
        Some(Edit::Set(value)) => expressions.set(column, to_attribute(value)?),
        Some(Edit::Default(value)) => expressions.set_default(column, to_attribute(value)?),
        Some(Edit::Add(delta)) => expressions.add(column, to_attribute(delta)?),
    }
    Ok(())
}
