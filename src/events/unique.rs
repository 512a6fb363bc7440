//! What tells a member from all others, of any process.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};

/// A number that no other call returns, in this process or another. The standard library seeds its hash tables
/// with the system's randomness.
pub(super) fn number() -> u64 {
    RandomState::new().build_hasher().finish()
}

/// A name that no other call returns. It begins with the id of the process, for people who read leases.
pub(super) fn name() -> String {
    format!("{}-{:016x}", std::process::id(), number())
}
