//! The pages of a shard: when they are requested, and what happens if they do not come.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use super::super::PAUSE;
use super::super::cursor::Fetched;
use super::super::discovery::discover;
use super::super::reader::SPACING;
use super::ShardConsumer;
use crate::events::{HELD, Report};
use crate::model::Result;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{Checkpoint, ShardError};

/// How far the stream's 24 hours may differ from this process's.
const TRIM_MARGIN: Duration = Duration::from_secs(5 * 60);

impl ShardConsumer {
    /// Requests what is due. Returns when to look again.
    pub(super) fn begin_pages(&mut self, now: Instant) -> Instant {
        let is_done = self.reader.closed && self.tracker.is_caught_up();
        if is_done && !self.has_heirs && self.ending.is_none() && self.heirs_at <= now {
            let member = Arc::clone(&self.member);
            self.ending = Some(Box::pin(async move { discover(&member).await.map(drop) }));
        }
        let may_read = self.letters.have_room();
        let wants_page = self.reader.pending.is_none() && !self.reader.closed && may_read;
        let has_room = self.member.group.dispatch(|dispatcher, _| dispatcher.weight()) < HELD;
        let is_behind = self.rereader.is_behind() && self.rereader.pending.is_none() && may_read;
        let main = (wants_page && has_room).then(|| self.reader.due.max(self.free_at));
        let again = is_behind.then(|| self.rereader.due.max(self.free_at));
        let is_due = |at: Option<Instant>| at.is_some_and(|at| at <= now);
        // If both readers are due, they take turns.
        let main_first = is_due(main) && !(is_due(again) && self.main_was_last);
        if is_due(main) || is_due(again) {
            let cursor = if main_first { &self.reader.cursor } else { &self.rereader.cursor };
            let fetch = cursor.clone().fetch(Arc::clone(&self.member.stream), self.id.clone());
            let pending = if main_first { &mut self.reader.pending } else { &mut self.rereader.pending };
            *pending = Some(Box::pin(fetch));
            self.main_was_last = main_first;
            self.free_at = now + SPACING;
            return self.free_at;
        }
        let wait = if wants_page && !has_room { SPACING } else { PAUSE };
        [main, again].into_iter().flatten().fold(now + wait, Instant::min)
    }

    /// The children have their leases, or the attempt failed.
    pub(super) fn ended(&mut self, ended: Result<()>) {
        match ended {
            Ok(()) => self.has_heirs = true,
            Err(error) => {
                self.heirs_at = Instant::now() + PAUSE;
                self.member.failed(&mut self.reader.failing, error);
            }
        }
    }

    /// Takes a page of the main reader.
    pub(super) fn read(&mut self, Fetched { asked, result }: Fetched) {
        match result {
            Ok(page) => {
                self.reader.failing = false;
                self.reader.cursor.advance(&page);
                self.reader.closed = page.next.is_none();
                let tip = self.reader.take_page(&page.records, asked);
                // The time proves nothing for a closed shard, whose children get the changes.
                self.tip = tip.filter(|_| !self.reader.closed).or(self.tip);
                let unreadable: Vec<_> = self.dispatch(|shard, dispatcher| {
                    let records = page.records.into_iter();
                    records.filter_map(|record| shard.tracker.take(record, dispatcher)).collect()
                });
                for row in unreadable {
                    let reason = row.without_event();
                    self.member.group.report(Report::Gap { changes: Some(1), reason });
                }
            }
            Err(ShardError::Expired) => {
                self.reader.cursor.renew();
                self.reader.start_over();
                self.tracker.lose_position();
            }
            Err(ShardError::Trimmed) => {
                if self.is_late() {
                    self.report_trimmed();
                }
                self.reader.rewind();
                self.tracker.lose_position();
            }
            Err(ShardError::NoShard) => {
                self.report_gone();
                self.reader.closed = true;
            }
            Err(ShardError::Failed(error)) => {
                self.reader.failed();
                self.member.failed(&mut self.reader.failing, error);
            }
        }
    }

    /// Takes a page of the rereader.
    pub(super) fn read_again(&mut self, Fetched { asked, result }: Fetched) {
        match result {
            Ok(page) => {
                self.reader.failing = false;
                self.dispatch(|shard, dispatcher| {
                    shard.rereader.take_page(page, asked, &mut shard.tracker, dispatcher);
                });
            }
            Err(ShardError::Expired) => self.rereader.cursor.renew(),
            Err(ShardError::Trimmed) => {
                self.report_trimmed();
                self.rereader.trimmed();
            }
            Err(ShardError::NoShard) => {
                self.report_gone();
                self.dispatch(|shard, dispatcher| shard.rereader.end(&mut shard.tracker, dispatcher));
            }
            Err(ShardError::Failed(error)) => {
                self.rereader.failed();
                self.member.failed(&mut self.reader.failing, error);
            }
        }
    }

    /// Reports that records may be gone that were never read, because reading starts at the oldest that is kept.
    pub(super) fn report_late(&self) {
        if matches!(self.holding.lease.checkpoint, Checkpoint::Since(_)) && self.is_late() {
            self.report_trimmed();
        }
    }

    /// Whether records were trimmed that are newer than everything known to be handled.
    fn is_late(&self) -> bool {
        let oldest = self.member.stream.now() + TRIM_MARGIN - EVENT_LIFETIME;
        self.holding.lease.handled_through < oldest
    }

    fn report_trimmed(&self) {
        let reason = "The stream no longer holds changes that were not handled within 24 hours.";
        self.member.gap(format!("{reason} (shard {})", self.id));
    }

    fn report_gone(&self) {
        let reason = "A shard of the stream is gone, with changes that were not handled.";
        self.member.gap(format!("{reason} (shard {})", self.id));
    }
}
