//! When nothing is left to handle: of a group, or of what this process has written.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::{LOOK_EVERY, ticks};
use crate::events::PATIENCE;
use crate::events::group::Group;
use crate::events::roster::wanted_by;
use crate::model::Result;
use crate::store::feed::{ChangeLog, Due};

/// Keeps `settled` at the number of the last change of this process that is handled, or waits for a
/// later attempt or an absent member.
pub(in crate::events) async fn watch_own(
    log: Arc<dyn ChangeLog>,
    group: Arc<Group>,
    settled: Arc<AtomicU64>,
) {
    let mut commits = log.commits();
    let is_new = |own: &u64| *own > settled.load(Ordering::Acquire);
    while commits.wait_for(is_new).await.map(drop).is_ok() {
        let own = *commits.borrow_and_update();
        let due = Due { through: own, before: group.now().saturating_add(PATIENCE) };
        let version = log.version();
        if log.owes(&group.name, due).unwrap_or(false) {
            next_commit(&*log, &mut commits, version).await;
        } else {
            settled.store(own, Ordering::Release);
            group.notify();
        }
    }
}

/// Resolves when the members that run have nothing left to handle.
pub(in crate::events) async fn idle(log: &dyn ChangeLog, group: &str) -> Result<()> {
    log.barrier().await?;
    let mut commits = log.commits();
    loop {
        let version = log.version();
        if log.is_idle(group, &wanted_by(&log.roster(group)?))? {
            return Ok(());
        }
        next_commit(log, &mut commits, version).await;
    }
}

/// Resolves when any process has committed something since the log had this version. Whoever looks at
/// the log and waits asks for the version first, or misses what is committed in between.
async fn next_commit(log: &dyn ChangeLog, commits: &mut watch::Receiver<u64>, version: u64) {
    let mut look = ticks(LOOK_EVERY);
    loop {
        tokio::select! {
            _ = commits.changed() => return,
            _ = look.tick() => if log.version() != version { return },
        }
    }
}
