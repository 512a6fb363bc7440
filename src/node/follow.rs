//! `watch` and `changes`: calls that are answered again and again.

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::{Answer, Follow, LiveChanges, Watch};
use crate::model::{self, Json};

/// Such a call, or what is wrong with its arguments. It ends with its object.
#[napi]
pub struct NativeFollow(model::Result<Arc<dyn Follow>>);

#[allow(private_interfaces, clippy::needless_pass_by_value)] // napi exports only public methods, and makes the arguments
#[napi]
impl NativeFollow {
    /// A call of `watch` that does nothing yet.
    #[napi(factory)]
    pub fn watch(expression: Option<String>, options: Option<Json>) -> Self {
        Self(Watch::new(expression.as_deref(), options.as_ref()).map(|watch| Arc::new(watch) as _))
    }

    /// A call of `changes` that does nothing yet.
    #[napi(factory)]
    pub fn changes(expression: Option<String>, options: Option<Json>) -> Self {
        Self(LiveChanges::new(expression.as_deref(), options.as_ref()).map(|changes| Arc::new(changes) as _))
    }

    /// What is wrong with the arguments, if anything.
    #[napi(catch_unwind)]
    pub fn check(&self) -> Reply {
        match &self.0 {
            Ok(_) => Reply::Answer(Answer::Nothing),
            Err(error) => Reply::Failure(error.clone()),
        }
    }

    /// Whether the call has ended.
    #[napi(getter, catch_unwind)]
    pub fn ended(&self) -> bool {
        self.0.as_ref().is_ok_and(|call| call.hearing().is_ended())
    }

    /// Ends the call. Whoever waits for its next answer gets `undefined`.
    #[napi(catch_unwind)]
    pub fn end(&self) {
        if let Ok(call) = &self.0 {
            call.hearing().end();
        }
    }
}

impl Drop for NativeFollow {
    fn drop(&mut self) {
        self.end();
    }
}

pub(super) const FOLLOW: &[BoundFunction] = bound_functions! {
    NativeStore: follow_next(ClassInstance<NativeFollow>) as "followNext";
};

impl NativeStore {
    /// The next answer of a call.
    #[allow(clippy::needless_pass_by_value)] // all bound functions have one shape
    fn follow_next(&self, env: Env, call: ClassInstance<NativeFollow>) -> Result<Reply> {
        let call = match &call.0 {
            Ok(call) if call.hearing().is_ended() => return Ok(Reply::Answer(Answer::Nothing)),
            Ok(call) => Arc::clone(call),
            Err(error) => return Ok(Reply::Failure(error.clone())),
        };
        if call.hearing().begin() {
            self.add_following(&call);
        }
        self.call(env, |store| call.next(store))
    }
}
