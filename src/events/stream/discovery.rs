//! Shards as they come and go, and the leases that follow them.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::successors;

use compact_str::CompactString;

use super::StreamMember;
use crate::model::{Millis, Result};
use crate::store::feed::{Checkpoint, Lease, Registered, Shard};

/// Lists the shards, adds missing leases, and deletes those of shards that are gone. Returns the shards.
pub(super) async fn discover(member: &StreamMember) -> Result<Vec<Shard>> {
    let StreamMember { stream, group, .. } = member;
    let shards = stream.shards().await?;
    // The group is not registered. Whoever registers it lists the shards.
    let Some(Registered { since, leases, .. }) = stream.leases(&group.name).await? else { return Ok(shards) };
    let mut leases: BTreeMap<_, _> = leases.into_iter().map(|lease| (lease.shard.clone(), lease)).collect();
    for shard in parents_first(&shards) {
        if leases.contains_key(&shard.id) {
            continue;
        }
        // If the parent was read to its end, the child had no records until then. But the child may also be older
        // than the group, and missing from the listing that the registration used.
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
        // Descendants find the collections that they must wait for through this lease.
        let is_between = lease.parent.as_ref().is_some_and(|parent| leases.contains_key(parent));
        if lease.checkpoint == Checkpoint::End && !listed.contains(&lease.shard) && !is_between {
            stream.delete(&group.name, &lease.shard, lease.counter).await?;
        }
    }
    Ok(shards)
}

/// Whether the records of a shard may be handled: all records of its ancestors must be, except those of the
/// collections that [`blocked`] returns. `gone` lists shards that are known to be gone.
pub(super) fn is_readable(
    lease: &Lease,
    leases: &BTreeMap<String, &Lease>,
    shards: &[Shard],
    gone: &BTreeSet<String>,
) -> bool {
    let Some(parent) = &lease.parent else { return true };
    let mut above = ancestors(lease, leases).peekable();
    if above.peek().is_some() {
        // The rows are read at different times, so an ancestor's may be older than its child's.
        return above.all(|above| matches!(above.checkpoint, Checkpoint::Closed(_) | Checkpoint::End));
    }
    // A listed parent gets its lease soon. A listing without the shard itself may be older than the shard, and proves
    // nothing.
    let is_listed = |id: &str| shards.iter().any(|shard| shard.id == id);
    (is_listed(&lease.shard) || gone.contains(&lease.shard)) && !is_listed(parent)
}

/// The collections of a shard that must wait, because they are parked in an ancestor. Once the shard is readable, the
/// set only shrinks.
pub(super) fn blocked(lease: &Lease, leases: &BTreeMap<String, &Lease>) -> BTreeSet<CompactString> {
    ancestors(lease, leases).flat_map(|above| above.parked.keys().cloned()).collect()
}

/// The leases of a shard's ancestors, the nearest first.
fn ancestors<'a>(lease: &Lease, leases: &BTreeMap<String, &'a Lease>) -> impl Iterator<Item = &'a Lease> {
    let parent_of = |lease: &Lease| leases.get(lease.parent.as_ref()?).copied();
    successors(parent_of(lease), move |lease| parent_of(lease)).take(leases.len())
}

/// The shards, parents before children: a child's lease without its parent's would look as if the parent were long
/// gone.
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
