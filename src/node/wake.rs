//! Waking the event loop: one wake, however many answers have come.

use std::sync::{Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::Function;
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Result, Status, check_status, sys};

use crate::store::Warning;

type Signal = ThreadsafeFunction<(), (), (), Status, false, true>;

/// Tickets whose answers may have come, and the function that wakes JavaScript.
pub(super) struct Wakes {
    news: Mutex<News>,
    signal: Signal,
}

#[derive(Default)]
struct News {
    tickets: Vec<u32>,
    warnings: Vec<Warning>,
    /// Whether JavaScript was woken and has not looked yet.
    told: bool,
}

impl Wakes {
    pub(super) fn new(wake: &Function<'_, (), ()>) -> Result<Self> {
        // Weak, so that a store without calls under way does not keep the process alive.
        let signal =
            wake.build_threadsafe_function::<()>().weak::<true>().callee_handled::<false>().build()?;
        Ok(Self { news: Mutex::default(), signal })
    }

    /// Notes a ticket and wakes the event loop. Any thread may call this.
    pub(super) fn wake(&self, ticket: u32) {
        self.tell(Some(ticket));
    }

    /// Wakes the event loop to give a warning.
    pub(super) fn warn(&self, warning: Warning) {
        self.lock().warnings.push(warning);
        self.tell(None);
    }

    /// Wakes the event loop to run its handlers. Any thread may call this.
    pub(super) fn nudge(&self) {
        self.tell(None);
    }

    fn tell(&self, ticket: Option<u32>) {
        let mut news = self.lock();
        news.tickets.extend(ticket);
        let first = !std::mem::replace(&mut news.told, true);
        drop(news);
        if first {
            // An event loop that is ending takes no calls, and no call waits for it.
            self.signal.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }

    /// Takes the noted tickets and warnings.
    pub(super) fn take(&self) -> (Vec<u32>, Vec<Warning>) {
        let News { tickets, warnings, .. } = std::mem::take(&mut *self.lock());
        (tickets, warnings)
    }

    /// News change in single steps, so they are sound even after a holder panicked.
    fn lock(&self) -> MutexGuard<'_, News> {
        self.news.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps the process alive, or lets it end.
    pub(super) fn hold_process(&self, env: Env, hold: bool) -> Result<()> {
        let set = if hold { sys::napi_ref_threadsafe_function } else { sys::napi_unref_threadsafe_function };
        // SAFETY: the function is alive as long as `self`, and this is called on the thread of its
        // environment, which is the one that is passed.
        check_status!(unsafe { set(env.raw(), self.signal.raw()) })
    }
}
