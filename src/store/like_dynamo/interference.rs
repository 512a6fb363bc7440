//! What comes between a call and its smooth course.

use super::LikeDynamoStore;
use crate::model::Key;
use crate::plan::Plan;
use crate::store::interference::Interference;

impl Interference for LikeDynamoStore {
    fn conflict(&self, read: &[&Key]) -> Option<Key> {
        if read.is_empty() || self.is_smooth() {
            return None;
        }
        Some(read[self.fate(|fate| fate.usize(..read.len()))].clone())
    }

    fn leave_out(&self, plans: &mut Vec<Plan>) -> Vec<Key> {
        if plans.len() < 2 || self.is_smooth() {
            return Vec::new();
        }
        let mut taken = vec![false; plans.len()];
        let (count, most) = (taken.len(), taken.len() - 1);
        self.fate(|fate| {
            for _ in 0..fate.usize(1..=most.min(3)) {
                taken[fate.usize(..count)] = true;
            }
        });
        let mut taken = taken.into_iter();
        plans.extract_if(.., |_| taken.next().unwrap_or_default()).map(|plan| plan.key).collect()
    }
}
