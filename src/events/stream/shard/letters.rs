//! Dead letters of a shard: they are written before the checkpoint passes their events.
//!
//! The outcomes of the shard form a line. One with dead letters waits until these are written, and all behind it wait with
//! it. Handlers go on meanwhile.

use std::collections::VecDeque;
use std::sync::Arc;

use tokio::time::Instant;

use super::super::PAUSE;
use super::super::holding::Urgency;
use super::{ShardConsumer, Slot};
use crate::events::outcome::{LaneId, Outcome};
use crate::model::Result;

/// How many outcomes wait at most before the shard is read on.
const LONGEST: usize = 256;

/// The outcomes of a shard that are not settled, and the dead letters for which they wait.
#[derive(Default)]
pub(super) struct Letters {
    line: VecDeque<Outcome>,
    /// Lanes that starved. Each did so before its last outcome was taken.
    starved: Vec<LaneId>,
    /// Writes the letters of the first outcome.
    pub writing: Slot<Result<()>>,
    /// Whether these are written.
    written: bool,
    /// The earliest time of the next attempt.
    due: Option<Instant>,
    /// Whether the last attempt failed.
    failing: bool,
}

impl Letters {
    /// Whether every outcome is settled.
    pub(super) fn is_empty(&self) -> bool {
        self.line.is_empty()
    }

    /// Whether few enough outcomes wait.
    pub(super) fn have_room(&self) -> bool {
        self.line.len() < LONGEST
    }

    /// The first outcome, if it need not wait.
    fn next(&mut self) -> Option<Outcome> {
        let is_owed = |outcome: &Outcome| outcome.given_up.iter().any(|one| one.dead_letters.is_some());
        if self.line.front().is_some_and(is_owed) && !std::mem::take(&mut self.written) {
            return None;
        }
        self.line.pop_front()
    }
}

impl ShardConsumer {
    /// Takes outcomes and starved lanes from the dispatcher, and settles what need not wait.
    pub(super) fn take_outcomes(&mut self) {
        let starved = self.dispatch(|shard, dispatcher| dispatcher.take_starved_of(shard.feed));
        self.letters.starved.extend(starved);
        self.letters.line.extend(self.member.group.take_outcomes_of(self.feed));
        while let Some(outcome) = self.letters.next() {
            self.tracker.settle(&outcome);
            self.member.group.report_given_up(&outcome);
            self.urgency = self.urgency.max(Urgency::News);
            self.holding.remembering = false;
        }
        let Letters { line, starved, .. } = &mut self.letters;
        let is_settled = |lane: &mut LaneId| line.iter().all(|outcome| outcome.lane != *lane);
        for lane in starved.extract_if(.., is_settled) {
            self.tracker.starve(&lane.collection);
        }
    }

    /// Writes the dead letters for which outcomes wait. Returns when to look again.
    pub(super) fn begin_letters(&mut self, now: Instant) -> Instant {
        let due = self.letters.due.unwrap_or(now);
        if due > now {
            return due;
        }
        if self.letters.writing.is_none()
            && let Some(outcome) = self.letters.line.front()
        {
            let group = Arc::clone(&self.member.group);
            let letters = group.letters(outcome);
            self.letters.writing = Some(Box::pin(async move { group.write_letters(letters).await }));
        }
        now + PAUSE
    }

    /// The letters of the first outcome are written, or the attempt failed. A shard that is handed over does not try again:
    /// its next owner gets the event, whose handler has one more attempt.
    pub(super) fn letters_written(&mut self, written: Result<()>) {
        match written {
            Ok(()) => {
                (self.letters.written, self.letters.failing) = (true, false);
            }
            Err(error) => {
                self.member.failed(&mut self.letters.failing, error);
                self.letters.due = Some(Instant::now() + PAUSE);
                if self.draining.is_some()
                    && let Some(Outcome { lane, .. }) = self.letters.line.pop_front()
                {
                    self.letters.line.retain(|outcome| outcome.lane != lane);
                }
            }
        }
    }
}
