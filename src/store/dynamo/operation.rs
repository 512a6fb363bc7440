//! The operations that are sent often. The SDK's own code writes their requests and reads their answers.

use std::sync::OnceLock;

use aws_sdk_dynamodb::operation::delete_item::{
    DeleteItem, DeleteItemError, DeleteItemInput, DeleteItemOutput,
};
use aws_sdk_dynamodb::operation::get_item::{GetItem, GetItemError, GetItemInput, GetItemOutput};
use aws_sdk_dynamodb::operation::put_item::{PutItem, PutItemError, PutItemInput, PutItemOutput};
use aws_sdk_dynamodb::operation::query::{Query, QueryError, QueryInput, QueryOutput};
use aws_sdk_dynamodb::operation::scan::{Scan, ScanError, ScanInput, ScanOutput};
use aws_sdk_dynamodb::operation::update_item::{
    UpdateItem, UpdateItemError, UpdateItemInput, UpdateItemOutput,
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

    /// The name or ARN of the table.
    fn table(&self) -> Option<&str>;

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
    ($($operation:ident: $input:ident -> $output:ident, $error:ident;)*) => {
        $(
            impl OperationInput for $input {
                type Output = $output;
                type Error = $error;

                fn table(&self) -> Option<&str> {
                    self.table_name()
                }

                fn codec() -> &'static Codec {
                    static CODEC: OnceLock<Codec> = OnceLock::new();
                    CODEC.get_or_init(|| Codec($operation::new().config()))
                }
            }
        )*
    };
}

operations! {
    DeleteItem: DeleteItemInput -> DeleteItemOutput, DeleteItemError;
    GetItem: GetItemInput -> GetItemOutput, GetItemError;
    PutItem: PutItemInput -> PutItemOutput, PutItemError;
    Query: QueryInput -> QueryOutput, QueryError;
    Scan: ScanInput -> ScanOutput, ScanError;
    UpdateItem: UpdateItemInput -> UpdateItemOutput, UpdateItemError;
}
