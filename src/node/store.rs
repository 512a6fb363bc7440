//! What `lib/` wraps: a handle on a store, from its first call to `close`.

use std::cell::RefCell;
use std::future::Future;
use std::rc::Rc;
use std::sync::{Arc, Weak};

use napi::{Env, Result};

use super::bound::{BoundFunction, bound_functions};
use super::executor::Executor;
use super::opening::Opening;
use super::reply::Reply;
use super::wake::Wakes;
use crate::data::{self, Answer, Follow, StoreRef};
use crate::events::{Host, Sessions};
use crate::model::{self, Error};
use crate::store::runtime::elsewhere;
use crate::store::url::{Config, check, create, is_in_folder, open};
use crate::store::{Store, Usage};

/// A handle on a store, which the first call opens.
pub(super) struct NativeStore {
    config: Config,
    state: RefCell<HandleState>,
    pub(super) executor: Executor,
    pub(super) sessions: Rc<Sessions>,
    /// The calls that hear changes and have begun. They end with the handle.
    following: RefCell<Vec<Weak<dyn Follow>>>,
}

enum HandleState {
    Unopened,
    Opening(Opening),
    Open(StoreRef),
    Closed,
}

enum Access {
    Now(StoreRef),
    Later(Opening),
}

pub(super) const HANDLE: &[BoundFunction] = bound_functions! {
    NativeStore:
    check() as "check";
    create_table() as "createTable";
    settled() as "settled";
    usage() as "usage";
    close() as "close";
};

impl NativeStore {
    /// A handle that opens nothing yet.
    pub(super) fn new(config: Config, wakes: Wakes) -> Self {
        let wakes = Arc::new(wakes);
        let sessions = Rc::new(Sessions::new(Arc::clone(&wakes) as Arc<dyn Host>));
        let holder = Rc::clone(&sessions);
        let executor = Executor::new(wakes, move || holder.holds_process());
        let state = RefCell::new(HandleState::Unopened);
        Self { config, state, executor, sessions, following: RefCell::default() }
    }
}

#[allow(clippy::unnecessary_wraps)] // all bound functions have one shape
impl NativeStore {
    /// What is wrong with the configuration, if anything.
    fn check(&self, _: Env) -> Result<Reply> {
        Ok(check(&self.config).map_or_else(Reply::Failure, |()| Reply::Answer(Answer::Nothing)))
    }

    /// Creates what the handle's store needs: a DynamoDB table.
    fn create_table(&self, env: Env) -> Result<Reply> {
        let created = create(self.config.url.clone().unwrap_or_default());
        self.executor.start(env, async move { created.await.map(|()| Answer::Nothing) })
    }

    /// The answers that have come: ticket, answer, ticket, answer, …; a warning follows
    /// [`WARNING_TICKET`](crate::data::wire::WARNING_TICKET).
    fn settled(&self, env: Env) -> Result<Vec<Reply>> {
        self.executor.settled(env)
    }

    /// What the handle has asked of a server. A folder that is not open yet has none.
    fn usage(&self, _: Env) -> Result<Reply> {
        let usage = if is_in_folder(&self.config) {
            Ok(Usage::default())
        } else {
            self.store().map(|store| store.usage())
        };
        Ok(usage.map_or_else(Reply::Failure, |usage| Reply::Answer(data::usage(usage))))
    }

    /// Closes the store once all earlier calls are done.
    fn close(&self, env: Env) -> Result<Reply> {
        self.following.take().iter().filter_map(Weak::upgrade).for_each(|call| call.hearing().end());
        let stopped = Rc::clone(&self.sessions).stop();
        match self.state.replace(HandleState::Closed) {
            HandleState::Open(store) => self.executor.start(env, async move {
                stopped.await;
                store.close().await?;
                Ok(Answer::Nothing)
            }),
            HandleState::Opening(opening) => {
                let opened = opening.opened();
                self.executor.start(env, async move {
                    // A store that failed to open need not be closed.
                    if let Ok(store) = opened.await {
                        stopped.await;
                        store.close().await?;
                    }
                    Ok(Answer::Nothing)
                })
            }
            HandleState::Unopened | HandleState::Closed => Ok(Reply::Answer(Answer::Nothing)),
        }
    }
}

impl NativeStore {
    /// Remembers a call that hears changes, to end it with the handle.
    pub(super) fn add_following(&self, call: &Arc<dyn Follow>) {
        let mut following = self.following.borrow_mut();
        following.retain(|call| call.strong_count() > 0);
        following.push(Arc::downgrade(call));
    }

    /// Starts a verb: on the event loop's thread where the store is local, else on the runtime's threads.
    pub(super) fn call<F: Future<Output = model::Result<Answer>> + Send + 'static>(
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

    /// Runs `read` if the store is open.
    pub(super) fn if_open<T>(&self, read: impl FnOnce(&dyn Store) -> Option<T>) -> Option<T> {
        match &*self.state.borrow() {
            HandleState::Open(store) => read(&**store),
            _ => None,
        }
    }

    /// The store, or the thread that opens it: a folder is opened off the event loop.
    fn access(&self) -> model::Result<Access> {
        let mut state = self.state.borrow_mut();
        if let HandleState::Opening(opening) = &*state {
            match opening.settled() {
                None => return Ok(Access::Later(opening.clone())),
                Some(Ok(store)) => *state = HandleState::Open(store),
                // The next call tries again.
                Some(Err(_)) => *state = HandleState::Unopened,
            }
        }
        match &*state {
            HandleState::Open(store) => Ok(Access::Now(Arc::clone(store))),
            HandleState::Unopened if is_in_folder(&self.config) => {
                let opening = Opening::start(self.config.clone(), self.executor.wakes())?;
                *state = HandleState::Opening(opening.clone());
                Ok(Access::Later(opening))
            }
            _ => {
                drop(state);
                self.store().map(Access::Now)
            }
        }
    }

    /// The store, which may block until it is open.
    pub(super) fn store(&self) -> model::Result<StoreRef> {
        let mut state = self.state.borrow_mut();
        match &*state {
            HandleState::Open(store) => Ok(Arc::clone(store)),
            // The calls that wait for it begin when the event loop wakes them.
            HandleState::Opening(opening) => opening.wait(),
            HandleState::Unopened => {
                let store = open(&self.config)?;
                for warning in store.warnings() {
                    self.executor.warn(warning);
                }
                *state = HandleState::Open(Arc::clone(&store));
                Ok(store)
            }
            HandleState::Closed => Err(Error::closed()),
        }
    }
}
