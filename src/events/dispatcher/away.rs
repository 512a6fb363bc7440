//! Lanes of which another member has events: those of its queue go before what is left here.

use std::collections::HashSet;

use compact_str::CompactString;

use super::LaneId;
use super::{Dispatcher, Lane};
use crate::store::feed::MemberId;

impl Dispatcher {
    /// Lets a lane wait for a member that has events of it.
    pub fn send_away(&mut self, id: LaneId, member: MemberId) {
        self.away.insert(id, member);
    }

    /// Whether any lane waits for a member.
    pub fn has_away(&self) -> bool {
        !self.away.is_empty()
    }

    /// Lets the lanes of a feed go on of which no member has events any more, given those of which one
    /// has. A lane of which one was handed over that is not settled is not among these yet.
    pub fn come_back(&mut self, feed: u32, away: &HashSet<CompactString>) {
        let unsettled: HashSet<_> = self.outcomes.iter().map(|outcome| &outcome.lane).collect();
        let is_over =
            |id: &LaneId| id.feed == feed && !away.contains(&id.collection) && !unsettled.contains(id);
        let back: Vec<_> = self.away.extract_if(|id, _| is_over(id)).map(|(id, _)| id).collect();
        for id in back {
            if self.change(&id, Lane::come_back) == Some(true) {
                self.ready.push_back(id);
            }
        }
    }

    /// Notes that the next event of a lane goes to a member; not while another has events of it.
    pub(super) fn hand_over(&mut self, id: &LaneId, member: MemberId) -> bool {
        *self.away.entry(id.clone()).or_insert(member) == member
    }
}
