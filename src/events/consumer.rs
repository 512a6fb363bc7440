//! The membership of a handle in a group: where its events come from, and whether some are still to be handled.

use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use tokio::sync::watch;

use super::group::Group;
use super::log::{self, Joins, Membership};
use super::stream::StreamMember;
use super::unique;
use crate::events::outcome::FeedId;
use crate::model::{Error, Millis, Result};
use crate::store::feed::{ChangeLog, ChangeNumber, Changes, MemberId};
use crate::store::runtime::runtime;

/// Consumes a group in the background, until it is stopped or dropped.
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
        /// The id of this handle as a member. It changes when the handle leaves the group and joins again.
        member: Arc<AtomicU64>,
        joins: Joins,
        own: Own<ChangeNumber>,
        /// Why the consumer has ended, if nobody stopped it.
        gone: Arc<OnceLock<Error>>,
    },
    Stream {
        member: Arc<StreamMember>,
        own: Own<Millis>,
    },
}

/// The writes of this process. The change log numbers them; a table's stream tells only when they were made.
#[derive(Clone)]
struct Own<T> {
    /// The last write.
    written: watch::Receiver<T>,
    /// All writes up to this one are handled, or wait for a later attempt.
    settled: watch::Sender<T>,
}

impl<T: Copy + PartialOrd> Own<T> {
    /// The group does not see earlier writes, so they count as handled.
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
    /// When the table answered it.
    At(Millis),
}

impl Consumer {
    /// Joins the group. It sees the changes of all writes that are requested from here on.
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
                let joins = Joins::default();
                let joined = joins.count(&group, log.join(&group.name, id, group.names()));
                let current = Arc::new(AtomicU64::new(id.0));
                let (group, settled) = (Arc::clone(&group), own.settled.clone());
                let (log_of_group, member) = (Arc::clone(&log), Arc::clone(&current));
                let gone: Arc<OnceLock<Error>> = Arc::default();
                let source = Origin::Log { log: log_of_group, member, joins, own, gone: Arc::clone(&gone) };
                runtime()?.spawn(async move {
                    let _end = end;
                    tokio::select! {
                        () = log::watch_own(log, group, settled) => {}
                        consumed = log::consume(membership, joined, &current, stopping) => {
                            if let Err(error) = consumed {
                                let _first = gone.set(error);
                            }
                        }
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

    /// Tells the other members that the handlers of this one have changed. The change takes effect after all writes
    /// that were requested before, and before those that follow.
    pub fn handlers_changed(&self) -> Result<()> {
        if let Origin::Log { log, member, joins, .. } = &self.source {
            let id = MemberId(member.load(Ordering::Acquire));
            let (log, group) = (Arc::clone(log), Arc::clone(&self.group));
            let joined = joins.count(&group, log.join(&group.name, id, group.names()));
            group.wake_unwanted(FeedId::HANDED);
            runtime()?.spawn(async move { log::joined(&*log, &group, id, joined).await });
        }
        Ok(())
    }

    /// Whether the process must not exit yet: a handler runs, the store does not know yet what the handlers want, or an
    /// event of the process's own writes is unhandled and not waiting for a later attempt.
    pub fn holds_process(&self) -> bool {
        let is_owed = match &self.source {
            Origin::Log { own, joins, .. } => own.is_owed() || joins.are_under_way(),
            Origin::Stream { member, own } => {
                (own.is_owed() || member.is_registering()) && !member.is_cut_off()
            }
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

    /// Resolves when the group has nothing left to handle.
    pub fn rest(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let (source, group) = (self.source.clone(), Arc::clone(&self.group));
        let mut stopped = self.stopped();
        async move {
            match source {
                Origin::Log { log, gone, .. } => {
                    let rested = async {
                        log::idle(&*log, &group.name).await?;
                        // The reports of what was settled last come before this resolves.
                        group.all_settled().await;
                        Ok(())
                    };
                    let ended = async {
                        let _ = stopped.wait_for(|stopped| *stopped).await;
                        match gone.get() {
                            Some(error) => error.clone(),
                            // Other members go on.
                            None => pending().await,
                        }
                    };
                    tokio::select! {
                        biased;
                        error = ended => Err(error),
                        rested = rested => rested,
                    }
                }
                Origin::Stream { member, .. } => member.idle().await,
            }
        }
    }

    /// Starts no more handlers, waits for those that run, settles their events and hands the group over.
    pub fn stop(&self) {
        // A consumer that lets handlers start checks for the stop afterwards, so the stop comes first.
        self.stop.send_replace(true);
        self.group.accept_no_more();
    }

    /// Becomes true when the consumer has stopped.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stopped.clone()
    }
}

impl Drop for Consumer {
    /// Nothing can end the handlers that still run, because their JavaScript is gone.
    fn drop(&mut self) {
        self.stop();
        self.group.abandon();
    }
}

/// Reports the end of a consumer, even after a panic, so that whoever waits for its events looks again.
struct EndSignal(watch::Sender<bool>, Arc<Group>);

impl Drop for EndSignal {
    fn drop(&mut self) {
        self.0.send_replace(true);
        self.1.notify();
    }
}
