//! Stopping at the first failure, as AWS Lambda asks: what follows the failed event is delivered again.

use super::Dispatcher;
use crate::events::outcome::FeedId;
use crate::store::feed::ChangeNumber;

impl Dispatcher {
    /// Stops each feed at its first failed event. Such a feed is pushed as a whole, because it cannot be read again.
    pub fn handle_batches(&mut self) {
        self.longest = usize::MAX;
        self.stops_at_failure = true;
    }

    /// Forgets the events of a feed from `number` on, except those whose handlers run.
    pub(super) fn cut(&mut self, feed: FeedId, number: ChangeNumber) {
        let lanes: Vec<_> = self.lanes.keys().filter(|id| id.feed == feed).cloned().collect();
        for id in lanes {
            if self.change(&id, |lane| lane.cut(number)) == Some(true) {
                self.lanes.remove(&id);
            }
        }
    }

    /// Whether no handler runs, none can start, and all outcomes are taken.
    pub fn is_quiet(&self) -> bool {
        self.running.is_empty() && self.ready.is_empty() && self.outcomes.is_empty()
    }
}
