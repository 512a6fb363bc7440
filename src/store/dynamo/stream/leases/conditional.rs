//! Writes of one row of the lease table, each with a condition.

use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};

use super::row::{COUNTER, GROUP, number};
use super::table::LeaseTable;
use crate::model::Result;
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::conditional::{ALL_OLD, ConditionError, Conditional, send_conditional};
use crate::store::dynamo::retry::{Failed, Twice, delays};

const UNCHANGED: &str = "#counter = :before";

impl LeaseTable {
    /// Puts a row that does not exist.
    pub(super) async fn put_new(&self, row: Row) -> Result<Conditional<()>> {
        let sender = self.sender().await?;
        let attempt = || {
            let input = PutItemInput::builder()
                .table_name(&self.name)
                .set_item(Some(row.clone()))
                .condition_expression("attribute_not_exists(#group)")
                .expression_attribute_names("#group", GROUP)
                .return_values_on_condition_check_failure(ALL_OLD);
            sender.send(input.build())
        };
        self.answer(send_conditional(&mut delays(), Twice::Harmless, attempt).await, drop)
    }

    /// Changes columns of a row whose counter is still `counter`. Returns the row after that.
    pub(super) async fn update_unchanged(
        &self,
        key: Row,
        counter: u64,
        set: &[(&str, AttributeValue)],
        remove: &[&str],
    ) -> Result<Conditional<Option<Row>>> {
        let sender = self.sender().await?;
        let expression = update_expression(set, remove);
        let attempt = || {
            let mut input = UpdateItemInput::builder()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .update_expression(&expression)
                .condition_expression(UNCHANGED)
                .expression_attribute_names("#counter", COUNTER)
                .expression_attribute_values(":before", number(&counter))
                .return_values(ReturnValue::AllNew)
                .return_values_on_condition_check_failure(ALL_OLD);
            for (column, value) in set {
                input = input.expression_attribute_values(format!(":{column}"), value.clone());
            }
            for column in set.iter().map(|(column, _)| column).chain(remove) {
                input = input.expression_attribute_names(format!("#{column}"), *column);
            }
            sender.send(input.build())
        };
        let answer = send_conditional(&mut delays(), Twice::Harmless, attempt).await;
        self.answer(answer, |answer| answer.attributes)
    }

    /// Deletes a row whose counter is still `counter`.
    pub(super) async fn delete_unchanged(&self, key: Row, counter: u64) -> Result<Conditional<()>> {
        let sender = self.sender().await?;
        let attempt = || {
            let input = DeleteItemInput::builder()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .condition_expression(UNCHANGED)
                .expression_attribute_names("#counter", COUNTER)
                .expression_attribute_values(":before", number(&counter))
                .return_values_on_condition_check_failure(ALL_OLD);
            sender.send(input.build())
        };
        self.answer(send_conditional(&mut delays(), Twice::Harmless, attempt).await, drop)
    }

    fn answer<T, D, E: ConditionError>(
        &self,
        answer: std::result::Result<Conditional<T>, Failed<E>>,
        done: impl FnOnce(T) -> D,
    ) -> Result<Conditional<D>> {
        match answer {
            Ok(Conditional::Done(answer)) => Ok(Conditional::Done(done(answer))),
            Ok(Conditional::Refused { found, maybe_done }) => Ok(Conditional::Refused { found, maybe_done }),
            Err(failed) => Err(self.error_of(&failed)),
        }
    }
}

fn update_expression(set: &[(&str, AttributeValue)], remove: &[&str]) -> String {
    let set: Vec<_> = set.iter().map(|(column, _)| format!("#{column} = :{column}")).collect();
    let remove: Vec<_> = remove.iter().map(|column| format!("#{column}")).collect();
    let remove = if remove.is_empty() { String::new() } else { format!(" REMOVE {}", remove.join(", ")) };
    format!("SET {}{remove}", set.join(", "))
}
