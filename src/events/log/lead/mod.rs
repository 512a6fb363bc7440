//! Leading a group: reading its queue, and sending each event to a member that wants it.

mod aside;

use std::collections::{BTreeSet, HashSet};
use std::time::Duration;

use tokio::time::Instant;

use super::REFILL;
use crate::events::HELD;
use crate::events::group::Group;
use crate::events::outcome::{Fate, FeedId, LaneId, Outcome};
use crate::events::roster::Others;
use crate::model::Result;
use crate::store::feed::{ChangeLog, ChangeNumber, Entries, Marks, MemberId, Queue};

/// How often the leader checks whether members are alive: often if one may have events of its own, seldom otherwise.
const PROBE_EVERY: Duration = Duration::from_millis(250);
const LOOK_OVER_EVERY: Duration = Duration::from_secs(60);

/// Whether this member still leads.
pub(super) enum Leadership {
    Continues,
    IsOver,
}

/// Why this member stops reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LeadEnd {
    /// Entries came back to the queue, before the point up to which it is read. The leader starts over.
    StartOver,
    /// Another member is to lead.
    Yield,
}

/// The leadership of a group, while this member has the seat.
pub(super) struct Lead<'a> {
    log: &'a dyn ChangeLog,
    group: &'a Group,
    member: MemberId,
    /// The number up to which the queue is read.
    after: ChangeNumber,
    /// Whether the queue may hold more.
    behind: bool,
    /// The marks at the time when the roster was read.
    marks: Option<Marks>,
    /// The event names of running members for which the entries set aside were searched.
    names: BTreeSet<String>,
    due: Instant,
    end: Option<LeadEnd>,
}

impl<'a> Lead<'a> {
    pub(super) fn new(log: &'a dyn ChangeLog, group: &'a Group, member: MemberId) -> Self {
        let (marks, names, due) = (None, BTreeSet::new(), Instant::now());
        Self { log, group, member, after: ChangeNumber::ZERO, behind: true, marks, names, due, end: None }
    }

    /// The queue may hold more.
    pub(super) fn look_again(&mut self) {
        self.behind = true;
    }

    /// Whether it is time to check the members.
    pub(super) fn is_due(&self) -> bool {
        self.end.is_none() && self.due <= Instant::now()
    }

    /// Starts nothing more and waits for what runs, because another member is to lead.
    pub(super) fn yield_seat(&mut self) {
        self.end_with(LeadEnd::Yield);
    }

    /// Whether another member is to lead.
    pub(super) fn is_yielding(&self) -> bool {
        self.end == Some(LeadEnd::Yield)
    }

    /// Reads the entries for which there is room.
    pub(super) async fn read(&mut self, starved: Vec<(LaneId, ChangeNumber)>) -> Result<()> {
        if self.end.is_some() {
            return Ok(());
        }
        let mut refilled = Ok(());
        for (lane, last) in starved {
            let numbers = last.next()..=self.after;
            refilled = refilled.and(refill(self.log, self.group, Queue::Group, &lane, numbers).map(drop));
        }
        refilled?;
        self.look().await?;
        while self.behind && self.end.is_none() {
            let held = self.group.dispatch(|dispatcher, _| dispatcher.weight());
            if held >= HELD {
                break;
            }
            let Entries { mut entries, through } =
                self.log.read(&self.group.name, self.after, HELD - held)?;
            // A member wants the changes made after it joined, so the roster must be newer than the page.
            self.look().await?;
            if self.end.is_some() {
                break;
            }
            self.behind = through > self.after;
            self.after = through;
            self.group.admit(&mut entries);
            self.group.dispatch(|dispatcher, _| {
                for entry in entries {
                    dispatcher.push(FeedId::LOG, entry);
                }
            });
        }
        Ok(())
    }

