//! Lanes of which another member has events: those of its queue go before what is left here.

use std::collections::HashSet;

use compact_str::CompactString;

use super::Lane;
use super::{Dispatcher, Line};
use crate::store::feed::MemberId;

impl Dispatcher {
    /// Lets a lane wait for a member that has events of it.
    pub fn send_away(&mut self, lane: Lane, member: MemberId) {
        self.away.insert(lane, member);
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
            |lane: &Lane| lane.feed == feed && !away.contains(&lane.collection) && !unsettled.contains(lane);
        let back: Vec<_> = self.away.extract_if(|lane, _| is_over(lane)).map(|(lane, _)| lane).collect();
        for lane in back {
            if self.change(&lane, Line::come_back) == Some(true) {
                self.ready.push_back(lane);
            }
        }
    }

    /// Notes that the next event of a lane goes to a member; not while another has events of it.
    pub(super) fn hand_over(&mut self, lane: &Lane, member: MemberId) -> bool {
        *self.away.entry(lane.clone()).or_insert(member) == member
    }
}
