//! Reads the rows of an answer from its text, in one pass.
//!
//! The SDK would make a map of every row and a tree of every value, which costs more than the rest of reading a page.
//! So it gets another deserializer for answers with rows. The SDK's own reads the errors.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextMut, Error, Output,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use aws_smithy_types::config_bag::ConfigBag;

use super::response::ResponseRows;

/// Reads the rows of an operation whose output is `O`.
pub(super) struct RowReader<O> {
    answer: Arc<Mutex<ResponseRows>>,
    /// Makes the output that the SDK gets instead.
    nothing: fn() -> O,
}

impl<O> RowReader<O> {
    /// A reader; `nothing` makes an empty output.
    pub(super) fn new(nothing: fn() -> O) -> Self {
        Self { answer: Arc::default(), nothing }
    }

    /// Takes the rows of the last answer.
    pub(super) fn take(&self) -> ResponseRows {
        std::mem::take(&mut *self.answer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<O> Clone for RowReader<O> {
    fn clone(&self) -> Self {
        Self { answer: Arc::clone(&self.answer), nothing: self.nothing }
    }
}

impl<O> fmt::Debug for RowReader<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RowReader")
    }
}

impl<O: fmt::Debug + Send + Sync + 'static> Intercept for RowReader<O> {
    fn name(&self) -> &'static str {
        "RowReader"
    }

    fn modify_before_deserialization(
        &self,
        context: &mut BeforeDeserializationInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if context.response().status().is_success() {
            config.interceptor_state().store_put(SharedResponseDeserializer::new(self.clone()));
        }
        Ok(())
    }
}

impl<O: fmt::Debug + Send + Sync + 'static> DeserializeResponse for RowReader<O> {
    fn deserialize_nonstreaming(&self, response: &HttpResponse) -> Result<Output, OrchestratorError<Error>> {
        let body = response.body().bytes().unwrap_or_default();
        let answer = serde_json::from_slice(body).map_err(OrchestratorError::other)?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        Ok(Output::erase((self.nothing)()))
    }
}
