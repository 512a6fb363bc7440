//! A member of a group of the change log: it joins, consumes and leaves.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;
use tokio::time::sleep;

use super::LOOK_EVERY;
use super::consumption::{Consumption, failed};
use crate::events::group::Group;
use crate::events::outcome::FeedId;
use crate::events::{stopped, unique};
use crate::model::Result;
use crate::store::StoreFuture;
use crate::store::feed::{ChangeLog, MemberId, Seat};

/// A member of a group, from joining to leaving.
pub(in crate::events) struct Membership {
    pub log: Arc<dyn ChangeLog>,
    pub group: Arc<Group>,
    pub id: MemberId,
    presence: Box<dyn Send + Sync>,
    seat: Box<dyn Seat>,
}

impl Membership {
    /// A member that is alive and waits for the seat. It must still join the roster.
    pub(in crate::events) fn begin(log: Arc<dyn ChangeLog>, group: Arc<Group>, id: MemberId) -> Result<Self> {
        let presence = log.presence(&group.name, id)?;
        let seat = log.seat(&group.name)?;
        Ok(Self { log, group, id, presence, seat })
    }

    /// Consumes until it is stopped or JavaScript stops fetching, then leaves the group. An error means that the store is
    /// gone.
    async fn serve(self, stop: &mut watch::Receiver<bool>) -> Result<()> {
        let Self { log, group, id, presence, seat } = self;
        group.dispatch(|dispatcher, _| dispatcher.accept(true));
        let mut consumption = Consumption::new(&*log, &group, id, &*seat);
        let consumed = consumption.run(stop).await;
        if consumed.is_err() {
            consumption.let_go().await;
        }
        drop(consumption);
        group.dispatch(|dispatcher, _| {
            dispatcher.forget(FeedId::LOG);
            dispatcher.forget(FeedId::HANDED);
        });
        drop(seat);
        // If this fails, the leader of the group finds the member dead.
        drop(log.leave(&group.name, id).await);
        drop(presence);
        consumed
    }
}

/// Consumes until it is stopped. If the event loop is blocked, the member leaves its events to others and joins again
/// as a new member, since others may have taken it for dead. An error means that the store is gone.
pub(in crate::events) async fn consume(
    mut membership: Membership,
    mut join: StoreFuture<()>,
    current: &AtomicU64,
    mut stop: watch::Receiver<bool>,
) -> Result<()> {
    loop {
        let (log, group) = (Arc::clone(&membership.log), Arc::clone(&membership.group));
        joined(&*log, &group, membership.id, join).await?;
        membership.serve(&mut stop).await?;
        if *stop.borrow() || fetched_again(&group, &mut stop).await.is_none() {
            return Ok(());
        }
        let id = MemberId(unique::number());
        membership = loop {
            match Membership::begin(Arc::clone(&log), Arc::clone(&group), id) {
                Ok(membership) => break membership,
                Err(error) => failed(&group, error).await?,
            }
        };
        current.store(id.0, Ordering::Release);
        join = log.join(&group.name, id, group.names());
    }
}

/// Resolves when JavaScript fetches again; `None` if the consumer is stopped first.
async fn fetched_again(group: &Group, stop: &mut watch::Receiver<bool>) -> Option<()> {
    while group.is_deaf() {
        tokio::select! {
            () = stopped(stop) => return None,
            () = sleep(LOOK_EVERY) => {}
        }
    }
    Some(())
}

/// Resolves when the member is in the roster. An error means that the store is gone.
pub(in crate::events) async fn joined(
    log: &dyn ChangeLog,
    group: &Group,
    member: MemberId,
    mut join: StoreFuture<()>,
) -> Result<()> {
    while let Err(error) = join.await {
        failed(group, error).await?;
        join = log.join(&group.name, member, group.names());
    }
    Ok(())
}
