//! Giving up what no process handles: looked for between batches, once in a while.

use super::super::file::Core;
use super::in_write;

/// How often there is a look, in milliseconds.
const EVERY: i64 = 60_000;
/// Most changes that one transaction gives up, so that writes never wait long for it.
const AT_ONCE: usize = 1024;

/// Trims the log from time to time.
#[derive(Default)]
pub(crate) struct Trimmer {
    next: i64,
}

impl Trimmer {
    /// Trims if it is time to. A failure leaves the rest to the next time.
    pub(crate) fn trim(&mut self, core: &Core) {
        let now = core.now().0;
        if now < self.next {
            return;
        }
        let log = &core.tables.log;
        let overdue = core.in_read(|txn| log.is_overdue(txn, now).map(Ok)).unwrap_or(false);
        let more = overdue && in_write(core, |txn| log.trim(txn, now, AT_ONCE)).unwrap_or(false);
        self.next = if more { now } else { now.saturating_add(EVERY) };
    }
}
