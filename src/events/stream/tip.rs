//! When a reader is at the end of an open shard.

use std::time::Duration;

use crate::model::Millis;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::feed::Record;

/// The stretch of time that an empty page covers at least. DynamoDB does not document it. A shard is closed after
/// about four hours, and others have measured that five empty pages cross one; this is a third of that stretch.
const STRETCH: Duration = Duration::from_secs(15 * 60);

/// How pages prove that a reader is at the end.
///
/// DynamoDB does not mark the end of an open shard, and a page may be empty although records follow. But an empty
/// page crosses a stretch of time. After as many empty pages as it takes from the last position of known time, the
/// next page starts at the end. If that is empty, too, there was nothing more when the page before was requested.
pub(super) struct Tip {
    /// Everything up to this time is read.
    read: Millis,
    /// How many pages in a row were empty.
    empty: u32,
    /// When the last of them was requested.
    empty_at: Millis,
    /// How many empty pages came after those that were needed.
    pub beyond: u32,
}

impl Tip {
    /// A reader at a position of this time or a later one.
    pub(super) fn behind(read: Millis) -> Self {
        Self { read, empty: 0, empty_at: Millis::ZERO, beyond: 0 }
    }

    /// Takes a page that was requested at `asked`. Returns the time up to which everything is read, if the reader was
    /// at the end.
    pub(super) fn take_page(&mut self, records: &[Record], asked: Millis) -> Option<Millis> {
        if let Some(last) = records.last() {
            *self = Self::behind(self.read.max(last.at));
            return None;
        }
        let behind = asked.since(self.read).min(EVENT_LIFETIME);
        let needed = 2 + u32::try_from(behind.as_millis() / STRETCH.as_millis()).unwrap_or(u32::MAX);
        self.empty = self.empty.saturating_add(1);
        let before = std::mem::replace(&mut self.empty_at, asked);
        self.beyond = self.empty.checked_sub(needed)?;
        self.read = self.read.max(before);
        Some(before)
    }
}
