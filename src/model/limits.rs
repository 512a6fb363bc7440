//! Every limit of the interface, in one place. `lib/limits.js` repeats some, and a test here compares them.

use std::time::Duration;

/// Longest part of a key or label, before or after the first colon, in UTF-8 bytes.
pub const MAX_KEY_PART_BYTES: usize = 256;
/// Largest item, in bytes as DynamoDB counts them: names, values and metadata.
pub const MAX_ITEM_BYTES: usize = 400 * 1024;
/// Most items or keys in one batch request.
pub const MAX_BATCH: usize = 25;
/// Most items that a transaction reads and writes.
pub const MAX_TRANSACTION_ITEMS: usize = 100;
/// Largest transaction, in bytes of the items that it writes, as DynamoDB counts them.
pub const MAX_TRANSACTION_BYTES: usize = 4 * 1024 * 1024;
/// How often the function of a transaction runs at most.
pub const MAX_TRANSACTION_RUNS: u32 = 16;
/// Items in a page when no `limit` is given.
pub const DEFAULT_LIMIT: usize = 100;
/// Largest `limit` of a page.
pub const MAX_LIMIT: usize = 1000;
/// Stored bytes after which a page ends early, so that its text stays far below V8's longest string.
pub const MAX_PAGE_BYTES: usize = 16 * 1024 * 1024;
/// Stored bytes that a page with a filter reads before it ends short, so that a call ends soon however little matches.
pub const MAX_READ_BYTES: usize = 16 * 1024 * 1024;
/// Stored bytes that one request of DynamoDB reads at most.
pub const REQUEST_BYTES: usize = 1024 * 1024;
/// Most items between two cursors of `cursors`.
pub const MAX_EVERY: u64 = 1_000_000;
/// Most shares of a parallel scan, as in DynamoDB.
pub const MAX_SEGMENTS: u32 = 1_000_000;
/// Labels that an item may have.
pub const LABELS: u8 = 5;
/// Longest `idempotencyToken`, in characters, as in DynamoDB.
pub const MAX_TOKEN: usize = 36;
/// The smallest integer `ttl` that is an epoch: ten years of seconds.
pub const FIRST_EPOCH: i64 = 10 * 365 * 86_400;
/// The largest integer `ttl`: the year 3000. Beyond it, milliseconds are meant.
pub const LAST_EPOCH: i64 = 32_503_680_000;
/// The first second that is an expiry: the year 0.
pub const FIRST_DATE: i64 = -62_167_219_200;
/// The last second that is an expiry: the end of the year 9999.
pub const LAST_DATE: i64 = 253_402_300_799;
/// Sort key of an item whose key has no colon.
pub const SIMPLE_SORT_KEY: &str = "0";
/// Significant digits of a number.
pub const NUMBER_DIGITS: u64 = 38;
/// Numbers of this power of ten and above are too large (the largest is 9.99…e125).
pub const NUMBER_MAX_EXPONENT: i64 = 126;
/// Numbers below this power of ten are too small.
pub const NUMBER_MIN_EXPONENT: i64 = -130;
/// Levels of nesting of a root attribute, the value at the bottom included.
pub const MAX_NESTING: usize = 32;
/// Levels of a predicate: objects, operators and values, the value at the bottom included.
pub const MAX_MATCH_NESTING: usize = 64;
/// Longest text of a predicate, in bytes: that of the largest value that it can be compared with.
pub const MAX_MATCH_BYTES: usize = MAX_ITEM_BYTES;
/// Longest text that is parsed as a number, in bytes. No number needs more.
pub const MAX_NUMBER_TEXT: usize = 400;
/// Epoch seconds that a JavaScript date can hold.
pub const MAX_TIME: i64 = 8_640_000_000_000;
/// Largest integer that a JavaScript number holds exactly, `Number.MAX_SAFE_INTEGER`.
pub const MAX_SAFE_INTEGER: i64 = 9_007_199_254_740_991;
/// Event names of one handler.
pub const MAX_EVENT_NAMES: usize = 1000;
/// How long after a change its event is retried.
pub const EVENT_LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);
/// The longest timeout of a handler.
pub const MAX_TIMEOUT: Duration = Duration::from_secs(60);
/// The timeout of a handler that sets none.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(20);
/// Default concurrency of a group: the collections that it handles at once.
pub const DEFAULT_CONCURRENCY: u32 = 16;
/// Largest concurrency of a group.
pub const MAX_CONCURRENCY: u32 = 1000;
/// How often a handler can be allowed to try an event: no event is tried more often in 24 hours.
pub const MAX_ATTEMPTS: u32 = 1000;
/// Bytes of changes that wait for a loop over `changes`.
pub const MAX_WAITING_CHANGES: usize = 16 * 1024 * 1024;
/// Longest name of a group, in UTF-8 bytes.
pub const MAX_GROUP_BYTES: usize = 64;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::javascript::evaluate;

    #[test]
    fn javascript_has_no_other_limits() {
        let expected = json!({
            "MAX_ITEM_BYTES": MAX_ITEM_BYTES,
            "MAX_NESTING": MAX_NESTING,
            "MAX_MATCH_BYTES": MAX_MATCH_BYTES,
            "MAX_MATCH_NESTING": MAX_MATCH_NESTING,
            "NUMBER_DIGITS": NUMBER_DIGITS,
            "NUMBER_MAX_EXPONENT": NUMBER_MAX_EXPONENT,
            "NUMBER_MIN_EXPONENT": NUMBER_MIN_EXPONENT,
            "MAX_LIMIT": MAX_LIMIT,
            "LABELS": LABELS,
            "MAX_EVENT_NAMES": MAX_EVENT_NAMES,
            "DEFAULT_TIMEOUT": i64::try_from(DEFAULT_TIMEOUT.as_millis()).unwrap(),
            "EVENT_LIFETIME": i64::try_from(EVENT_LIFETIME.as_millis()).unwrap(),
        });
        assert_eq!(evaluate("require('./lib/limits')"), expected);
    }
}
