//! What the change log of the embedded store can do.

use std::ops::RangeInclusive;

use compact_str::CompactString;
use tokio::sync::watch;

use super::{BoxFuture, ChangeNumber, Entry, Retry};
use crate::model::{Event, Millis, Result};
use crate::store::StoreFuture;

/// Entries of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries {
    /// The entries.
    pub entries: Vec<Entry>,
    /// The number up to which the page says all that the log holds.
    pub through: ChangeNumber,
}

/// What became of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The partition key of its item.
    pub collection: CompactString,
    /// Its number.
    pub number: ChangeNumber,
    /// What happens to it.
    pub next: Disposition,
}

/// What happens to an entry next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disposition {
    /// Nothing: the group is done with it.
    Done,
    /// It is tried again.
    Retry(Retry),
    /// It goes to another queue. It stays where it is if the member has left.
    Move(Queue),
}

/// A member of a group, by a random number that no other has: the handlers of one handle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberId(pub u64);

/// Where an entry of a group is. It is in one queue at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Queue {
    /// With the leader of the group, as every entry is at first.
    Group,
    /// With a member, which alone may handle it.
    Member(MemberId),
    /// Nowhere: only absent members want it. It waits for one of them until its 24 hours are over.
    Aside,
}

/// Who wants which events of a group.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roster {
    /// The members that have joined and not left, the newest last. One may be dead.
    pub members: Vec<(MemberId, Vec<String>)>,
    /// The event names that members of the last 30 days wanted.
    pub remembered: Vec<String>,
}

/// Counters that tell the leader of a group what others have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Marks {
    /// Grows with every change of the roster.
    pub roster: u64,
    /// Grows where entries come back to the queue of the group.
    pub returned: u64,
}

/// The log of the embedded store.
///
/// A change is logged in the transaction that makes it, once for each group that there is. An entry
/// stays until its group is done with it, or for a little more than 24 hours.
pub trait ChangeLog: Send + Sync {
    /// Makes a group known, so that changes are logged for it: those after the writes that this
    /// process has asked for already. From then on the roster says what the member wants. Called
    /// again, it changes that; a name that no member wants any more is then not remembered.
    fn join(&self, group: &str, member: MemberId, names: Vec<String>) -> StoreFuture<()>;

    /// Takes a member from the roster, and gives the entries of its queue back to the group. What it
    /// wanted is remembered for 30 days.
    fn leave(&self, group: &str, member: MemberId) -> StoreFuture<()>;

    /// Says that a member is alive until the value is dropped, be it by the end of the process.
    fn presence(&self, group: &str, member: MemberId) -> Result<Box<dyn Send + Sync>>;

    /// Whether a member that has joined is surely dead: it has no [`Self::presence`].
    fn is_dead(&self, group: &str, member: MemberId) -> bool;

    /// Who wants what.
    fn roster(&self, group: &str) -> Result<Roster>;

    /// See [`Marks`].
    fn marks(&self, group: &str) -> Result<Marks>;

    /// A place in the line of those who want to lead a group. One of all processes leads; in a
    /// process, the one who asked last.
    fn seat(&self, group: &str) -> Result<Box<dyn Seat>>;

    /// The entries of the queue of a group behind the number `after`, in order, up to about `weight`
    /// bytes.
    fn read(&self, group: &str, after: ChangeNumber, weight: usize) -> Result<Entries>;

    /// The entries of a queue, those of a collection in order, behind one of a collection and number, at
    /// most `limit`.
    fn read_queue(
        &self,
        group: &str,
        queue: Queue,
        after: Option<(CompactString, ChangeNumber)>,
        limit: usize,
    ) -> Result<Vec<Entry>>;

    /// The entries of one collection of a queue with these numbers, in order, at most `limit`.
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

    /// The collections of which members have entries.
    fn away(&self, group: &str) -> Result<Vec<(CompactString, MemberId)>>;

    /// Remembers what became of entries of a queue. Resolves when that is committed.
    fn settle(&self, group: &str, queue: Queue, progress: Vec<Progress>) -> StoreFuture<()>;

    /// Whether a group has entries that are left and due, but for those that are set aside. The first
    /// of a collection tells for all behind it.
    fn owes(&self, group: &str, due: Due) -> Result<bool>;

    /// Whether a group has no entries that are left. Of those that are set aside, the ones count that
    /// are wanted: the leader is about to bring them back.
    fn is_idle(&self, group: &str, is_wanted: &dyn Fn(&Event) -> bool) -> Result<bool>;

    /// Takes the number of changes that were given up because no process handled the group for 24
    /// hours.
    fn take_lost(&self, group: &str) -> StoreFuture<u64>;

    /// Resolves when all writes that this process asked for before are done.
    fn barrier(&self) -> StoreFuture<()>;

    /// The number of the last change that this process made while a group existed; it changes with
    /// every commit of this process that concerns events.
    fn own_changes(&self) -> watch::Receiver<ChangeNumber>;

    /// The last commit of any process, once what is read after that contains the commit.
    fn last_commit(&self) -> CommitNumber;
}

/// The number of a commit to the store's file, by whatever process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct CommitNumber(pub u64);

/// Which entries [`ChangeLog::owes`] looks for.
#[derive(Debug, Clone, Copy)]
pub struct Due {
    /// The last number that counts.
    pub through: ChangeNumber,
    /// Collections whose next attempt is after this time do not count.
    pub before: Millis,
}

/// A place in the line of those who want to consume a group. It is given up when it is dropped.
pub trait Seat: Send + Sync {
    /// Resolves when it is this one's turn.
    fn granted(&self) -> BoxFuture<'_, ()>;

    /// Resolves when another in this process is to have the turn.
    fn wanted(&self) -> BoxFuture<'_, ()>;

    /// Gives the turn back, once nothing of it runs any more.
    fn release(&self);
}
