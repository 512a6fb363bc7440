//! The rows of an answer, read from its text in one pass.
//!
//! The SDK would make a map of every row and a tree of every value, which costs more than all else that a
//! read of a page does. So it is given another deserializer for answers that hold rows; errors stay its own.

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

use super::response::Answer;

/// Takes the rows of an operation whose output is `O`.
pub(crate) struct Rows<O> {
    answer: Arc<Mutex<Answer>>,
    /// What the SDK is told instead.
    nothing: fn() -> O,
}

impl<O> Rows<O> {
    /// Takes rows; `nothing` makes an output without any.
    pub(crate) fn new(nothing: fn() -> O) -> Self {
        Self { answer: Arc::default(), nothing }
    }

    /// What the last answer held.
    pub(crate) fn take(&self) -> Answer {
        std::mem::take(&mut *self.answer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<O> Clone for Rows<O> {
    fn clone(&self) -> Self {
        Self { answer: Arc::clone(&self.answer), nothing: self.nothing }
    }
}

impl<O> fmt::Debug for Rows<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rows")
    }
}

impl<O: fmt::Debug + Send + Sync + 'static> Intercept for Rows<O> {
    fn name(&self) -> &'static str {
        "rows"
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

impl<O: fmt::Debug + Send + Sync + 'static> DeserializeResponse for Rows<O> {
    fn deserialize_nonstreaming(&self, response: &HttpResponse) -> Result<Output, OrchestratorError<Error>> {
        let body = response.body().bytes().unwrap_or_default();
        let answer = serde_json::from_slice(body).map_err(OrchestratorError::other)?;
        *self.answer.lock().unwrap_or_else(PoisonError::into_inner) = answer;
        Ok(Output::erase((self.nothing)()))
    }
}
