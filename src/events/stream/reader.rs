//! The main reader of a shard: every record once, in order.

use std::time::Duration;

use tokio::time::Instant;

use super::cursor::{Cursor, Fetched};
use super::{PAUSE, Slot};
use crate::store::stream::{Checkpoint, From, Lease, Position};

/// Least time between two requests for a shard's records: AWS allows 5 in a second.
pub(super) const SPACING: Duration = Duration::from_millis(250);
/// Most time between two requests where no records come.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Where a shard is read.
pub(super) struct Reader {
    pub cursor: Cursor,
    pub pending: Slot<Fetched>,
    /// Not before this time is another page asked for.
    pub due: Instant,
    /// How many pages in a row were empty.
    empty: u32,
    /// When the last of them was asked for, in epoch milliseconds.
    empty_at: i64,
    /// Whether the shard has no more records, and gets none.
    pub closed: bool,
    /// Whether records could not be read when that was last tried.
    pub failing: bool,
}

impl Reader {
    /// Reads on where a lease tells, or where its registration began if nothing was read since.
    pub fn new(lease: &Lease, start: Option<Position>) -> Self {
        let cursor = match &lease.checkpoint {
            Checkpoint::Since(_) => Cursor::new(From::Oldest, start),
            Checkpoint::Through(sequence) | Checkpoint::Closed(sequence) => {
                Cursor::new(From::After(sequence.clone()), None)
            }
            Checkpoint::End => Cursor::new(From::Oldest, None),
        };
        Self {
            cursor,
            pending: None,
            due: Instant::now(),
            empty: 0,
            empty_at: 0,
            closed: matches!(lease.checkpoint, Checkpoint::Closed(_)),
            failing: false,
        }
    }

    /// A page has come. Tells the time up to which everything is read, in epoch milliseconds, if it
    /// shows that: a single empty page need not be the tip of the shard, but where the next one is
    /// empty, too, there was nothing more when the first was asked for.
    pub fn came(&mut self, records: usize, asked: i64) -> Option<i64> {
        if records > 0 {
            self.empty = 0;
            self.due = Instant::now();
            return None;
        }
        let wait = SPACING * 2u32.saturating_pow(self.empty.min(8));
        self.due = Instant::now() + wait.min(LONGEST_WAIT);
        self.empty = self.empty.saturating_add(1);
        let before = std::mem::replace(&mut self.empty_at, asked);
        (self.empty > 1).then_some(before)
    }

    /// Another position must be asked for. What came from the one before tells nothing of the next.
    pub fn begin_anew(&mut self) {
        self.empty = 0;
        self.due = Instant::now();
    }

    /// The stream has failed.
    pub fn failed(&mut self) {
        self.due = Instant::now() + PAUSE;
    }
}
