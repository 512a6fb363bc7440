//! Batches, as an AWS Lambda function is given them: handled whole, or up to what failed first.

use super::Dispatcher;
use crate::store::feed::ChangeNumber;

impl Dispatcher {
    /// Handles batches: a feed is pushed whole and cannot be asked again, and nothing is begun behind an
    /// event that has failed.
    pub fn handle_batches(&mut self) {
        self.longest = usize::MAX;
        self.stops_at_failure = true;
    }

    /// Forgets the events of a feed from `number` on, but not those that are being handled.
    pub(super) fn cut(&mut self, feed: u32, number: ChangeNumber) {
        let lanes: Vec<_> = self.lanes.keys().filter(|id| id.feed == feed).cloned().collect();
        for id in lanes {
            if self.change(&id, |lane| lane.cut(number)) == Some(true) {
                self.lanes.remove(&id);
            }
        }
    }

    /// Whether no handler runs or could.
    pub fn is_quiet(&self) -> bool {
        self.running.is_empty() && self.ready.is_empty() && self.outcomes.is_empty()
    }
}
