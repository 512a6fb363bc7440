//! `seed`: its items cross in lists, because the text of all would be too long for one string.

#![allow(clippy::needless_pass_by_value)] // napi makes the arguments

use std::cell::RefCell;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::{Answer, Seed};
use crate::model::{self, Error, Json};

/// The items of a call of `seed`, or what is wrong with its options.
#[napi]
pub struct NativeSeed(RefCell<model::Result<Seed>>);

#[allow(private_interfaces)] // napi exports only public methods
#[napi]
impl NativeSeed {
    /// A seed without items.
    #[napi(constructor)]
    pub fn new(options: Option<Json>) -> Self {
        Self(RefCell::new(Seed::new(options.as_ref())))
    }

    /// Checks a list of items.
    #[napi(catch_unwind)]
    pub fn add(&self, list: Json) -> Reply {
        let added = match &mut *self.0.borrow_mut() {
            Ok(seed) => seed.add(list),
            Err(error) => Err(error.clone()),
        };
        added.map_or_else(Reply::Failure, |()| Reply::Answer(Answer::Nothing))
    }
}

pub(super) const SEED: &[BoundFunction] = bound_functions! {
    NativeStore: seed(ClassInstance<NativeSeed>) as "seed";
};

impl NativeStore {
    /// Writes the items of a seed.
    fn seed(&self, env: Env, seed: ClassInstance<NativeSeed>) -> Result<Reply> {
        let seed = seed.0.replace(Err(Error::internal()));
        self.call(env, |store| async move {
            store.check_writable()?;
            seed?.write(store).await
        })
    }
}
