//! Writes of one row of the table of leases, each on a condition.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::Leases;
use super::row::{COUNTER, GROUP, number};
use crate::model::Result;
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::retry::{Twice, send};
use crate::store::dynamo::write::ALL_OLD;

const UNCHANGED: &str = "#counter = :before";

/// What became of a conditional write.
pub(crate) enum Answer<T> {
    /// It was carried out.
    Done(T),
    /// The condition failed on this row.
    Refused {
        found: Option<Row>,
        /// Whether an attempt whose answer was lost may have been carried out.
        maybe_done: bool,
    },
}

impl Leases {
    /// Puts a row that is not there yet.
    pub(crate) async fn put_new(&self, row: Row) -> Result<Answer<()>> {
        let client = self.client().await?;
        let attempt = || {
            client
                .put_item()
                .table_name(&self.name)
                .set_item(Some(row.clone()))
                .condition_expression("attribute_not_exists(#group)")
                .expression_attribute_names("#group", GROUP)
                .return_values_on_condition_check_failure(ALL_OLD)
                .send()
        };
        let refused = |error: &PutItemError| match error {
            PutItemError::ConditionalCheckFailedException(refused) => Some(refused.item().cloned()),
            _ => None,
        };
        self.conditional(attempt, refused, drop).await
    }

    /// Changes columns of a row whose counter is still `counter`; the row as it then is.
    pub(crate) async fn update_unchanged(
        &self,
        key: Row,
        counter: u64,
        set: &[(&str, AttributeValue)],
        remove: &[&str],
    ) -> Result<Answer<Option<Row>>> {
        let client = self.client().await?;
        let expression = update_expression(set, remove);
        let attempt = || {
            let mut request = client
                .update_item()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .update_expression(&expression)
                .condition_expression(UNCHANGED)
                .expression_attribute_names("#counter", COUNTER)
                .expression_attribute_values(":before", number(&counter))
                .return_values(ReturnValue::AllNew)
                .return_values_on_condition_check_failure(ALL_OLD);
            for (column, value) in set {
                request = request.expression_attribute_values(format!(":{column}"), value.clone());
            }
            for column in set.iter().map(|(column, _)| column).chain(remove) {
                request = request.expression_attribute_names(format!("#{column}"), *column);
            }
            request.send()
        };
        let refused = |error: &UpdateItemError| match error {
            UpdateItemError::ConditionalCheckFailedException(refused) => Some(refused.item().cloned()),
            _ => None,
        };
        self.conditional(attempt, refused, |answer| answer.attributes).await
    }

    /// Deletes a row whose counter is still `counter`.
    pub(crate) async fn delete_unchanged(&self, key: Row, counter: u64) -> Result<Answer<()>> {
        let client = self.client().await?;
        let attempt = || {
            client
                .delete_item()
                .table_name(&self.name)
                .set_key(Some(key.clone()))
                .condition_expression(UNCHANGED)
                .expression_attribute_names("#counter", COUNTER)
                .expression_attribute_values(":before", number(&counter))
                .return_values_on_condition_check_failure(ALL_OLD)
                .send()
        };
        let refused = |error: &DeleteItemError| match error {
            DeleteItemError::ConditionalCheckFailedException(refused) => Some(refused.item().cloned()),
            _ => None,
        };
        self.conditional(attempt, refused, drop).await
    }

    async fn conditional<T, D, E, F>(
        &self,
        attempt: impl Fn() -> F,
        refused: impl Fn(&E) -> Option<Option<Row>>,
        done: impl Fn(T) -> D,
    ) -> Result<Answer<D>>
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
        F: Future<Output = std::result::Result<T, SdkError<E, HttpResponse>>>,
    {
        let failed = match send(Twice::Harmless, attempt).await {
            Ok(answer) => return Ok(Answer::Done(done(answer))),
            Err(failed) => failed,
        };
        match failed.error.as_service_error().and_then(refused) {
            Some(found) => Ok(Answer::Refused { found, maybe_done: failed.maybe_done }),
            None => Err(self.error_of(&failed)),
        }
    }
}

fn update_expression(set: &[(&str, AttributeValue)], remove: &[&str]) -> String {
    let set: Vec<_> = set.iter().map(|(column, _)| format!("#{column} = :{column}")).collect();
    let remove: Vec<_> = remove.iter().map(|column| format!("#{column}")).collect();
    let remove = if remove.is_empty() { String::new() } else { format!(" REMOVE {}", remove.join(", ")) };
    format!("SET {}{remove}", set.join(", "))
}
