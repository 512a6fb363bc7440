//! Shards that come and go, and the leases that follow them.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use compact_str::CompactString;

use super::StreamMember;
use crate::model::{Millis, Result};
use crate::store::feed::{Checkpoint, Lease, Registered, Shard};

/// Lists the shards and gives each its lease; takes away those of shards that are gone. Returns the
/// shards.
pub(super) async fn discover(member: &StreamMember) -> Result<Vec<Shard>> {
    let StreamMember { stream, group, .. } = member;
    let shards = stream.shards().await?;
    // Without it the group is not registered, and whoever registers it lists the shards himself.
    let Some(Registered { since, leases, .. }) = stream.leases(&group.name).await? else { return Ok(shards) };
    let mut leases: BTreeMap<_, _> = leases.into_iter().map(|lease| (lease.shard.clone(), lease)).collect();
    for shard in parents_first(&shards) {
        if leases.contains_key(&shard.id) {
            continue;
        }
        // Where the parent was read to its tip the child had no records yet. But a shard may also be older
        // than the group, and missing from the listing that the registration saw.
        let parent = shard.parent.as_ref().and_then(|parent| leases.get(parent));
        let through = parent.map_or(Millis::ZERO, |parent| parent.handled_through);
        let lease = Lease {
            checkpoint_at: through,
            ..Lease::new(shard, Checkpoint::Since(since), through.max(since))
        };
        stream.add(&group.name, &lease).await?;
        leases.insert(shard.id.clone(), lease);
    }
    let listed: BTreeSet<_> = shards.iter().map(|shard| &shard.id).collect();
    for lease in leases.values() {
        // Through it others find the collections that wait for shards further up.
        let is_between = lease.parent.as_ref().is_some_and(|parent| leases.contains_key(parent));
        if lease.checkpoint == Checkpoint::End && !listed.contains(&lease.shard) && !is_between {
            stream.delete(&group.name, &lease.shard, lease.counter).await?;
        }
    }
    Ok(shards)
}

/// Whether the records of a shard may be handled: all of those that it goes on from are, but for
/// collections that [`blocked`] tells of. The shards of `gone` are known to be gone.
pub(super) fn is_readable(
    lease: &Lease,
    leases: &BTreeMap<String, &Lease>,
    shards: &[Shard],
    gone: &BTreeSet<String>,
) -> bool {
    let Some(parent) = &lease.parent else { return true };
    let mut above = ancestors(lease, leases).peekable();
    if above.peek().is_some() {
        // The rows are not all read at one time: one further up may be older than its child's.
        return above.all(|above| matches!(above.checkpoint, Checkpoint::Closed(_) | Checkpoint::End));
    }
    // A parent that is listed gets its lease sooner or later. A listing without the shard itself may be
    // older than the shard, and cannot tell.
    let is_listed = |id: &str| shards.iter().any(|shard| shard.id == id);
    (is_listed(&lease.shard) || gone.contains(&lease.shard)) && !is_listed(parent)
}

/// The collections that wait in a shard, since they are parked in one that it goes on from, directly or
/// not. Once the shard is readable they only get fewer.
pub(super) fn blocked(lease: &Lease, leases: &BTreeMap<String, &Lease>) -> BTreeSet<CompactString> {
    ancestors(lease, leases).flat_map(|above| above.parked.keys().cloned()).collect()
}

/// The leases of the shards that one goes on from, the nearest first.
fn ancestors<'a>(lease: &Lease, leases: &BTreeMap<String, &'a Lease>) -> impl Iterator<Item = &'a Lease> {
    let parent_of = |lease: &Lease| leases.get(lease.parent.as_ref()?).copied();
    successors(parent_of(lease), move |lease| parent_of(lease)).take(leases.len())
}

/// The shards, parents before their children: a child's lease alone would look like one whose parent
/// is long gone.
fn parents_first(shards: &[Shard]) -> Vec<&Shard> {
    let by_id: BTreeMap<_, _> = shards.iter().map(|shard| (&*shard.id, shard)).collect();
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for shard in shards {
        let mut line = vec![shard];
        while let Some(parent) =
            line.last().and_then(|last| last.parent.as_deref()).and_then(|id| by_id.get(id))
            && line.len() <= shards.len()
        {
            line.push(parent);
        }
        order.extend(line.into_iter().rev().filter(|shard| seen.insert(&shard.id)));
    }
    order
}
