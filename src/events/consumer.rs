//! A handle's share in a group: what brings it events, and what it still has to do.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::watch;

use super::HANDED;
use super::group::Group;
use super::log::{self, Membership};
use super::stream::StreamMember;
use super::unique;
use crate::model::{Millis, Result};
use crate::store::feed::{ChangeLog, ChangeNumber, Changes, MemberId};
use crate::store::runtime::runtime;

/// Consumes a group in the background until it is stopped or dropped.
pub struct Consumer {
    group: Arc<Group>,
    source: Origin,
    stop: watch::Sender<bool>,
    stopped: watch::Receiver<bool>,
}

/// Where the events come from.
#[derive(Clone)]
enum Origin {
    Log {
        log: Arc<dyn ChangeLog>,
        /// The member that this handle is now.
        member: Arc<AtomicU64>,
        own: Own<ChangeNumber>,
    },
    Stream {
        member: Arc<StreamMember>,
        own: Own<Millis>,
    },
}

/// The writes of this process: a log numbers them, a stream knows when they were made.
#[derive(Clone)]
struct Own<T> {
    /// The last.
    written: watch::Receiver<T>,
    /// The last up to which all are handled.
    settled: watch::Sender<T>,
}

impl<T: Copy + PartialOrd> Own<T> {
    /// What is written already is not the group's.
    fn new(written: watch::Receiver<T>) -> Self {
        let settled = watch::Sender::new(*written.borrow());
        Self { written, settled }
    }

    fn is_owed(&self) -> bool {
        *self.written.borrow() > *self.settled.borrow()
    }
}

/// The last write of this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LastWrite {
    /// Its number in the change log.
    Change(ChangeNumber),
    /// When a table had made it.
    At(Millis),
}

impl Consumer {
    /// Joins the group. It sees the changes of writes that are asked for from here on.
    pub fn start(changes: Changes, group: Arc<Group>) -> Result<Self> {
        let stop = watch::Sender::new(false);
        let (end, stopped) = watch::channel(false);
        let end = EndSignal(end, Arc::clone(&group));
        let stopping = stop.subscribe();
        let source = match changes {
            Changes::Log(log) => {
                let own = Own::new(log.own_changes());
                let id = MemberId(unique::number());
                let membership = Membership::begin(Arc::clone(&log), Arc::clone(&group), id)?;
                let joined = log.join(&group.name, id, group.names());
                let current = Arc::new(AtomicU64::new(id.0));
                let (group, settled) = (Arc::clone(&group), own.settled.clone());
                let source = Origin::Log { log: Arc::clone(&log), member: Arc::clone(&current), own };
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
                let own = Own::new(stream.writes());
                let runtime = runtime()?;
                let writes = stream.hold_writes();
                let member =
                    StreamMember::new(stream, Arc::clone(&group), unique::name(), own.settled.clone());
                let member = Arc::new(member);
                let source = Origin::Stream { member: Arc::clone(&member), own };
                runtime.spawn(async move {
                    let _end = end;
                    member.consume(writes, stopping).await;
                });
                source
            }
        };
        Ok(Self { group, source, stop, stopped })
    }

    /// Tells the other members that this one has other handlers now, behind the writes that are asked for
    /// already and before those that follow.
    pub fn handlers_changed(&self) -> Result<()> {
        if let Origin::Log { log, member, .. } = &self.source {
            let id = MemberId(member.load(Ordering::Acquire));
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
        let is_owed = match &self.source {
            Origin::Log { own, .. } => own.is_owed(),
            Origin::Stream { member, own } => own.is_owed() && !member.is_cut_off(),
        };
        self.group.is_busy() || (is_owed && !*self.stopped.borrow())
    }

    /// Whether the changes come from a table's stream.
    pub fn is_of_stream(&self) -> bool {
        matches!(self.source, Origin::Stream { .. })
    }

    /// The last write of this process.
    pub fn last_write(&self) -> LastWrite {
        match &self.source {
            Origin::Log { own, .. } => LastWrite::Change(*own.written.borrow()),
            Origin::Stream { own, .. } => LastWrite::At(*own.written.borrow()),
        }
    }

    /// What resolves when the group has nothing left to handle.
    pub fn rest(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let (source, group) = (self.source.clone(), Arc::clone(&self.group));
        async move {
            match source {
                Origin::Log { log, .. } => log::idle(&*log, &group.name).await,
                Origin::Stream { member, .. } => member.idle().await,
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
struct EndSignal(watch::Sender<bool>, Arc<Group>);

impl Drop for EndSignal {
    fn drop(&mut self) {
        self.0.send_replace(true);
        self.1.notify();
    }
}
