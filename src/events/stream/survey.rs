//! Reading the shards and leases at intervals, and taking leases.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use tokio::time::Instant;

use super::balance::{Seen, View};
use super::compared::Compared;
use super::discovery::{blocked, discover};
use super::{LEASE, StreamMember, registration};
use crate::model::Result;
use crate::store::feed::{Checkpoint, Lease, Shard, Updated};

/// How often to list the shards if none is known to have ended.
const LIST_EVERY: Duration = Duration::from_secs(60);
/// A shard that is missing from listings this long after its lease was seen is gone. A listing may miss a new shard.
const GONE_AFTER: Duration = Duration::from_secs(60);

/// What a process knows of shards and leases.
pub(super) struct Survey {
    pub member: Arc<StreamMember>,
    seen: BTreeMap<String, Seen>,
    shards: Vec<Shard>,
    listed: Option<Instant>,
    /// Shards that this process has handed over, and until when it leaves them to others.
    given: BTreeMap<String, Instant>,
    compared: Compared,
}

/// A lease that this process has taken.
pub(super) struct Taken {
    pub lease: Lease,
    /// When the request that took it was made.
    pub began: Instant,
    pub blocked: BTreeSet<CompactString>,
}

impl Survey {
    pub(super) fn new(member: Arc<StreamMember>) -> Self {
        let (seen, given) = (BTreeMap::new(), BTreeMap::new());
        Self { member, seen, shards: Vec::new(), listed: None, given, compared: Compared::default() }
    }

    /// A shard has ended, so its children may be read.
    pub(super) fn relist(&mut self) {
        self.listed = None;
    }

    /// A shard was handed over. Another process gets time to take it.
    pub(super) fn give(&mut self, shard: String) {
        self.given.insert(shard, Instant::now() + LEASE);
    }

    /// Reads the leases, and takes those that this process should have besides those that it holds.
    pub(super) async fn look(&mut self, held: &BTreeSet<String>, taken: &mut Vec<Taken>) -> Result<()> {
        if self.listed.is_none_or(|listed| listed + LIST_EVERY <= Instant::now()) {
            self.shards = discover(&self.member).await?;
            self.listed = Some(Instant::now());
            self.member.board.set_listed();
        }
        self.read().await?;
        let now = Instant::now();
        self.given.retain(|_, until| *until > now);
        let gone = self.gone();
        let view = View {
            seen: &self.seen,
            shards: &self.shards,
            gone: &gone,
            me: &self.member.owner,
            held,
            given: &self.given,
            now,
        };
        let moves = view.moves();
        self.member.spare.allow(moves.spare);
        let StreamMember { stream, group, owner, .. } = &*self.member;
        if let Some(lease) = moves.want {
            stream.want(&group.name, &lease.shard, lease.counter, owner).await?;
        }
        for mut lease in moves.take {
            let counter = lease.counter;
            lease.owner = Some(owner.clone());
            lease.counter += 1;
            let began = Instant::now();
            if let Updated::Held { .. } = stream.update(&group.name, &lease, counter).await? {
                let blocked = blocked(&lease, &self.leases());
                taken.push(Taken { lease, began, blocked });
            }
        }
        Ok(())
    }

    /// The collections of a shard that are parked in its ancestors, as last read.
    pub(super) fn blocked(&self, shard: &str) -> Option<BTreeSet<CompactString>> {
        Some(blocked(&self.seen.get(shard)?.lease, &self.leases()))
    }

    /// The shards that have a lease but no longer exist.
    fn gone(&self) -> BTreeSet<String> {
        let is_gone = |seen: &&Seen| {
            self.listed.is_some_and(|listed| seen.first + GONE_AFTER <= listed)
                && !self.shards.iter().any(|shard| shard.id == seen.lease.shard)
        };
        self.seen.values().filter(is_gone).map(|seen| seen.lease.shard.clone()).collect()
    }

    fn leases(&self) -> BTreeMap<String, &Lease> {
        self.seen.iter().map(|(shard, seen)| (shard.clone(), &seen.lease)).collect()
    }

    async fn read(&mut self) -> Result<()> {
        let StreamMember { stream, group, .. } = &*self.member;
        let mut registered = stream.leases(&group.name).await?;
        if registered.is_none() {
            // It was forgotten while this member joined.
            registration::attempt(&self.member).await?;
            registered = stream.leases(&group.name).await?;
        }
        let (leases, members) =
            registered.map_or_else(Default::default, |registered| (registered.leases, registered.members));
        self.compared.compare(&self.member, &members).await?;
        let now = Instant::now();
        let mut before = std::mem::take(&mut self.seen);
        for lease in leases {
            let known = before.remove(&lease.shard);
            let is_listed = self.shards.iter().any(|shard| shard.id == lease.shard);
            if known.is_none() && !is_listed && lease.checkpoint != Checkpoint::End {
                // Another process has found a shard since this one last listed them.
                self.listed = None;
            }
            let first = known.as_ref().map_or(now, |seen| seen.first);
            let since = known.filter(|seen| seen.lease.counter == lease.counter);
            let since = since.map_or(now, |seen| seen.since);
            self.seen.insert(lease.shard.clone(), Seen { lease, since, first });
        }
        Ok(())
    }
}
