//! When nothing is left to handle: for a group, or of the writes of this process.

use std::sync::Arc;

use tokio::sync::watch;

use super::{LOOK_EVERY, ticks};
use crate::events::PATIENCE;
use crate::events::group::Group;
use crate::events::roster::wanted_by;
use crate::model::Result;
use crate::store::feed::{ChangeLog, ChangeNumber, CommitNumber, Due};

/// Keeps `settled` at the last change of this process up to which all are handled, or wait for a later attempt or an
/// absent member.
pub(in crate::events) async fn watch_own(
    log: Arc<dyn ChangeLog>,
    group: Arc<Group>,
    settled: watch::Sender<ChangeNumber>,
) {
    let mut changes = log.own_changes();
    let is_new = |own: &ChangeNumber| *own > *settled.borrow();
    while changes.wait_for(is_new).await.map(drop).is_ok() {
        let own = *changes.borrow_and_update();
        let due = Due { through: own, before: group.now() + PATIENCE };
        let last = log.last_commit();
        if log.owes(&group.name, due).unwrap_or(false) {
            next_commit(&*log, &mut changes, last).await;
        } else {
            settled.send_replace(own);
            group.notify();
        }
    }
}

/// Resolves when the running members have nothing left to handle.
pub(in crate::events) async fn idle(log: &dyn ChangeLog, group: &str) -> Result<()> {
    log.barrier().await?;
    let mut changes = log.own_changes();
    loop {
        let last = log.last_commit();
        if log.is_idle(group, &wanted_by(&log.roster(group)?))? {
            return Ok(());
        }
        next_commit(log, &mut changes, last).await;
    }
}

/// Resolves when any process has committed something after `last`. Callers read that number before they look at the
/// log, or they miss a commit in between.
async fn next_commit(log: &dyn ChangeLog, changes: &mut watch::Receiver<ChangeNumber>, last: CommitNumber) {
    let mut look = ticks(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = changes.changed() => return,
            _ = look.tick() => if log.last_commit() != last { return },
        }
    }
}
