//! Tracks the writes of this process that are not answered yet. Events need to know them, and make them wait while a
//! group is registered.

use std::sync::Arc;

use tokio::sync::watch;

use super::server_clock::ServerClock;
use crate::model::Millis;

/// The writes of a handle that are not answered yet.
pub(super) struct WritesUnderWay {
    clock: ServerClock,
    /// When the last answer came, by the server's clock.
    last: watch::Sender<Millis>,
    /// How many writes are not answered yet.
    under_way: watch::Sender<usize>,
    /// How many holders make writes wait.
    holders: watch::Sender<usize>,
}

/// A write from its call to its answer.
pub(super) struct WriteUnderWay(Arc<WritesUnderWay>);

impl WriteUnderWay {
    /// Resolves when the write may be sent: at once, unless a group is being registered.
    pub(super) async fn permitted(&self) {
        // The sender lives in `self`, so waiting cannot fail.
        let _ = self.0.holders.subscribe().wait_for(|holders| *holders == 0).await;
    }
}

impl Drop for WriteUnderWay {
    /// Remembers the time of the answer, even of a failed write: DynamoDB may have carried it out.
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

impl WritesUnderWay {
    pub(super) fn new(clock: ServerClock) -> Self {
        Self {
            clock,
            last: watch::Sender::default(),
            under_way: watch::Sender::default(),
            holders: watch::Sender::default(),
        }
    }

    /// The server's time as far as it is known.
    pub(super) fn now(&self) -> Millis {
        self.clock.now()
    }

    /// Begins a write.
    pub(super) fn begin(self: &Arc<Self>) -> WriteUnderWay {
        self.under_way.send_modify(|count| *count += 1);
        WriteUnderWay(Arc::clone(self))
    }

    /// Resolves when all writes are answered.
    pub(super) async fn all_answered(&self) {
        let _ = self.under_way.subscribe().wait_for(|count| *count == 0).await;
    }

    /// When the last answer came.
    pub(super) fn last(&self) -> watch::Receiver<Millis> {
        self.last.subscribe()
    }

    /// Makes all writes wait until the returned value is dropped.
    pub(super) fn hold(self: &Arc<Self>) -> Box<dyn Send + Sync> {
        self.holders.send_modify(|holders| *holders += 1);
        Box::new(Hold(Arc::clone(self)))
    }
}

struct Hold(Arc<WritesUnderWay>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.holders.send_modify(|holders| *holders -= 1);
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    #[test]
    fn writes_wait_for_the_last_holder() {
        let writes = Arc::new(WritesUnderWay::new(ServerClock::default()));
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
        let writes = Arc::new(WritesUnderWay::new(ServerClock::default()));
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
        let writes = Arc::new(WritesUnderWay::new(ServerClock::default()));
        let last = writes.last();
        assert_eq!(*last.borrow(), Millis::ZERO);
        drop(writes.begin());
        assert!(*last.borrow() > Millis(1_700_000_000_000));
        writes.last.send_replace(Millis::MAX);
        drop(writes.begin());
        assert_eq!(*last.borrow(), Millis::MAX);
    }
}
