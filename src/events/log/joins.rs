//! Entries into rosters that are under way. A process that ends before them leaves nothing for which the log would keep
//! the changes that follow.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use crate::events::group::Group;
use crate::store::StoreFuture;

/// The entries of a handle into the roster of a group that are under way.
#[derive(Clone, Default)]
pub(in crate::events) struct Joins(Arc<AtomicU32>);

impl Joins {
    /// Counts an entry as under way until it has ended. One that fails is repeated, and counts no more: a process does not
    /// stay for a store that cannot be written.
    pub(in crate::events) fn count(&self, group: &Arc<Group>, join: StoreFuture<()>) -> StoreFuture<()> {
        self.0.fetch_add(1, Ordering::AcqRel);
        let under_way = UnderWay(Arc::clone(&self.0), Arc::clone(group));
        StoreFuture::later(async move {
            let joined = join.await;
            drop(under_way);
            joined
        })
    }

    pub(in crate::events) fn are_under_way(&self) -> bool {
        self.0.load(Ordering::Acquire) > 0
    }
}

/// Counts less when it is dropped, even after a panic, and lets JavaScript look whether the process may end.
struct UnderWay(Arc<AtomicU32>, Arc<Group>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
        self.1.notify();
    }
}
