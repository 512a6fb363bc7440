//! What a member knows of the others of its group: which events they want.

use super::name::EventName;
use super::outcome::Fate;
use crate::events::outcome::FeedId;
use crate::model::Event;
use crate::store::feed::{MemberId, Queue, Roster};

/// The other members of a group.
#[derive(Debug, Default)]
pub struct Others {
    /// Running members, the newest last.
    running: Vec<(MemberId, Vec<EventName>)>,
    /// What members of the last 30 days wanted.
    remembered: Vec<EventName>,
    can_hand_over: bool,
}

impl Others {
    /// The members of a change log's group except `me`. Events can be handed over to them.
    pub fn of_log(roster: &Roster, me: MemberId) -> Self {
        Self { can_hand_over: true, ..Self::of_stream(roster, me) }
    }

    /// The members of a stream's group except `me`. Events that only they want are missed.
    pub fn of_stream(roster: &Roster, me: MemberId) -> Self {
        let others = roster.members.iter().filter(|(member, _)| *member != me);
        Self {
            running: others.map(|(member, names)| (*member, parse(names))).collect(),
            remembered: parse(&roster.remembered),
            can_hand_over: false,
        }
    }

    /// Whether a running member wants the event.
    pub fn wants(&self, event: &Event) -> bool {
        self.runner(event).is_some()
    }

    /// What becomes of an event that matches no handler here. The newest running member that wants it gets it: if a
    /// program was reloaded, that is its current copy.
    pub fn fate_of(&self, feed: FeedId, event: &Event) -> Fate {
        let is_remembered = || self.remembered.iter().any(|name| name.matches(event));
        match self.runner(event) {
            // The leader handed it over to this member, which wanted it then. Only the leader knows who else wants
            // it.
            _ if feed == FeedId::HANDED => Fate::Moved(Queue::Group),
            Some(member) if self.can_hand_over && feed == FeedId::LOG => Fate::Moved(Queue::Member(member)),
            None if !is_remembered() => Fate::Done,
            None if self.can_hand_over => Fate::Moved(Queue::Aside),
            _ => Fate::Missed,
        }
    }

    fn runner(&self, event: &Event) -> Option<MemberId> {
        let wants = |(_, names): &&(_, Vec<EventName>)| names.iter().any(|name| name.matches(event));
        self.running.iter().rev().find(wants).map(|(member, _)| *member)
    }
}

/// A function that tells whether a running member wants an event.
pub(super) fn wanted_by(roster: &Roster) -> impl Fn(&Event) -> bool + use<> {
    let names: Vec<_> = roster.members.iter().flat_map(|(_, names)| parse(names)).collect();
    move |event| names.iter().any(|name| name.matches(event))
}

/// Names that cannot be parsed come from a newer version. They match nothing here.
fn parse(names: &[String]) -> Vec<EventName> {
    names.iter().filter_map(|name| EventName::parse(name).ok()).collect()
}
