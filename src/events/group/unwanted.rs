//! Events that wait for a retry but match no handler here any more. Other members get them at once.

use super::{Group, GroupState};
use crate::events::outcome::FeedId;
use crate::model::Millis;
use crate::store::feed::Entry;

impl Group {
    /// Removes the wait from entries of a feed that match no handler here.
    pub(in crate::events) fn admit(&self, entries: &mut [Entry]) {
        let handlers = &self.lock().handlers;
        for entry in entries {
            if entry.retry.at > Millis::ZERO && !handlers.wants(&entry.event) {
                entry.retry.at = Millis::ZERO;
            }
        }
    }

    /// The same for entries that the feed brought before handlers were removed.
    pub(in crate::events) fn wake_unwanted(&self, feed: FeedId) {
        let mut state = self.lock();
        let GroupState { dispatcher, handlers, .. } = &mut *state;
        dispatcher.wake_unwanted(feed, handlers);
        drop(state);
        self.changed.notify_one();
    }
}
