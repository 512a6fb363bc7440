//! Making a group known: from here on the stream is kept for it.

use std::collections::{BTreeSet, HashMap};

use tokio::time::sleep;

use super::{Member, PAUSE};
use crate::model::Result;
use crate::store::stream::{Checkpoint, From, Lease, Position, Unreadable};

/// Where to begin to read the shards that were open when this process registered the group.
pub(super) type Starts = HashMap<String, Position>;

/// Registers the group, as often as it takes. `writes` are held during the first attempt.
pub(super) async fn register(member: &Member, writes: Box<dyn Send + Sync>) -> Starts {
    let mut result = attempt(member).await;
    drop(writes);
    let mut failing = false;
    loop {
        match result {
            Ok(starts) => return starts,
            Err(error) => member.failed(&mut failing, error),
        }
        sleep(PAUSE).await;
        result = attempt(member).await;
    }
}

async fn attempt(member: &Member) -> Result<Starts> {
    let Member { stream, group, .. } = member;
    stream.prepare().await?;
    if stream.leases(&group.name).await?.is_some() {
        return Ok(Starts::new());
    }
    let now = stream.now();
    let shards = stream.shards().await?;
    let parents: BTreeSet<_> = shards.iter().filter_map(|shard| shard.parent.as_deref()).collect();
    let mut starts = Starts::new();
    let mut leases = Vec::new();
    for shard in &shards {
        let closed = parents.contains(&*shard.id);
        if !closed {
            match stream.position(&shard.id, &From::Newest).await {
                Ok(position) => drop(starts.insert(shard.id.clone(), position)),
                Err(Unreadable::Failed(error)) => return Err(error),
                // Whoever reads it will see that again.
                Err(Unreadable::Expired | Unreadable::Trimmed | Unreadable::NoShard) => {}
            }
        }
        let checkpoint = if closed { Checkpoint::End } else { Checkpoint::Since(now) };
        leases.push(Lease::new(shard, checkpoint, now));
    }
    let registered = stream.register(&group.name, &leases).await?;
    Ok(if registered { starts } else { Starts::new() })
}
