//! `transaction`: the calls of one run of its function.

#![allow(clippy::needless_pass_by_value)] // napi makes the arguments

use std::sync::Arc;

use napi::bindgen_prelude::ClassInstance;
use napi::{Env, Result};
use napi_derive::napi;

use super::argument::ShortText;
use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::{Answer, Transaction};
use crate::model::{self, Json, Millis};
use crate::store::clock::system_clock;

/// One run of the function of a transaction.
#[napi]
pub struct NativeTransaction(Arc<Transaction>);

#[allow(private_interfaces)] // napi exports only public methods
#[napi]
impl NativeTransaction {
    /// A run that has read and edited nothing.
    #[napi(constructor)]
    #[allow(clippy::new_without_default)] // only JavaScript makes it
    pub fn new() -> Self {
        Self(Arc::default())
    }

    /// `tx.add`
    #[napi(catch_unwind)]
    pub fn add(&self, key: ShortText, name: Option<String>, delta: Json, options: Option<Json>) -> Reply {
        done(self.0.add(key.as_str(), name.as_deref(), delta, options.as_ref()))
    }

    /// `tx.remove`
    #[napi(catch_unwind)]
    pub fn remove(&self, key: ShortText, options: Option<Json>) -> Reply {
        done(self.0.remove(key.as_str(), options.as_ref()))
    }

    /// `tx.check`
    #[napi(catch_unwind)]
    pub fn check(&self, key: ShortText, options: Option<Json>) -> Reply {
        done(self.0.check(key.as_str(), options.as_ref()))
    }
}

fn done(result: model::Result<()>) -> Reply {
    result.map_or_else(Reply::Failure, |()| Reply::Answer(Answer::Nothing))
}

pub(super) const TRANSACTION: &[BoundFunction] = bound_functions! {
    NativeStore:
    set_in_run(ClassInstance<NativeTransaction>, ShortText, Option<Json>, Option<Json>) as "setInRun";
    import_in_run(ClassInstance<NativeTransaction>, Json, Option<Json>) as "importInRun";
    read_in_run(ClassInstance<NativeTransaction>, ShortText, Option<Json>) as "readInRun";
    read_many_in_run(ClassInstance<NativeTransaction>, Vec<String>, Option<Json>) as "readManyInRun";
    commit_run(ClassInstance<NativeTransaction>, u32) as "commitRun";
    abandon_run(ClassInstance<NativeTransaction>, u32) as "abandonRun";
};

#[allow(clippy::unnecessary_wraps)] // all bound functions have one shape
impl NativeStore {
    /// `tx.set`, whose `ttl` may count from now.
    fn set_in_run(
        &self,
        _: Env,
        run: ClassInstance<NativeTransaction>,
        key: ShortText,
        value: Option<Json>,
        options: Option<Json>,
    ) -> Result<Reply> {
        Ok(done(run.0.set(key.as_str(), value, options.as_ref(), self.moment())))
    }

    /// `tx.import`, whose item may lack its date.
    fn import_in_run(
        &self,
        _: Env,
        run: ClassInstance<NativeTransaction>,
        list: Json,
        options: Option<Json>,
    ) -> Result<Reply> {
        Ok(done(run.0.import(&list, options.as_ref(), self.moment())))
    }

    fn moment(&self) -> Millis {
        self.if_open(|store| Some(store.now())).unwrap_or_else(system_clock)
    }

    /// `tx.get` of one key.
    fn read_in_run(
        &self,
        env: Env,
        run: ClassInstance<NativeTransaction>,
        key: ShortText,
        options: Option<Json>,
    ) -> Result<Reply> {
        let run = Arc::clone(&run.0);
        let edits = run.edits_of([key.as_str()]);
        self.call(env, |store| run.get(store, key.into(), edits, options))
    }

    /// `tx.get` of several keys.
    fn read_many_in_run(
        &self,
        env: Env,
        run: ClassInstance<NativeTransaction>,
        keys: Vec<String>,
        options: Option<Json>,
    ) -> Result<Reply> {
        let run = Arc::clone(&run.0);
        let edits = run.edits_of(keys.iter().map(String::as_str));
        self.call(env, |store| run.get_many(store, keys, edits, options))
    }

    /// Commits a run.
    fn commit_run(&self, env: Env, run: ClassInstance<NativeTransaction>, number: u32) -> Result<Reply> {
        let run = Arc::clone(&run.0);
        self.call(env, move |store| run.commit(store, number))
    }

    /// Ends a run whose function has failed.
    fn abandon_run(&self, env: Env, run: ClassInstance<NativeTransaction>, number: u32) -> Result<Reply> {
        let run = Arc::clone(&run.0);
        self.call(env, move |store| run.abandon(store, number))
    }
}