    /// Continues lanes of which members have handled their events. Returns whether this member still leads.
    pub(super) async fn settled(&mut self, outcomes: &[Outcome]) -> Result<Leadership> {
        // A member that wants them may have joined since.
        let is_wanted = |outcome: &&Outcome| {
            outcome.fate == Fate::Moved(Queue::Aside) && self.group.is_wanted(&outcome.event)
        };
        let back = outcomes.iter().filter(is_wanted);
        self.bring_back(back.map(|outcome| (&outcome.lane.collection, outcome.number)).collect()).await?;
        if self.group.dispatch(|dispatcher, _| dispatcher.has_away()) {
            let away: HashSet<_> =
                self.log.away(&self.group.name)?.into_iter().map(|(collection, _)| collection).collect();
            self.group.dispatch(|dispatcher, _| dispatcher.come_back(FeedId::LOG, &away));
        }
        let Some(end) = self.end else { return Ok(Leadership::Continues) };
        if !self.group.dispatch(|dispatcher, _| dispatcher.is_drained(FeedId::LOG)) {
            return Ok(Leadership::Continues);
        }
        self.group.dispatch(|dispatcher, _| dispatcher.forget(FeedId::LOG));
        if end == LeadEnd::Yield {
            return Ok(Leadership::IsOver);
        }
        *self = Self::new(self.log, self.group, self.member);
        self.group.changed.notify_one();
        Ok(Leadership::Continues)
    }

    /// Reads the roster and marks, and acts on what other members have changed.
    async fn look(&mut self) -> Result<()> {
        let marks = self.log.marks(&self.group.name)?;
        if self.marks == Some(marks) && !self.is_due() {
            return Ok(());
        }
        self.remove_dead().await?;
        let (log, name) = (self.log, &self.group.name);
        let marks = log.marks(name)?;
        let roster = log.roster(name)?;
        self.group.set_others(Others::of_log(&roster, self.member));
        self.group.wake_unwanted(FeedId::LOG);
        let own: BTreeSet<_> = self.group.names().into_iter().collect();
        let others = roster.members.iter().filter(|(member, _)| *member != self.member);
        let others: BTreeSet<_> = others.flat_map(|(_, names)| names).cloned().collect();
        let every = if others.is_subset(&own) { LOOK_OVER_EVERY } else { PROBE_EVERY };
        self.due = Instant::now() + every;
        self.drop_overdue().await?;
        let names = &own | &others;
        if !names.is_subset(&self.names) {
            self.recall().await?;
        }
        self.names = names;
        let returned = log.marks(name)?.returned;
        match self.marks {
            None => {
                let away = log.away(name)?;
                self.group.dispatch(|dispatcher, _| {
                    for (collection, member) in away {
                        dispatcher.send_away(LaneId { feed: FeedId::LOG, collection }, member);
                    }
                });
            }
            Some(before) if before.returned != returned => self.end_with(LeadEnd::StartOver),
            Some(_) => {}
        }
        self.marks = Some(Marks { roster: marks.roster, returned });
        Ok(())
    }

    /// Removes dead members from the roster. Their entries return to the queue of the group.
    async fn remove_dead(&self) -> Result<()> {
        for (member, _) in self.log.roster(&self.group.name)?.members {
            if member != self.member && self.log.is_dead(&self.group.name, member) {
                self.log.leave(&self.group.name, member).await?;
            }
        }
        Ok(())
    }

    fn end_with(&mut self, end: LeadEnd) {
        self.end = Some(end);
        self.group.dispatch(|dispatcher, _| dispatcher.pause(FeedId::LOG));
    }
}

/// Gives a starved lane its next entries. Returns their numbers.
pub(super) fn refill(
    log: &dyn ChangeLog,
    group: &Group,
    queue: Queue,
    lane: &LaneId,
    numbers: std::ops::RangeInclusive<ChangeNumber>,
) -> Result<Vec<ChangeNumber>> {
    let read = log.read_collection(&group.name, queue, &lane.collection, numbers, REFILL);
    // If they cannot be read, the lane asks for them again.
    let more = read.as_ref().map_or(true, |entries| entries.len() == REFILL);
    let mut entries = read.as_ref().cloned().unwrap_or_default();
    group.admit(&mut entries);
    let numbers = entries.iter().map(|entry| entry.number).collect();
    group.dispatch(|dispatcher, _| dispatcher.refill(lane, entries, more));
    read.map(|_| numbers)
}
