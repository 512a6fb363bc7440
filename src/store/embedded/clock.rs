//! Setting the clock of a store in memory.

use std::sync::Arc;

use super::EmbeddedStore;
use super::writer::queue::Job;
use super::writer::sweep::delete_expired;
use crate::store::StoreFuture;
use crate::store::clock::{ClockSetting, SettableClock};

impl SettableClock for EmbeddedStore {
    fn set(&self, setting: ClockSetting) -> StoreFuture<()> {
        let (file, queue, sweep) = (Arc::clone(&self.file), Arc::clone(&self.queue), self.sweep);
        let at = file.clock().after(setting);
        // First, because the clock may pass the time after which a group without handlers is forgotten.
        let of_groups = Arc::clone(&file);
        let kept = queue.submit(|responder| {
            Job::transaction(move |txn, _| Ok(of_groups.tables(txn).log.keep_groups(txn, at)?), responder)
        });
        let of_items = Arc::clone(&file);
        let set = queue.submit(|responder| {
            Job::after(move || {
                file.clock().set(setting);
                responder.send(Ok(()));
            })
        });
        StoreFuture::later(async move {
            kept.await?;
            set.await?;
            let delete = |responder| {
                let file = Arc::clone(&of_items);
                Job::transaction(move |txn, now| delete_expired(file.tables(txn), txn, now), responder)
            };
            while sweep && queue.submit(delete).await? {}
            Ok(())
        })
    }
}
