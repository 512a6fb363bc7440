//! Entries that are set aside, because only absent members want them.

use std::time::Duration;

use compact_str::CompactString;

use super::Lead;
use crate::events::report::Report;
use crate::model::Result;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{ChangeNumber, Disposition, Entry, Progress, Queue};

/// How many entries are read at once.
const PAGE: usize = 256;

impl Lead<'_> {
    /// Returns entries that were set aside to the queue of the group if a running member wants them now.
    pub(super) async fn recall(&self) -> Result<()> {
        let mut after = None;
        loop {
            let entries = self.log.read_queue(&self.group.name, Queue::Aside, after, PAGE)?;
            let is_whole = entries.len() < PAGE;
            after = entries.last().map(|entry| (entry.event.collection().clone(), entry.number));
            let wanted = entries.iter().filter(|entry| self.group.is_wanted(&entry.event));
            self.bring_back(wanted.map(|entry| (entry.event.collection(), entry.number)).collect()).await?;
            if is_whole {
                return Ok(());
            }
        }
    }

    pub(super) async fn bring_back(&self, entries: Vec<(&CompactString, ChangeNumber)>) -> Result<()> {
        self.settle_aside(entries, Disposition::Move(Queue::Group)).await
    }

    /// Drops entries that were set aside and that no member came for within 24 hours.
    pub(super) async fn drop_overdue(&self) -> Result<()> {
        loop {
            let end = self.group.now() - EVENT_LIFETIME + Duration::from_millis(1);
            let entries = self.log.read_aside_before(&self.group.name, end, PAGE)?;
            let is_whole = entries.len() < PAGE;
            let places = entries.iter().map(|entry| (entry.event.collection(), entry.number)).collect();
            self.settle_aside(places, Disposition::Done).await?;
            for Entry { event, retry, .. } in entries {
                self.group.report(Report::Dropped { event, attempts: retry.attempts, dead_letter: None });
            }
            if is_whole {
                return Ok(());
            }
        }
    }

    async fn settle_aside(
        &self,
        entries: Vec<(&CompactString, ChangeNumber)>,
        next: Disposition,
    ) -> Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let progress = entries.into_iter().map(|(collection, number)| Progress {
            collection: collection.clone(),
            number,
            next,
            letters: Vec::new(),
        });
        self.log.settle(&self.group.name, Queue::Aside, progress.collect()).await
    }
}
