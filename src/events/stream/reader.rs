//! The main reader of a shard, which reads every record once, in order.

use std::time::Duration;

use tokio::time::Instant;

use super::cursor::{Fetched, ShardCursor};
use super::tip::Tip;
use super::{PAUSE, Slot};
use crate::model::Millis;
use crate::store::feed::{Checkpoint, Lease, Record, ShardIterator, StartingPosition};

/// The shortest time between two requests for a shard's records. AWS allows five per second.
pub(super) const SPACING: Duration = Duration::from_millis(250);
/// The longest time between two requests while no records come.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The main reader of a shard.
pub(super) struct ShardReader {
    pub cursor: ShardCursor,
    pub pending: Slot<Fetched>,
    /// The earliest time of the next request.
    pub due: Instant,
    /// The time of the position to which an expired iterator returns, or an earlier one.
    from: Millis,
    tip: Tip,
    /// Whether the shard is closed and read to its end.
    pub closed: bool,
    /// Whether the last request failed.
    pub failing: bool,
}

impl ShardReader {
    /// Reads from the checkpoint of a lease, or from the position of the registration if nothing was read since.
    pub(super) fn new(lease: &Lease, start: Option<ShardIterator>) -> Self {
        // The registration requested the position after it took the time.
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

    /// Takes a page. Returns the time up to which everything is read, if the page proves one.
    pub(super) fn take_page(&mut self, records: &[Record], asked: Millis) -> Option<Millis> {
        if let Some(last) = records.last() {
            self.from = last.at;
        }
        let end = self.tip.take_page(records, asked);
        let wait = match end {
            _ if !records.is_empty() => Duration::ZERO,
            None => SPACING,
            Some(_) => LONGEST_WAIT.min(SPACING * 2u32.saturating_pow(self.tip.beyond.min(8))),
        };
        self.due = Instant::now() + wait;
        end
    }

    /// A new iterator must be requested. Pages of the old one prove nothing about it.
    pub(super) fn start_over(&mut self) {
        self.tip = Tip::behind(self.from);
        self.due = Instant::now();
    }

    /// Reads from the oldest record that is kept.
    pub(super) fn rewind(&mut self) {
        self.cursor.rewind();
        self.from = Millis::ZERO;
        self.start_over();
    }

    /// The request failed.
    pub(super) fn failed(&mut self) {
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

    /// How many empty pages it takes until the reader is at the end.
    fn pages(reader: &mut ShardReader) -> u32 {
        for page in 1..1000 {
            let asked = NOW + Duration::from_millis(page.into());
            if let Some(through) = reader.take_page(&[], asked) {
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
    fn the_end_takes_as_many_empty_pages_as_may_lie_before_it() {
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
    fn a_record_shows_where_the_reader_is() {
        let mut reader = ShardReader::new(&lease(Checkpoint::Since(Millis::ZERO), Millis::ZERO), None);
        assert_eq!(reader.take_page(&[], NOW), None);
        assert_eq!(reader.take_page(&[record(NOW - EVENT_LIFETIME), record(NOW - HOUR)], NOW), None);
        assert_eq!(pages(&mut reader), 6);
        // At the end, the next empty page suffices.
        assert_eq!(
            reader.take_page(&[], NOW + Duration::from_secs(60)),
            Some(NOW + Duration::from_millis(6))
        );
        reader.start_over();
        assert_eq!(pages(&mut reader), 6, "a new position begins at the last record");
        reader.rewind();
        assert_eq!(pages(&mut reader), 98);
    }
}
