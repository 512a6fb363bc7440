//! Where the changes of a store come from: the change log of the embedded store, or the stream of a table.

mod entry;
mod group_state;
mod lease;
mod listen;
mod log;
mod shard;
mod stream;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub use self::entry::{ChangeNumber, Entry, Retry};
pub use self::group_state::{EventGroup, Forgotten, LEASE};
pub use self::lease::{Checkpoint, Lease, Parked, Registered, Updated, Wants};
pub(in crate::store) use self::listen::{Broadcast, Broadcasting, ChangeReader};
pub use self::listen::{Listener, Listening};
pub use self::log::{
    ChangeLog, CommitNumber, Disposition, Due, Entries, Marks, MemberId, Progress, Queue, Roster, Seat,
};
pub use self::shard::{Record, Records, Sequence, Shard, ShardError, ShardIterator, StartingPosition};
pub use self::stream::ChangeStream;

/// The future of a trait object's method.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// The changes of a store.
#[derive(Clone)]
pub enum Changes {
    /// A log in the store itself. Its consumers coordinate through locks of the machine.
    Log(Arc<dyn ChangeLog>),
    /// A stream of shards. Its consumers coordinate through leases.
    Stream(Arc<dyn ChangeStream>),
}
