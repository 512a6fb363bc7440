//! Lanes of which another member has events. Those events come first, so the lane waits here.

use std::collections::HashSet;

use compact_str::CompactString;

use super::{Dispatcher, Lane};
use crate::events::outcome::{FeedId, LaneId};
use crate::store::feed::MemberId;

impl Dispatcher {
    /// Makes a lane wait, because a member has events of it.
    pub fn send_away(&mut self, id: LaneId, member: MemberId) {
        self.away.insert(id, member);
    }

    /// Whether any lane waits for a member.
    pub fn has_away(&self) -> bool {
        !self.away.is_empty()
    }

    /// Continues the lanes of a feed of which no member has events any more. `away` lists the collections of which
    /// one still has some. A handover that is not settled is not in it yet, so such lanes keep waiting.
    pub fn come_back(&mut self, feed: FeedId, away: &HashSet<CompactString>) {
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

    /// Records that the next event of a lane goes to a member. Returns false while another member has events of the
    /// lane.
    pub(super) fn hand_over(&mut self, id: &LaneId, member: MemberId) -> bool {
        *self.away.entry(id.clone()).or_insert(member) == member
    }
}
