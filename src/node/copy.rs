//! `backup` and `compact`: calls that show how far they have come.

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data;
use crate::model::Json;
use crate::store::copying::Copying;

/// How far a call has come.
#[napi]
pub struct NativeCopying(Arc<Copying>);

#[napi]
impl NativeCopying {
    /// A call that has not begun.
    #[napi(constructor)]
    #[allow(clippy::new_without_default)] // JavaScript makes it
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// How many bytes are written, and about how many there will be; `undefined` while nothing is under way.
    #[allow(clippy::cast_precision_loss)] // below 2^53
    #[napi(catch_unwind)]
    pub fn progress(&self) -> Option<Vec<f64>> {
        self.0.progress().map(|(bytes, total)| vec![bytes as f64, total as f64])
    }
}

pub(super) const COPY: &[BoundFunction] = bound_functions! {
    NativeStore:
    backup(String, Option<Json>, ClassInstance<NativeCopying>) as "backup";
    compact(ClassInstance<NativeCopying>) as "compact";
};

#[allow(clippy::needless_pass_by_value)] // all bound functions have one shape
impl NativeStore {
    fn backup(
        &self,
        env: Env,
        target: String,
        options: Option<Json>,
        copying: ClassInstance<NativeCopying>,
    ) -> Result<Reply> {
        let copying = Arc::clone(&copying.0);
        self.call(env, |store| data::backup(store, target, options, copying))
    }

    fn compact(&self, env: Env, copying: ClassInstance<NativeCopying>) -> Result<Reply> {
        let copying = Arc::clone(&copying.0);
        self.call(env, |store| data::compact(store, copying))
    }
}
