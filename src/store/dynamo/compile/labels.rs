//! Edits of labels: three columns each.

use aws_sdk_dynamodb::types::AttributeValue;

use super::expressions::Expression;
use crate::model::LabelNumber;
use crate::model::row::schema::{KeyColumns, label_columns};
use crate::plan::LabelEdit;

pub(super) fn compile(expression: &mut Expression, edits: &[(LabelNumber, LabelEdit)]) {
    for (number, edit) in edits {
        let KeyColumns { pk, sk, kv } = label_columns(*number);
        match edit {
            LabelEdit::Set(label) => {
                expression.set(pk, AttributeValue::S(label.pk.to_string()));
                expression.set(sk, AttributeValue::S(label.sk.to_string()));
                if label.simple {
                    expression.set(kv, AttributeValue::Bool(true));
                } else {
                    expression.remove(kv);
                }
            }
            LabelEdit::Default(label) => {
                expression.set_default(pk, AttributeValue::S(label.pk.to_string()));
                expression.set_default(sk, AttributeValue::S(label.sk.to_string()));
                if label.simple {
                    // Over a label with a colon this stays without effect: a label is read as simple
                    // only where its sort key says so, too.
                    expression.set_default(kv, AttributeValue::Bool(true));
                }
            }
            LabelEdit::Remove => [pk, sk, kv].iter().for_each(|column| expression.remove(column)),
        }
    }
}
