//! Events that wait for an attempt and that no handler here wants: others are to have them at once.

use super::{Group, GroupState};
use crate::model::Millis;
use crate::store::feed::Entry;

impl Group {
    /// Lets no entry that a feed brings wait for an attempt where no handler here wants it.
    pub(in crate::events) fn admit(&self, entries: &mut [Entry]) {
        let handlers = &self.lock().handlers;
        for entry in entries {
            if entry.retry.at > Millis::ZERO && !handlers.wants(&entry.event) {
                entry.retry.at = Millis::ZERO;
            }
        }
    }

    /// Does the same for those that a feed has brought before handlers were taken away.
    pub(in crate::events) fn wake_unwanted(&self, feed: u32) {
        let mut state = self.lock();
        let GroupState { dispatcher, handlers, .. } = &mut *state;
        dispatcher.wake_unwanted(feed, handlers);
        drop(state);
        self.changed.notify_one();
    }
}
