//! A handle's share in a group: what brings it events, and what it still has to do.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::HANDED;
use super::group::Group;
use super::log::{self, Membership};
use super::stream::Member;
use crate::model::Result;
use crate::store::feed::{ChangeLog, Changes, MemberId};
use crate::store::runtime::runtime;

/// Consumes a group in the background until it is stopped or dropped.
pub struct Consumer {
    group: Arc<Group>,
    source: Source,
    /// The mark of this process's last write.
    written: watch::Receiver<u64>,
    /// The mark up to which this process's writes are handled.
    settled: Arc<AtomicU64>,
    stop: watch::Sender<bool>,
    stopped: watch::Receiver<bool>,
}

/// Where the events come from.
#[derive(Clone)]
enum Source {
    /// The log, and the member that this handle is now.
    Log(Arc<dyn ChangeLog>, Arc<AtomicU64>),
    Stream(Arc<Member>),
}

impl Consumer {
    /// Joins the group. It sees the changes of writes that are asked for from here on.
    pub fn start(changes: Changes, group: Arc<Group>) -> Result<Self> {
        let stop = watch::Sender::new(false);
        let (end, stopped) = watch::channel(false);
        let written = match &changes {
            Changes::Log(log) => log.commits(),
            Changes::Stream(stream) => stream.writes(),
        };
        let settled = Arc::new(AtomicU64::new(*written.borrow()));
        let end = End(end, Arc::clone(&group));
        let stopping = stop.subscribe();
        let source = match changes {
            Changes::Log(log) => {
                let id = MemberId(random());
                let membership = Membership::begin(Arc::clone(&log), Arc::clone(&group), id)?;
                let joined = log.join(&group.name, id, group.names());
                let current = Arc::new(AtomicU64::new(id.0));
                let source = Source::Log(Arc::clone(&log), Arc::clone(&current));
                let (group, settled) = (Arc::clone(&group), Arc::clone(&settled));
                runtime()?.spawn(async move {
                    let _end = end;
                    tokio::select! {
                        () = log::watch_own(log, group, settled) => {}
                        () = log::consume(membership, joined, &current, stopping) => {}
                    }
                });
                source
            }
            Changes::Stream(stream) => {
                let runtime = runtime()?;
                let writes = stream.hold_writes();
                let member = Member::new(stream, Arc::clone(&group), owner(), Arc::clone(&settled));
                let member = Arc::new(member);
                let source = Source::Stream(Arc::clone(&member));
                runtime.spawn(async move {
                    let _end = end;
                    member.consume(writes, stopping).await;
                });
                source
            }
        };
        Ok(Self { group, source, written, settled, stop, stopped })
    }

    /// Tells the other members that this one has other handlers now, behind the writes that are asked for
    /// already and before those that follow.
    pub fn handlers_changed(&self) -> Result<()> {
        if let Source::Log(log, id) = &self.source {
            let id = MemberId(id.load(Ordering::Acquire));
            let (log, group) = (Arc::clone(log), Arc::clone(&self.group));
            let joined = log.join(&group.name, id, group.names());
            group.wake_unwanted(HANDED);
            runtime()?.spawn(async move { log::joined(&*log, &group, id, joined).await });
        }
        Ok(())
    }

    /// Whether the process must not end now: a handler runs, or an event of a write of its own was not
    /// handled and is not put off.
    pub fn holds_process(&self) -> bool {
        let is_owed = *self.written.borrow() > self.settled.load(Ordering::Acquire);
        let is_cut_off = matches!(&self.source, Source::Stream(member) if member.is_cut_off());
        self.group.is_busy() || (is_owed && !is_cut_off && !*self.stopped.borrow())
    }

    /// Whether the changes come from a table's stream.
    pub fn is_of_stream(&self) -> bool {
        matches!(self.source, Source::Stream(_))
    }

    /// The mark of the last change that this process made.
    pub fn written(&self) -> u64 {
        *self.written.borrow()
    }

    /// What resolves when the group has nothing left to handle.
    pub fn rest(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let (source, group) = (self.source.clone(), Arc::clone(&self.group));
        async move {
            match source {
                Source::Log(log, _) => log::idle(&*log, &group.name).await,
                Source::Stream(member) => member.idle().await,
            }
        }
    }

    /// Lets what runs come to its end, remembers it, and hands the group over.
    pub fn stop(&self) {
        self.group.accept_no_more();
        self.stop.send_replace(true);
    }

    /// Becomes true when that is done.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.clone()
    }
}

impl Drop for Consumer {
    /// A consumer that is dropped has no JavaScript any more that could end what runs.
    fn drop(&mut self) {
        self.stop();
        self.group.abandon();
    }
}

/// Says that a consumer has ended, be it by a panic: what waits for its events is to be looked at anew.
struct End(watch::Sender<bool>, Arc<Group>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.send_replace(true);
        self.1.notify();
    }
}

/// A name that no other consumer has, of this process or another.
fn owner() -> String {
    format!("{}-{:016x}", std::process::id(), random())
}

/// What the standard library seeds its tables with is the system's randomness.
pub(super) fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}
