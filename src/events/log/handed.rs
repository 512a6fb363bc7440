//! The queue of this member: events that the leader of the group handed over.

use std::collections::HashSet;

use super::lead::refill;
use crate::events::HELD;
use crate::events::group::Group;
use crate::events::outcome::{Fate, FeedId, LaneId, Outcome};
use crate::model::Result;
use crate::store::feed::{ChangeLog, ChangeNumber, MemberId, Queue};

/// How many entries of the queue are read at once.
const PAGE: usize = 256;

/// How far the queue of this member is read.
pub(super) struct Handed {
    /// Whether the queue may hold more.
    behind: bool,
    /// The numbers of the entries that the dispatcher has and that are not settled.
    known: HashSet<ChangeNumber>,
}

impl Default for Handed {
    fn default() -> Self {
        Self { behind: true, known: HashSet::new() }
    }
}

impl Handed {
    /// The queue may hold more.
    pub(super) fn look_again(&mut self) {
        self.behind = true;
    }

    /// Gives the dispatcher the entries for which there is room. Starved lanes get theirs first, so that nothing
    /// overtakes them.
    pub(super) fn read(
        &mut self,
        log: &dyn ChangeLog,
        group: &Group,
        member: MemberId,
        starved: Vec<(LaneId, ChangeNumber)>,
    ) -> Result<()> {
        let queue = Queue::Member(member);
        let mut refilled = Ok(());
        for (lane, last) in starved {
            let numbers = last.next()..=ChangeNumber::MAX;
            let read = refill(log, group, queue, &lane, numbers);
            refilled = refilled.and(read.map(|numbers| self.known.extend(numbers)));
        }
        refilled?;
        let mut after = None;
        while self.behind && group.dispatch(|dispatcher, _| dispatcher.weight()) < HELD {
            let mut entries = log.read_queue(&group.name, queue, after, PAGE)?;
            self.behind = entries.len() == PAGE;
            after = entries.last().map(|entry| (entry.event.collection().clone(), entry.number));
            group.admit(&mut entries);
            group.dispatch(|dispatcher, _| {
                for entry in entries {
                    let number = entry.number;
                    if !self.known.contains(&number) && dispatcher.push(FeedId::HANDED, entry) {
                        self.known.insert(number);
                    }
                }
            });
        }
        Ok(())
    }

    /// Forgets the entries that are settled.
    pub(super) fn settled(&mut self, outcomes: &[Outcome]) {
        for outcome in outcomes {
            if !matches!(outcome.fate, Fate::Retry { .. }) {
                self.known.remove(&outcome.number);
            }
        }
    }
}
