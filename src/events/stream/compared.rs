//! Members of a group with other handlers. One process reads a shard, and it cannot hand events over. So the reader
//! reports what it cannot deliver, and a member that joins is warned at once.

use std::collections::BTreeSet;
use std::time::Duration;

use super::StreamMember;
use crate::events::report::Report;
use crate::events::roster::Others;
use crate::model::Result;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::{MemberId, Roster, Wants};

/// How often a member renews its entry in the roster.
const SEEN_EVERY: Duration = Duration::from_secs(60 * 60);

/// What was last reported.
#[derive(Debug, Default)]
pub(super) struct Compared {
    own: Vec<String>,
    others: BTreeSet<String>,
}

impl Compared {
    /// Compares this member with those of the last 24 hours, and announces its event names if that is due.
    pub(super) async fn compare(&mut self, member: &StreamMember, members: &[Wants]) -> Result<()> {
        let StreamMember { stream, group, .. } = member;
        let (own, now) = (group.names(), stream.now());
        // The last handler was removed, so this member is leaving.
        if own.is_empty() {
            return Ok(());
        }
        let is_old = |wants: &&Wants| now.since(wants.seen) >= EVENT_LIFETIME;
        let differ = members.iter().filter(|wants| wants.names != own && !is_old(wants));
        let others: BTreeSet<_> = differ.flat_map(|wants| &wants.names).cloned().collect();
        if (&self.own, &self.others) != (&own, &others) {
            let roster = Roster { members: Vec::new(), remembered: others.iter().cloned().collect() };
            group.set_others(Others::of_stream(&roster, MemberId(0)));
            if !others.is_empty() {
                group.report(Report::Differs { own: own.clone(), others: roster.remembered });
            }
            (self.own, self.others) = (own.clone(), others);
        }
        let known = members.iter().find(|wants| wants.names == own);
        if known.is_none_or(|wants| now.since(wants.seen) >= SEEN_EVERY) {
            let outdated: Vec<_> = members.iter().filter(is_old).map(|wants| wants.names.clone()).collect();
            stream.announce(&group.name, &Wants { names: own, seen: now }, &outdated).await?;
        }
        Ok(())
    }
}
