//! One request that writes an item, and what its answer means.

use std::time::Duration;

use aws_sdk_dynamodb::operation::delete_item::DeleteItemInput;
use aws_sdk_dynamodb::operation::put_item::PutItemInput;
use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::ReturnValue;

use crate::model::{Error, Item, Result};
use crate::plan::Applied;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, written_item};
use crate::store::dynamo::compile::Request;
use crate::store::dynamo::conditional::{ALL_OLD, ConditionError, Conditional, send_conditional};
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::retry::{Failed, Fault, Twice};

/// What became of a request.
pub(super) enum Sent {
    /// DynamoDB carried it out.
    Done(Applied),
    /// Its condition failed on this row.
    Refused(Option<Row>),
    /// The answer was lost or says nothing: DynamoDB may have carried it out.
    Unknown(Error),
}

impl Table {
    /// Sends a request. Repeats it only if DynamoDB did not carry it out, as long as `delays` lasts.
    pub(super) async fn send(
        &self,
        request: &Request,
        delays: &mut impl Iterator<Item = Duration>,
    ) -> Result<Sent> {
        let sender = self.connection.sender().await?;
        match request {
            Request::Update { key, expressions } => {
                let attempt = || {
                    let input = UpdateItemInput::builder()
                        .table_name(&self.name)
                        .set_key(Some(key.clone()))
                        .set_update_expression(expressions.update())
                        .set_condition_expression(expressions.condition())
                        .set_expression_attribute_names(expressions.names())
                        .set_expression_attribute_values(expressions.values())
                        .return_values(ReturnValue::AllNew)
                        .return_values_on_condition_check_failure(ALL_OLD);
                    sender.send(input.build())
                };
                let answer = send_conditional(delays, Twice::Wrong, attempt).await;
                self.sent(answer, |answer| answer.attributes.as_ref().map(written_item).transpose())
            }
            Request::Put { row, item, expressions } => {
                let attempt = || {
                    let input = PutItemInput::builder()
                        .table_name(&self.name)
                        .set_item(Some(row.clone()))
                        .set_condition_expression(expressions.condition())
                        .set_expression_attribute_names(expressions.names())
                        .set_expression_attribute_values(expressions.values())
                        .return_values_on_condition_check_failure(ALL_OLD);
                    sender.send(input.build())
                };
                let answer = send_conditional(delays, Twice::Wrong, attempt).await;
                self.sent(answer, |_| Ok(Some(item.clone())))
            }
            Request::Check { .. } => Err(Error::internal()),
            Request::Delete { key, expressions } => {
                let attempt = || {
                    let input = DeleteItemInput::builder()
                        .table_name(&self.name)
                        .set_key(Some(key.clone()))
                        .set_condition_expression(expressions.condition())
                        .set_expression_attribute_names(expressions.names())
                        .set_expression_attribute_values(expressions.values())
                        .return_values_on_condition_check_failure(ALL_OLD);
                    sender.send(input.build())
                };
                let answer = send_conditional(delays, Twice::Wrong, attempt).await;
                self.sent(answer, |_| Ok(None))
            }
        }
    }

    fn sent<T, E: ConditionError>(
        &self,
        answer: std::result::Result<Conditional<T>, Failed<E>>,
        item: impl FnOnce(T) -> Result<Option<Item>>,
    ) -> Result<Sent> {
        match answer {
            Ok(Conditional::Done(answer)) => Ok(Sent::Done(Applied { item: item(answer)? })),
            Ok(Conditional::Refused { found, .. }) => Ok(Sent::Refused(found)),
            Err(failed) if failed.fault == Fault::Unknown => {
                Ok(Sent::Unknown(from_failed(&failed, &self.name)))
            }
            Err(failed) => Err(from_failed(&failed, &self.name)),
        }
    }
}
