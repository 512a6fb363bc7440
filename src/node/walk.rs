//! `stat` and `check`: calls that JavaScript drives, so that it learns how far they are.

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::StoreWalk;
use crate::model::{self, Json};

/// A walk through a store, or what is wrong with its options.
#[napi]
pub struct NativeWalk(model::Result<Arc<StoreWalk>>);

#[allow(private_interfaces, clippy::needless_pass_by_value)] // napi exports only public methods, and makes the arguments
#[napi]
impl NativeWalk {
    /// A walk that has not begun: of `check`, or of `stat`.
    #[napi(constructor)]
    pub fn new(checks: bool, options: Option<Json>) -> Self {
        let walk =
            if checks { StoreWalk::check(options.as_ref()) } else { StoreWalk::stat(options.as_ref()) };
        Self(walk.map(Arc::new))
    }
}

pub(super) const WALK: &[BoundFunction] = bound_functions! {
    NativeStore: walk_on(ClassInstance<NativeWalk>) as "walkOn";
};

impl NativeStore {
    /// Goes on with a walk.
    #[allow(clippy::needless_pass_by_value)] // all bound functions have one shape
    fn walk_on(&self, env: Env, walk: ClassInstance<NativeWalk>) -> Result<Reply> {
        match &walk.0 {
            Ok(walk) => {
                let walk = Arc::clone(walk);
                self.call(env, |store| walk.next(store))
            }
            Err(error) => Ok(Reply::Failure(error.clone())),
        }
    }
}
