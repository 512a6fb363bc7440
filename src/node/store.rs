//! The class that `index.js` wraps: one line per verb.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::sync::Arc;

use napi::bindgen_prelude::Function;
use napi::{Env, Result};
use napi_derive::napi;

use super::executor::Executor;
use super::opening::Opening;
use super::reply::Reply;
use super::subscriptions::Subscriptions;
use super::argument::Text;
use super::wake::Wakes;
use crate::data::{self, Answer, StoreRef};
use crate::model::{self, Error, Json};
use crate::store::dynamo::trust;
use crate::store::runtime::elsewhere;
use crate::store::url::{Config, check, create, is_in_folder, open};

/// A handle on a store, which is opened by the first call.
#[napi]
pub struct NativeStore {
    config: Config,
    state: RefCell<State>,
    pub(super) executor: Executor,
    pub(super) subscriptions: Rc<Subscriptions>,
}

enum State {
    Unopened,
    Opening(Opening),
    Open(StoreRef),
    Closed,
}

enum Access {
    Now(StoreRef),
    Later(Opening),
}

#[napi]
impl NativeStore {
    /// A handle on the store of a configuration. `wake` is called when `settled` has news.
    #[napi(constructor)]
    pub fn new(
        url: Option<String>,
        tables: Option<String>,
        table: Option<String>,
        wake: Function<'_, (), ()>,
    ) -> Result<Self> {
        let wakes = Arc::new(Wakes::new(&wake)?);
        let subscriptions = Rc::new(Subscriptions::new(Arc::clone(&wakes)));
        let holder = Rc::clone(&subscriptions);
        let executor = Executor::new(wakes, move || holder.hold_process());
        let config = Config { url, tables, table };
        Ok(Self { config, state: RefCell::new(State::Unopened), executor, subscriptions })
    }

    /// Trusts the certificate authorities of a text in PEM, beside those of the system.
    #[napi(catch_unwind)]
    pub fn trust(authorities: String) {
        trust(authorities);
    }

    /// What is wrong with the configuration, if anything.
    #[napi(catch_unwind)]
    pub fn check(&self) -> Reply {
        check(&self.config).map_or_else(Reply::Failure, |()| Reply::Answer(Answer::Nothing))
    }

