//! What the events of a table need to know of this process's writes, and how they make them wait.

use std::sync::Arc;

use tokio::sync::watch;

use super::server_clock::ServerClock;
use crate::model::Millis;

/// The writes of a handle.
pub(super) struct Writes {
    clock: ServerClock,
    /// When the last one was answered, by the server's clock.
    last: watch::Sender<Millis>,
    /// How many were asked for and not answered.
    under_way: watch::Sender<usize>,
    /// How many guards there are.
    held: watch::Sender<usize>,
}

/// A write from its call to its answer.
pub(super) struct UnderWay(Arc<Writes>);

impl UnderWay {
    /// Resolves when the write may be sent: at once, but while a group is being registered.
    pub(super) async fn permitted(&self) {
        // The sender is in `self`, so it is there as long as somebody waits.
        let _ = self.0.held.subscribe().wait_for(|held| *held == 0).await;
    }
}

impl Drop for UnderWay {
    /// Remembers that the write was answered. One that failed may have been carried out all the same.
    fn drop(&mut self) {
        let now = self.0.now();
        self.0.last.send_if_modified(|last| {
            let later = now > *last;
            *last = now.max(*last);
            later
        });
        self.0.under_way.send_modify(|count| *count -= 1);
    }
}

impl Writes {
    pub(super) fn new(clock: ServerClock) -> Self {
        Self {
            clock,
            last: watch::Sender::default(),
            under_way: watch::Sender::default(),
            held: watch::Sender::default(),
        }
    }

    /// The server's time, as far as it is known.
    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// A write that is asked for now.
    pub(super) fn begin(self: &Arc<Self>) -> UnderWay {
        self.under_way.send_modify(|count| *count += 1);
        UnderWay(Arc::clone(self))
    }

    /// Resolves when no write is under way.
    pub(super) async fn all_answered(&self) {
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    /// When the last write was answered.
    pub(super) fn last(&self) -> watch::Receiver<Millis> {
        self.last.subscribe()
    }

    /// Lets no write be sent until the guard is dropped.
    pub(super) fn hold(self: &Arc<Self>) -> Box<dyn Send + Sync> {
        self.held.send_modify(|held| *held += 1);
        Box::new(Guard(Arc::clone(self)))
    }
}

struct Guard(Arc<Writes>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.held.send_modify(|held| *held -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn writes_wait_for_the_last_guard() {
        let writes = Arc::new(Writes::new(ServerClock::default()));
        let write = writes.begin();
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(write.permitted()).poll(&mut context).is_ready());
        let (first, second) = (writes.hold(), writes.hold());
        let mut permitted = pin!(write.permitted());
        assert!(permitted.as_mut().poll(&mut context).is_pending());
        drop(first);
        assert!(permitted.as_mut().poll(&mut context).is_pending());
        drop(second);
        assert!(permitted.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn a_write_is_under_way_until_it_is_answered() {
        let writes = Arc::new(Writes::new(ServerClock::default()));
        let mut context = Context::from_waker(Waker::noop());
        assert!(pin!(writes.all_answered()).poll(&mut context).is_ready());
        let write = writes.begin();
        let mut answered = pin!(writes.all_answered());
        assert!(answered.as_mut().poll(&mut context).is_pending());
        drop(write);
        assert!(answered.as_mut().poll(&mut context).is_ready());
    }

    #[test]
    fn the_last_write_is_never_set_back() {
        let writes = Arc::new(Writes::new(ServerClock::default()));
        let last = writes.last();
        assert_eq!(*last.borrow(), Millis::ZERO);
        drop(writes.begin());
        assert!(*last.borrow() > Millis(1_700_000_000_000));
        writes.last.send_replace(Millis::MAX);
        drop(writes.begin());
        assert_eq!(*last.borrow(), Millis::MAX);
    }
}
