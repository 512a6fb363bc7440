//! The consumer of a table's stream. Each shard is read by the process that holds its lease.
//!
//! `registration` makes the group known. The `coordinator` surveys leases and shards (`survey`, `discovery`,
//! `balance`) and starts a `shard` for each lease that it gets. A shard reads records once (`reader`), tracks which
//! are unhandled (`tracker`), reads records again that did not fit into memory (`rereader`) and renews its lease
//! (`holding`). `progress` decides when a group is idle.

mod balance;
mod compared;
mod contact;
mod coordinator;
mod copies;
mod cursor;
mod discovery;
mod holding;
mod progress;
mod reader;
mod registration;
mod rereader;
mod shard;
mod survey;
mod tip;
mod tracker;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use self::balance::Spare;
use self::contact::LastContact;
use self::coordinator::Coordinator;
use self::copies::CopyEntry;
use self::progress::Board;
use self::registration::Registration;
use super::group::Group;
use super::report::Report;
use super::{PAUSE, stopped};
use crate::model::{Error, Millis, Result};
use crate::store::feed::{ChangeStream, LEASE};

/// How often a lease is renewed.
const RENEW: Duration = Duration::from_millis(3_333);

/// A process as a member of a group that consumes a stream.
pub struct StreamMember {
    stream: Arc<dyn ChangeStream>,
    group: Arc<Group>,
    /// Its name as an owner of leases.
    owner: String,
    /// All writes of this process up to this time are handled, or wait for a later attempt.
    settled: watch::Sender<Millis>,
    registered: watch::Sender<Registration>,
    copy: CopyEntry,
    contact: LastContact,
    board: Board,
    spare: Spare,
}

impl StreamMember {
    /// A member that does nothing yet. `owner` must be unique among all processes.
    pub fn new(
        stream: Arc<dyn ChangeStream>,
        group: Arc<Group>,
        owner: String,
        settled: watch::Sender<Millis>,
    ) -> Self {
        let registered = watch::Sender::new(Registration::UnderWay);
        let copy = CopyEntry::take(stream.name(), &group);
        let (contact, board, spare) = (LastContact::default(), Board::default(), Spare::default());
        Self { stream, group, owner, settled, registered, copy, contact, board, spare }
    }

    /// Registers the group while `writes` are held, then consumes it until it is stopped.
    pub async fn consume(self: Arc<Self>, writes: Box<dyn Send + Sync>, stop: watch::Receiver<bool>) {
        self.consume_until(writes, stop).await;
        self.copy.leave();
    }

    async fn consume_until(self: &Arc<Self>, writes: Box<dyn Send + Sync>, mut stop: watch::Receiver<bool>) {
        let registered = registration::register(self, writes);
        let starts = tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            starts = registered => starts,
            () = contact::watch(self) => return,
        };
        let _turn = tokio::select! {
            biased;
            () = stopped(&mut stop) => return,
            turn = self.group.turn.lock() => turn,
        };
        tokio::select! {
            biased;
            () = Coordinator::new(Arc::clone(self), starts).run(stop) => {}
            () = contact::watch(self) => {}
            () = progress::watch_own(self) => {}
        }
    }

    /// Resolves when nothing is left to deliver. Rejects if the group cannot be registered.
    pub async fn idle(&self) -> Result<()> {
        registration::registered(self).await?;
        self.stream.barrier().await;
        progress::idle(self).await
    }

    /// Whether the first attempt to register the group is under way.
    pub fn is_registering(&self) -> bool {
        *self.registered.borrow() == Registration::UnderWay
    }

    /// Whether the stream was unreachable for so long that the process need not wait for it.
    pub fn is_cut_off(&self) -> bool {
        self.contact.is_cut_off()
    }

    /// Reports a failure, unless it continues a streak that was reported.
    fn failed(&self, streak: &mut bool, error: Error) {
        if !std::mem::replace(streak, true) {
            self.group.report(Report::Failed(error));
        }
    }

    fn gap(&self, reason: String) {
        self.group.report(Report::Gap { changes: None, reason });
    }
}

/// A future that is under way, if any.
type Slot<T> = Option<Pin<Box<dyn Future<Output = T> + Send>>>;

/// Resolves when the future in the slot does, and empties the slot. Dropping this future loses nothing.
async fn done<T>(slot: &mut Slot<T>) -> T {
    let result = match slot {
        Some(future) => future.await,
        None => std::future::pending().await,
    };
    *slot = None;
    result
}