    #[napi(catch_unwind)]
    pub fn get(&self, env: Env, key: Text, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::get(store, key.0, options))
    }

    #[napi(catch_unwind)]
    pub fn get_many(&self, env: Env, keys: Vec<String>, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::get_many(store, keys, options))
    }

    #[napi(catch_unwind)]
    pub fn set(&self, env: Env, key: Text, value: Option<Json>, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::set(store, key.0, value, options))
    }

    #[napi(catch_unwind)]
    pub fn set_many(&self, env: Env, items: Json, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::set_many(store, items, options))
    }

    #[napi(catch_unwind)]
    pub fn add(
        &self,
        env: Env,
        key: Text,
        name: Option<Text>,
        delta: Json,
        options: Option<Json>,
    ) -> Result<Reply> {
        self.call(env, move |store| data::add(store, key.0, name.map(|name| name.0), delta, options))
    }

    #[napi(catch_unwind)]
    pub fn remove(&self, env: Env, key: Text) -> Result<Reply> {
        self.call(env, move |store| data::remove(store, key.0))
    }

    #[napi(catch_unwind)]
    pub fn remove_many(&self, env: Env, keys: Vec<String>) -> Result<Reply> {
        self.call(env, move |store| data::remove_many(store, keys))
    }

    #[napi(catch_unwind)]
    pub fn scan(&self, env: Env, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::scan(store, options))
    }

    #[napi(catch_unwind)]
    pub fn seed(&self, env: Env, items: Json, overwrite: bool, remove_nulls: Option<bool>) -> Result<Reply> {
        self.call(env, move |store| data::seed(store, items, overwrite, remove_nulls))
    }

    #[napi(catch_unwind)]
    pub fn truncate(&self, env: Env) -> Result<Reply> {
        self.call(env, data::truncate)
    }

    #[napi(catch_unwind)]
    pub fn export_page(&self, env: Env, options: Option<Json>) -> Result<Reply> {
        self.call(env, move |store| data::export(store, options))
    }

    #[napi(catch_unwind)]
    pub fn import_items(&self, env: Env, items: Json, before: u32) -> Result<Reply> {
        self.call(env, move |store| data::import(store, items, before))
    }

    /// Creates what the handle's store needs: a DynamoDB table.
    #[napi(catch_unwind)]
    pub fn create_table(&self, env: Env) -> Result<Reply> {
        let created = create(self.config.url.clone().unwrap_or_default());
        self.executor.start(env, async move { created.await.map(|()| Answer::Nothing) })
    }

    /// The answers that have come: ticket, answer, ticket, answer, …; a warning comes behind -1.
    #[napi(catch_unwind)]
    pub fn settled(&self, env: Env) -> Result<Vec<Reply>> {
        self.executor.settled(env)
    }

    /// Lets go of the store once all that was asked before is done.
    #[napi(catch_unwind)]
    pub fn close(&self, env: Env) -> Result<Reply> {
        let stopped = Rc::clone(&self.subscriptions).stop();
        match self.state.replace(State::Closed) {
            State::Open(store) => self.executor.start(env, async move {
                stopped.await;
                store.close().await?;
                Ok(Answer::Nothing)
            }),
            State::Opening(opening) => {
                let opened = opening.opened();
                self.executor.start(env, async move {
                    // One that was not opened need not be closed.
                    if let Ok(store) = opened.await {
                        stopped.await;
                        store.close().await?;
                    }
                    Ok(Answer::Nothing)
                })
            }
            State::Unopened | State::Closed => Ok(Reply::Answer(Answer::Nothing)),
        }
    }

    fn call<F: Future<Output = model::Result<Answer>> + Send + 'static>(
        &self,
        env: Env,
        verb: impl FnOnce(StoreRef) -> F + 'static,
    ) -> Result<Reply> {
        match self.access() {
            Ok(Access::Now(store)) if store.is_remote() => self.executor.start(env, elsewhere(verb(store))),
            Ok(Access::Now(store)) => self.executor.start(env, verb(store)),
            Ok(Access::Later(opening)) => {
                let opened = opening.opened();
                self.executor.start(env, async move { verb(opened.await?).await })
            }
            Err(error) => Ok(Reply::Failure(error)),
        }
    }

    /// The store, or where it will come from: a folder is opened in a thread.
    fn access(&self) -> model::Result<Access> {
        let mut state = self.state.borrow_mut();
        if let State::Opening(opening) = &*state {
            match opening.settled() {
                None => return Ok(Access::Later(opening.clone())),
                Some(Ok(store)) => *state = State::Open(store),
                // The next call tries again.
                Some(Err(_)) => *state = State::Unopened,
            }
        }
        match &*state {
            State::Open(store) => Ok(Access::Now(Arc::clone(store))),
            State::Unopened if is_in_folder(&self.config) => {
                let opening = Opening::start(self.config.clone(), self.executor.wakes())?;
                *state = State::Opening(opening.clone());
                Ok(Access::Later(opening))
            }
            _ => {
                drop(state);
                self.store().map(Access::Now)
            }
        }
    }

    /// The store at once, which may take a while.
    pub(super) fn store(&self) -> model::Result<StoreRef> {
        let mut state = self.state.borrow_mut();
        match &*state {
            State::Open(store) => Ok(Arc::clone(store)),
            // Calls that wait begin when they are woken.
            State::Opening(opening) => opening.wait(),
            State::Unopened => {
                let store = open(&self.config)?;
                if let Some(warning) = store.warning() {
                    self.executor.warn(warning);
                }
                *state = State::Open(Arc::clone(&store));
                Ok(store)
            }
            State::Closed => Err(Error::refused(
                "CLOSED",
                "This 'data' is closed. Open the store again with 'Data.open(url)'.",
            )),
        }
    }
}
