//! What the change log of the embedded store does.

use std::ops::RangeInclusive;

use compact_str::CompactString;
use tokio::sync::watch;

use super::{BoxFuture, ChangeNumber, Entry, EventGroup, Forgotten, Retry};
use crate::model::{Event, Millis, Result};
use crate::plan::Plan;
use crate::store::StoreFuture;

/// A page of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The page is complete up to this number.
    pub through: ChangeNumber,
}

/// The outcome of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The collection of the entry.
    pub collection: CompactString,
    /// The number of the entry.
    pub number: ChangeNumber,
    /// What happens to the entry.
    pub next: Disposition,
    /// The dead letters that are written in the same transaction, if the entry is still there. Each creates an item.
    pub letters: Vec<Plan>,
}

/// What happens to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// It is deleted: the group has handled it.
    Done,
    /// It is retried.
    Retry(Retry),
    /// It moves to another queue, or stays if that member has left.
    Move(Queue),
}

/// A member of a group: the handlers of one handle. The number is random and unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberId(pub u64);

/// Which queue holds an entry of a group. One does at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// The group's, which its leader reads. Every entry starts here.
    Group,
    /// A member's, which handles it.
    Member(MemberId),
    /// None: only absent members want it. It waits for one of them for up to 24 hours.
    Aside,
}

/// The members of a group and the event names that they want.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// The members that have joined and not left, the newest last. They may include dead ones.
    pub members: Vec<(MemberId, Vec<String>)>,
    /// The event names that members of the last 30 days wanted.
    pub remembered: Vec<String>,
}

/// Counters that show the leader of a group what others have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Grows with every change of the roster.
    pub roster: u64,
    /// Grows when entries return to the queue of the group.
    pub returned: u64,
}

/// The change log of the embedded store.
///
/// A change is logged in the transaction that makes it, once for each existing group. An entry is kept until its
/// group has handled it, but little longer than 24 hours.
pub trait ChangeLog: Send + Sync {
    /// Creates a group if needed, so that changes are logged for it: those of writes that are requested after this
    /// call. Enters the member and its event names into the roster. A later call replaces the names; names that no
    /// member wants any more are then forgotten.
    fn join(&self, group: &str, member: MemberId, names: Vec<String>) -> StoreFuture<()>;

    /// Removes a member from the roster, and returns the entries of its queue to the group. Its event names are
    /// remembered for 30 days.
    fn leave(&self, group: &str, member: MemberId) -> StoreFuture<()>;

    /// Marks a member as alive until the value is dropped or the process ends.
    fn presence(&self, group: &str, member: MemberId) -> Result<Box<dyn Send + Sync>>;

    /// Whether a member that has joined is certainly dead, because it has no [`Self::presence`].
    fn is_dead(&self, group: &str, member: MemberId) -> bool;

    /// What the log tells of each group. Looks at all entries.
    fn groups(&self) -> Result<Vec<EventGroup>>;

    /// Forgets a group with all its events, unless a member is alive. A member that joins later makes it anew.
    fn forget(&self, group: &str) -> StoreFuture<Forgotten>;

    /// The members of a group and what they want.
    fn roster(&self, group: &str) -> Result<Roster>;

    /// See [`Marks`].
    fn marks(&self, group: &str) -> Result<Marks>;

    /// A candidate for the seat of a group. One candidate of all processes holds the seat; within a process, the
    /// newest does.
    fn seat(&self, group: &str) -> Result<Box<dyn Seat>>;

    /// The entries of the queue of a group after the number `after`, in order, up to about `weight` bytes.
    fn read(&self, group: &str, after: ChangeNumber, weight: usize) -> Result<Entries>;

    /// The entries of a queue after a collection and number, at most `limit`. Those of a collection are in order.
    fn read_queue(
        &self,
        group: &str,
        queue: Queue,
        after: Option<(CompactString, ChangeNumber)>,
        limit: usize,
    ) -> Result<Vec<Entry>>;

    /// The entries of a queue for one collection with these numbers, in order, at most `limit`.
    fn read_collection(
        &self,
        group: &str,
        queue: Queue,
        collection: &str,
        numbers: RangeInclusive<ChangeNumber>,
        limit: usize,
    ) -> Result<Vec<Entry>>;

    /// The entries that are set aside and happened before a time, at most `limit`.
    fn read_aside_before(&self, group: &str, time: Millis, limit: usize) -> Result<Vec<Entry>>;

    /// The collections of which members have entries in their queues.
    fn away(&self, group: &str) -> Result<Vec<(CompactString, MemberId)>>;

    /// Settles entries of a queue. Resolves when that is committed.
    fn settle(&self, group: &str, queue: Queue, progress: Vec<Progress>) -> StoreFuture<()>;

    /// Whether a group has entries that are due, not counting those set aside. The first of each collection decides.
    /// While the store's clock is stopped, nothing else comes due.
    fn owes(&self, group: &str, due: Due) -> Result<bool>;

    /// Whether a group has nothing to handle. Of the entries set aside, those that are wanted count: the leader is
    /// about to return them to the queue. Entries that wait for a retry count unless the store's clock is stopped.
    fn is_idle(&self, group: &str, is_wanted: &dyn Fn(&Event) -> bool) -> Result<bool>;

    /// Takes the number of changes that were dropped because no process handled the group for 24 hours.
    fn take_lost(&self, group: &str) -> StoreFuture<u64>;

    /// Resolves when all writes that this process requested before are done.
    fn barrier(&self) -> StoreFuture<()>;

    /// The number of the last change that this process made while a group existed. It notifies with every commit of
    /// this process that concerns events.
    fn own_changes(&self) -> watch::Receiver<ChangeNumber>;

    /// The last commit of any process that a reader sees.
    fn last_commit(&self) -> CommitNumber;
}

/// The number of a commit to the store's file, of any process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct CommitNumber(pub u64);

/// Which entries [`ChangeLog::owes`] counts.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// The last number that counts.
    pub through: ChangeNumber,
    /// Collections that are retried after this time do not count.
    pub before: Millis,
}

/// A candidate for the seat of a group. Dropping it withdraws the candidate.
pub trait Seat: Send + Sync {
    /// Resolves when this candidate gets the seat.
    fn granted(&self) -> BoxFuture<'_, ()>;

    /// Resolves when another candidate of this process wants the seat.
    fn wanted(&self) -> BoxFuture<'_, ()>;

    /// Releases the seat, once no handler of this candidate runs.
    fn release(&self);
}
