//! The main reader of a shard: every record once, in order.

use std::time::Duration;

use tokio::time::Instant;

use super::cursor::{Fetched, ShardCursor};
use super::tip::Tip;
use super::{PAUSE, Slot};
use crate::model::Millis;
use crate::store::feed::{Checkpoint, Lease, Record, ShardIterator, StartingPosition};

/// Least time between two requests for a shard's records: AWS allows 5 in a second.
pub(super) const SPACING: Duration = Duration::from_millis(250);
/// Most time between two requests where no records come.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Where a shard is read.
pub(super) struct ShardReader {
    pub cursor: ShardCursor,
    pub pending: Slot<Fetched>,
    /// Not before this time is another page asked for.
    pub due: Instant,
    /// The time of the place that a new position begins at, or one before it.
    from: Millis,
    tip: Tip,
    /// Whether the shard has no more records, and gets none.
    pub closed: bool,
    /// Whether records could not be read when that was last tried.
    pub failing: bool,
}

impl ShardReader {
    /// Reads on where a lease tells, or where its registration began if nothing was read since.
    pub fn new(lease: &Lease, start: Option<ShardIterator>) -> Self {
        // The registration has asked for the position after it took the time.
        let read = if start.is_some() { lease.handled_through } else { lease.checkpoint_at };
        let cursor = match &lease.checkpoint {
            Checkpoint::Since(_) => ShardCursor::new(StartingPosition::Oldest, start),
            Checkpoint::Through(sequence) | Checkpoint::Closed(sequence) => {
                ShardCursor::new(StartingPosition::After(sequence.clone()), None)
            }
            Checkpoint::End => ShardCursor::new(StartingPosition::Oldest, None),
        };
        Self {
            cursor,
            pending: None,
            due: Instant::now(),
            from: lease.checkpoint_at,
            tip: Tip::behind(read),
            closed: matches!(lease.checkpoint, Checkpoint::Closed(_)),
            failing: false,
        }
    }

    /// A page has come. Tells the time up to which everything is read, if it shows that.
    pub fn came(&mut self, records: &[Record], asked: Millis) -> Option<Millis> {
        if let Some(last) = records.last() {
            self.from = last.at;
        }
        let end = self.tip.came(records, asked);
        let wait = match end {
            _ if !records.is_empty() => Duration::ZERO,
            None => SPACING,
            Some(_) => LONGEST_WAIT.min(SPACING * 2u32.saturating_pow(self.tip.beyond.min(8))),
        };
        self.due = Instant::now() + wait;
        end
    }

    /// Another position must be asked for. What came from the one before tells nothing of the next.
    pub fn begin_anew(&mut self) {
        self.tip = Tip::behind(self.from);
        self.due = Instant::now();
    }

    /// Reading begins at the oldest record that is kept.
    pub fn rewind(&mut self) {
        self.cursor.rewind();
        self.from = Millis::ZERO;
        self.begin_anew();
    }

    /// The stream has failed.
    pub fn failed(&mut self) {
        self.due = Instant::now() + PAUSE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::limits::EVENT_LIFETIME;
    use crate::store::feed::{Sequence, Shard};

    const NOW: Millis = Millis(1_700_000_000_000);
    const SECOND: Duration = Duration::from_secs(1);
    const HOUR: Duration = Duration::from_secs(60 * 60);

    fn lease(checkpoint: Checkpoint, checkpoint_at: Millis) -> Lease {
        let shard = Shard { id: "s".to_owned(), parent: None };
        Lease { checkpoint_at, ..Lease::new(&shard, checkpoint, NOW - SECOND) }
    }

    fn record(at: Millis) -> Record {
        Record { sequence: Sequence("1".into()), events: Vec::new(), unreadable: None, at }
    }

    /// How many empty pages it takes until the reader says that it has come to the end.
    fn pages(reader: &mut ShardReader) -> u32 {
        for page in 1..1000 {
            let asked = NOW + Duration::from_millis(page.into());
            if let Some(through) = reader.came(&[], asked) {
                assert_eq!(
                    through,
                    asked - Duration::from_millis(1),
                    "nothing is known of the last page's time"
                );
                return page;
            }
        }
        panic!("it never does");
    }

    #[test]
    fn the_end_takes_as_many_empty_pages_as_the_way_to_it_may_have() {
        let through = || Checkpoint::Through(Sequence("1".into()));
        let start = || Some(ShardIterator("p".to_owned()));
        assert_eq!(
            pages(&mut ShardReader::new(&lease(Checkpoint::Since(Millis::ZERO), Millis::ZERO), start())),
            2
        );
        assert_eq!(
            pages(&mut ShardReader::new(&lease(Checkpoint::Since(Millis::ZERO), Millis::ZERO), None)),
            98
        );
        assert_eq!(pages(&mut ShardReader::new(&lease(through(), NOW - SECOND), None)), 2);
        assert_eq!(pages(&mut ShardReader::new(&lease(through(), NOW - HOUR), None)), 6);
        assert_eq!(pages(&mut ShardReader::new(&lease(through(), Millis::ZERO), None)), 98);
    }

    #[test]
    fn a_record_tells_where_the_reader_is() {
        let mut reader = ShardReader::new(&lease(Checkpoint::Since(Millis::ZERO), Millis::ZERO), None);
        assert_eq!(reader.came(&[], NOW), None);
        assert_eq!(reader.came(&[record(NOW - EVENT_LIFETIME), record(NOW - HOUR)], NOW), None);
        assert_eq!(pages(&mut reader), 6);
        // At the end the next page tells at once.
        assert_eq!(reader.came(&[], NOW + Duration::from_secs(60)), Some(NOW + Duration::from_millis(6)));
        reader.begin_anew();
        assert_eq!(pages(&mut reader), 6, "a new position begins at the last record");
        reader.rewind();
        assert_eq!(pages(&mut reader), 98);
    }
}
