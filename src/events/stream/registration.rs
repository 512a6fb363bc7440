//! Registering a group: from then on the stream keeps records for it.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::{PAUSE, StreamMember};
use crate::model::{Error, Result};
use crate::store::feed::{Checkpoint, Lease, Registered, ShardError, ShardIterator, StartingPosition};

/// How far this process's time may be ahead of the times of records.
const AHEAD: Duration = Duration::from_secs(2);

/// How long the registration of a group holds writes.
const HOLD: Duration = Duration::from_secs(2);

/// The positions at the end of the shards that were open when this process registered the group.
pub(super) type Starts = HashMap<String, ShardIterator>;

/// The state of the registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Registration {
    UnderWay,
    /// The last attempt failed. Another follows.
    Failed(Error),
    Done,
}

/// Registers the group, as often as it takes. Writes are held meanwhile, but not for long: a program that cannot
/// register still writes.
pub(super) async fn register(member: &StreamMember, writes: Box<dyn Send + Sync>) -> Starts {
    let attempts = attempts(member);
    tokio::pin!(attempts);
    let first = timeout(HOLD, &mut attempts).await;
    drop(writes);
    match first {
        Ok(starts) => starts,
        Err(_) => attempts.await,
    }
}

async fn attempts(member: &StreamMember) -> Starts {
    let mut failing = false;
    loop {
        match attempt(member).await {
            Ok(starts) => {
                member.contact.now();
                member.now_is(Registration::Done);
                return starts;
            }
            Err(error) => {
                member.now_is(Registration::Failed(error.clone()));
                member.failed(&mut failing, error);
            }
        }
        sleep(PAUSE).await;
    }
}

impl StreamMember {
    /// Lets JavaScript look whether the process may end.
    fn now_is(&self, registration: Registration) {
        self.registered.send_replace(registration);
        self.group.notify();
    }
}

/// Resolves when the group is registered. Rejects at the next failure.
pub(super) async fn registered(member: &StreamMember) -> Result<()> {
    let mut state = member.registered.subscribe();
    while *state.borrow_and_update() != Registration::Done {
        // This cannot fail: the sender belongs to the member.
        let _ = state.changed().await;
        if let Registration::Failed(error) = &*state.borrow() {
            return Err(error.clone());
        }
    }
    Ok(())
}

/// Registers the group, unless it is registered.
pub(super) async fn attempt(member: &StreamMember) -> Result<Starts> {
    let StreamMember { stream, group, .. } = member;
    stream.prepare().await?;
    if stream.leases(&group.name).await?.is_some() {
        return Ok(Starts::new());
    }
    let shards = stream.shards().await?;
    // The stream has answered, so the server's time is known.
    let since = stream.now() - AHEAD;
    let parents: BTreeSet<_> = shards.iter().filter_map(|shard| shard.parent.as_deref()).collect();
    let mut starts = Starts::new();
    let mut leases = Vec::new();
    for shard in &shards {
        let closed = parents.contains(&*shard.id);
        if !closed {
            match stream.position(&shard.id, &StartingPosition::Newest).await {
                Ok(position) => drop(starts.insert(shard.id.clone(), position)),
                Err(ShardError::Failed(error)) => return Err(error),
                // The reader of the shard meets the same error and handles it.
                Err(ShardError::Expired | ShardError::Trimmed | ShardError::NoShard) => {}
            }
        }
        let checkpoint = if closed { Checkpoint::End } else { Checkpoint::Since(since) };
        leases.push(Lease::new(shard, checkpoint, since));
    }
    let is_new = stream.register(&group.name, &Registered { since, leases, members: Vec::new() }).await?;
    Ok(if is_new { starts } else { Starts::new() })
}
