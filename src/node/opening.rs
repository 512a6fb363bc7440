//! Opening a store off the event loop, because it creates or checks a file and may wait for other processes.

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
pub(super) struct Opening(Arc<SharedOpening>);

struct SharedOpening {
    progress: Mutex<OpeningProgress>,
    opened: Condvar,
}

#[derive(Default)]
struct OpeningProgress {
    store: Option<Result<StoreRef>>,
    /// The calls that wait, by number, in the order in which they were made. None may overtake another.
    waiting: VecDeque<(u64, Waker)>,
    next: u64,
}

impl Opening {
    pub(super) fn start(config: Config, wakes: Arc<Wakes>) -> Result<Self> {
        let opening = Self(Arc::new(SharedOpening { progress: Mutex::default(), opened: Condvar::new() }));
        let own = opening.clone();
        let run = move || own.finish(open(&config), &wakes);
        thread::Builder::new().name("ampt-data opening".into()).spawn(run).map(|_| opening).map_err(|error| {
            Error::refused("NO_THREADS", format!("The threads of ampt-data cannot be started: {error}."))
        })
    }

    fn finish(&self, store: Result<StoreRef>, wakes: &Wakes) {
        for warning in store.iter().flat_map(|store| store.warnings()) {
            wakes.warn(warning.clone());
        }
        let mut progress = self.lock();
        progress.store = Some(store);
        progress.wake_first();
        drop(progress);
        self.0.opened.notify_all();
    }

    /// The result, once no call waits for it.
    pub(super) fn settled(&self) -> Option<Result<StoreRef>> {
        let progress = self.lock();
        if progress.waiting.is_empty() { progress.store.clone() } else { None }
    }

    /// Waits on the calling thread.
    pub(super) fn wait(&self) -> Result<StoreRef> {
        let mut progress = self.lock();
        loop {
            if let Some(store) = &progress.store {
                return store.clone();
            }
            progress = self.0.opened.wait(progress).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Resolves when the store is open and all calls before this one have begun.
    pub(super) fn opened(&self) -> impl Future<Output = Result<StoreRef>> + 'static {
        let own = self.clone();
        let mut progress = own.lock();
        let number = progress.next;
        progress.next += 1;
        progress.waiting.push_back((number, Waker::noop().clone()));
        drop(progress);
        poll_fn(move |context| {
            let mut progress = own.lock();
            match &progress.store {
                Some(store) if progress.waiting.front().is_some_and(|(first, _)| *first == number) => {
                    let store = store.clone();
                    progress.waiting.pop_front();
                    progress.wake_first();
                    Poll::Ready(store)
                }
                _ => {
                    if let Some(place) = progress.waiting.iter_mut().find(|(own, _)| *own == number) {
                        place.1.clone_from(context.waker());
                    }
                    Poll::Pending
                }
            }
        })
    }

    /// Each change is a single step, so the progress is sound even after a holder panicked.
    fn lock(&self) -> MutexGuard<'_, OpeningProgress> {
        self.0.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl OpeningProgress {
    fn wake_first(&self) {
        if let Some((_, waker)) = self.waiting.front() {
            waker.wake_by_ref();
        }
    }
}
