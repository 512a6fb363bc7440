//! `watch`: a call that is answered again and again.

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::{Answer, Watch};
use crate::model::{self, Json};

/// A call of `watch`, or what is wrong with its arguments. It ends with its object.
#[napi]
pub struct NativeWatch(model::Result<Arc<Watch>>);

#[allow(private_interfaces, clippy::needless_pass_by_value)] // napi exports only public methods, and makes the arguments
#[napi]
impl NativeWatch {
    /// A watch that does nothing yet.
    #[napi(constructor)]
    pub fn new(expression: Option<String>, options: Option<Json>) -> Self {
        Self(Watch::new(expression.as_deref(), options.as_ref()).map(Arc::new))
    }

    /// What is wrong with the arguments, if anything.
    #[napi(catch_unwind)]
    pub fn check(&self) -> Reply {
        match &self.0 {
            Ok(_) => Reply::Answer(Answer::Nothing),
            Err(error) => Reply::Failure(error.clone()),
        }
    }

    /// Whether the watch has ended.
    #[napi(getter, catch_unwind)]
    pub fn ended(&self) -> bool {
        self.0.as_ref().is_ok_and(|watch| watch.is_ended())
    }

    /// Ends the watch. The call that waits for its next answer gets `undefined`.
    #[napi(catch_unwind)]
    pub fn end(&self) {
        if let Ok(watch) = &self.0 {
            watch.end();
        }
    }
}

impl Drop for NativeWatch {
    fn drop(&mut self) {
        self.end();
    }
}

pub(super) const WATCH: &[BoundFunction] = bound_functions! {
    NativeStore: watch_next(ClassInstance<NativeWatch>) as "watchNext";
};

impl NativeStore {
    /// The next answer of a watch.
    #[allow(clippy::needless_pass_by_value)] // all bound functions have one shape
    fn watch_next(&self, env: Env, watch: ClassInstance<NativeWatch>) -> Result<Reply> {
        let watch = match &watch.0 {
            Ok(watch) if watch.is_ended() => return Ok(Reply::Answer(Answer::Nothing)),
            Ok(watch) => Arc::clone(watch),
            Err(error) => return Ok(Reply::Failure(error.clone())),
        };
        if watch.begin() {
            self.add_watch(&watch);
        }
        self.call(env, |store| watch.next(store))
    }
}
