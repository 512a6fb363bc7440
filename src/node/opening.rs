//! Opening a store off the event loop: a file is made or checked, and other processes are waited for.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

use super::wake::Wakes;
use crate::data::StoreRef;
use crate::model::{Error, Result};
use crate::store::url::{Config, open};

/// A store that a thread opens.
#[derive(Clone)]
pub(super) struct Opening(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Default)]
struct State {
    store: Option<Result<StoreRef>>,
    /// The calls that wait, by number, in the order in which they were made: none may overtake another.
    waiting: VecDeque<(u64, Waker)>,
    next: u64,
}

impl Opening {
    pub(super) fn start(config: Config, wakes: Arc<Wakes>) -> Result<Self> {
        let opening = Self(Arc::new(Shared { state: Mutex::default(), opened: Condvar::new() }));
        let own = opening.clone();
        let run = move || own.finish(open(&config), &wakes);
        thread::Builder::new().name("ampt-data opening".into()).spawn(run).map(|_| opening).map_err(|error| {
            Error::refused("NO_THREADS", format!("The threads of ampt-data cannot be started: {error}."))
        })
    }

    fn finish(&self, store: Result<StoreRef>, wakes: &Wakes) {
        if let Some(warning) = store.as_ref().ok().and_then(|store| store.warning()) {
            wakes.warn(warning.to_owned());
        }
        let mut state = self.lock();
        state.store = Some(store);
        state.wake_first();
        drop(state);
        self.0.opened.notify_all();
    }

    /// What came of it, once no call waits any more.
    pub(super) fn settled(&self) -> Option<Result<StoreRef>> {
        let state = self.lock();
        if state.waiting.is_empty() { state.store.clone() } else { None }
    }

    /// Waits on the calling thread.
    pub(super) fn wait(&self) -> Result<StoreRef> {
        let mut state = self.lock();
        loop {
            if let Some(store) = &state.store {
                return store.clone();
            }
            state = self.0.opened.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Resolves when the store is open and all calls before this one have begun.
    pub(super) fn opened(&self) -> impl Future<Output = Result<StoreRef>> + 'static {
        let own = self.clone();
        let mut state = own.lock();
        let number = state.next;
        state.next += 1;
        state.waiting.push_back((number, Waker::noop().clone()));
        drop(state);
        poll_fn(move |context| {
            let mut state = own.lock();
            match &state.store {
                Some(store) if state.waiting.front().is_some_and(|(first, _)| *first == number) => {
                    let store = store.clone();
                    state.waiting.pop_front();
                    state.wake_first();
                    Poll::Ready(store)
                }
                _ => {
                    if let Some(place) = state.waiting.iter_mut().find(|(own, _)| *own == number) {
                        place.1.clone_from(context.waker());
                    }
                    Poll::Pending
                }
            }
        })
    }

    /// The state is changed in single steps, so it is sound even where a holder panicked.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn wake_first(&self) {
        if let Some((_, waker)) = self.waiting.front() {
            waker.wake_by_ref();
        }
    }
}
