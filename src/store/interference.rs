//! What a store in tests does to calls that would seldom meet it elsewhere.

use crate::model::Key;
use crate::plan::Plan;

/// Decides which calls do not go smoothly.
pub trait Interference: Send + Sync {
    /// The item because of which a transaction that has read these must run anew, as if others had changed it.
    fn conflict(&self, read: &[&Key]) -> Option<Key>;

    /// Takes the plans out of a batch that are to stay unprocessed. Returns their keys.
    fn leave_out(&self, plans: &mut Vec<Plan>) -> Vec<Key>;
}
