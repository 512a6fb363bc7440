//! Edits of labels, each of which has three columns.

use aws_sdk_dynamodb::types::AttributeValue;

use super::expressions::Expressions;
use crate::model::LabelNumber;
use crate::model::row::schema::{KeyColumns, label_columns};
use crate::plan::LabelEdit;

pub(super) fn compile(expressions: &mut Expressions, edits: &[(LabelNumber, LabelEdit)]) {
    for (number, edit) in edits {
        let KeyColumns { pk, sk, kv } = label_columns(*number);
        match edit {
            LabelEdit::Set(label) => {
                expressions.set(pk, AttributeValue::S(label.pk.to_string()));
                expressions.set(sk, AttributeValue::S(label.sk.to_string()));
                if label.simple {
                    expressions.set(kv, AttributeValue::Bool(true));
                } else {
                    expressions.remove(kv);
                }
            }
            LabelEdit::Default(label) => {
                expressions.set_default(pk, AttributeValue::S(label.pk.to_string()));
                expressions.set_default(sk, AttributeValue::S(label.sk.to_string()));
                if label.simple {
                    // Harmless on a label with a colon: a label counts as simple only if its sort key is "0".
                    expressions.set_default(kv, AttributeValue::Bool(true));
                }
            }
            LabelEdit::Remove => [pk, sk, kv].iter().for_each(|column| expressions.remove(column)),
        }
    }
}
