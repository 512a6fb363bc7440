//! The operations that are sent often. The SDK's own code writes their requests and reads their answers.

use std::collections::HashMap;
use std::sync::OnceLock;

use aws_sdk_dynamodb::operation::batch_get_item::{
    BatchGetItem, BatchGetItemError, BatchGetItemInput, BatchGetItemOutput,
};
use aws_sdk_dynamodb::operation::batch_write_item::{
    BatchWriteItem, BatchWriteItemError, BatchWriteItemInput, BatchWriteItemOutput,
};
use aws_sdk_dynamodb::operation::delete_item::{
    DeleteItem, DeleteItemError, DeleteItemInput, DeleteItemOutput,
};
use aws_sdk_dynamodb::operation::get_item::{GetItem, GetItemError, GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItem, PutItemError, PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{Query, QueryError, QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::scan::{Scan, ScanError, ScanInput, ScanOutput};
use aws_sdk_dynamodb::operation::transact_get_items::{
    TransactGetItems, TransactGetItemsError, TransactGetItemsInput, TransactGetItemsOutput,
};
use aws_sdk_dynamodb::operation::transact_write_items::{
    TransactWriteItems, TransactWriteItemsError, TransactWriteItemsInput, TransactWriteItemsOutput,
};
use aws_sdk_dynamodb::operation::update_item::{
    UpdateItem, UpdateItemError, UpdateItemInput, UpdateItemOutput,
};
use aws_sdk_dynamodb::types::{
    ConditionCheck, Delete, Put, ReturnConsumedCapacity, TransactWriteItem, Update,
};
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{Error, Input, Output};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_plugin::RuntimePlugin;
use aws_smithy_runtime_api::client::ser_de::{
    DeserializeResponse, SerializeRequest, SharedRequestSerializer, SharedResponseDeserializer,
};
use aws_smithy_types::config_bag::{ConfigBag, FrozenLayer};

/// The input of an operation.
pub(super) trait OperationInput: std::fmt::Debug + Send + Sync + Sized + 'static {
    /// What the operation answers.
    type Output: std::fmt::Debug + Send + Sync + 'static;
    /// How it fails.
    type Error: std::error::Error + Send + Sync + 'static;

    /// Whether the operation writes.
    const WRITES: bool;

    /// The name or ARN of the table.
    fn table(&self) -> Option<&str>;

    /// Asks what the request costs in all.
    fn ask_cost(&mut self);

    /// Writes and reads the requests of the operation.
    fn codec() -> &'static Codec;
}

/// Writes the requests of an operation and reads their answers.
pub(super) struct Codec(Option<FrozenLayer>);

impl Codec {
    /// The request, without its host.
    pub(super) fn write(&self, input: impl OperationInput) -> Result<HttpRequest, BoxError> {
        let serializer = self.0.as_ref().and_then(|layer| layer.load::<SharedRequestSerializer>());
        let serializer = serializer.ok_or("the SDK cannot write this request")?;
        serializer.serialize_input(Input::erase(input), &mut ConfigBag::base())
    }

    /// What an answer says, whose body is in memory.
    pub(super) fn read(&self, response: &HttpResponse) -> Result<Output, OrchestratorError<Error>> {
        let deserializer = self.0.as_ref().and_then(|layer| layer.load::<SharedResponseDeserializer>());
        let deserializer =
            deserializer.ok_or_else(|| OrchestratorError::other("the SDK cannot read this answer"))?;
        deserializer.deserialize_nonstreaming(response)
    }
}

macro_rules! operations {
    ($($does:ident $operation:ident: $input:ident -> $output:ident, $error:ident, of $table:expr;)*) => {
        $(
            impl OperationInput for $input {
                type Output = $output;
                type Error = $error;

                const WRITES: bool = operations!(@ $does);

                fn ask_cost(&mut self) {
                    self.return_consumed_capacity = Some(ReturnConsumedCapacity::Total);
                }

                fn table(&self) -> Option<&str> {
                    let table: fn(&Self) -> Option<&str> = $table;
                    table(self)
                }

                fn codec() -> &'static Codec {
                    static CODEC: OnceLock<Codec> = OnceLock::new();
                    CODEC.get_or_init(|| Codec($operation::new().config()))
                }
            }
        )*
    };
    (@ reads) => { false };
    (@ writes) => { true };
}

operations! {
    reads BatchGetItem: BatchGetItemInput -> BatchGetItemOutput, BatchGetItemError,
        of |input| input.request_items().and_then(only_key);
    writes BatchWriteItem: BatchWriteItemInput -> BatchWriteItemOutput, BatchWriteItemError,
        of |input| input.request_items().and_then(only_key);
    writes DeleteItem: DeleteItemInput -> DeleteItemOutput, DeleteItemError, of DeleteItemInput::table_name;
    reads GetItem: GetItemInput -> GetItemOutput, GetItemError, of GetItemInput::table_name;
    writes PutItem: PutItemInput -> PutItemOutput, PutItemError, of PutItemInput::table_name;
    reads Query: QueryInput -> QueryOutput, QueryError, of QueryInput::table_name;
    reads Scan: ScanInput -> ScanOutput, ScanError, of ScanInput::table_name;
    reads TransactGetItems: TransactGetItemsInput -> TransactGetItemsOutput, TransactGetItemsError,
        of |input| Some(input.transact_items().first()?.get()?.table_name());
    writes TransactWriteItems: TransactWriteItemsInput -> TransactWriteItemsOutput, TransactWriteItemsError,
        of |input| input.transact_items().first().and_then(table_of_write);
    writes UpdateItem: UpdateItemInput -> UpdateItemOutput, UpdateItemError, of UpdateItemInput::table_name;
}

/// All requests of a batch are of one table.
fn only_key<T>(tables: &HashMap<String, T>) -> Option<&str> {
    tables.keys().next().map(String::as_str)
}

/// All writes of a transaction are in one table.
fn table_of_write(write: &TransactWriteItem) -> Option<&str> {
    let put = write.put().map(Put::table_name);
    let update = || write.update().map(Update::table_name);
    let delete = || write.delete().map(Delete::table_name);
    let check = || write.condition_check().map(ConditionCheck::table_name);
    put.or_else(update).or_else(delete).or_else(check)
}
