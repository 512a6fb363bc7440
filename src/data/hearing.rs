//! Calls that hear changes and are answered again and again, until they end: `watch` and `changes`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::watch;

use super::StoreRef;
use super::answer::Answer;
use crate::model::Result;
use crate::store::feed::{BoxFuture, Listening};

/// A call that is answered again and again.
pub trait Follow: Send + Sync {
    /// Whether it has begun, and whether it has ended.
    fn hearing(&self) -> &Hearing;

    /// Its next answer, as soon as there is one; nothing once it has ended.
    fn next(self: Arc<Self>, store: StoreRef) -> BoxFuture<'static, Result<Answer>>;
}

/// How long a call hears: from the first time that it is asked, until it ends.
pub struct Hearing {
    listening: Mutex<Option<Listening>>,
    begun: AtomicBool,
    ended: watch::Sender<bool>,
}

impl Hearing {
    pub(super) fn new() -> Self {
        Self { listening: Mutex::default(), begun: AtomicBool::new(false), ended: watch::Sender::new(false) }
    }

    /// Notes that the call is asked. Returns whether this is the first time.
    pub fn begin(&self) -> bool {
        !self.begun.swap(true, Ordering::Relaxed)
    }

    /// Lets the call hear nothing more, and answer no more.
    pub fn end(&self) {
        self.ended.send_replace(true);
        drop(self.listening().take());
    }

    /// Whether the call has ended.
    pub fn is_ended(&self) -> bool {
        *self.ended.borrow()
    }

    /// Hears until the end.
    pub(super) fn hear(&self, listening: Listening) {
        *self.listening() = Some(listening);
    }

    /// What `advance` answers, or nothing as soon as the call has ended. An error ends it.
    pub(super) async fn until_end(&self, advance: impl Future<Output = Result<Answer>>) -> Result<Answer> {
        let mut ended = self.ended.subscribe();
        let answer = tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => Ok(Answer::Nothing),
            answer = advance => answer,
        };
        // It may have ended while it began to listen.
        if answer.is_err() || self.is_ended() {
            self.end();
        }
        answer
    }

    /// It is replaced in one step, so it is sound even if a holder panicked.
    fn listening(&self) -> MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
