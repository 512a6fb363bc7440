//! The conditions that `tx.check` and `tx.import` take.

use crate::data::options::options;
use crate::model::{Error, Result, Version};
use crate::plan::{Condition, Match};

options! {
    /// What `tx.check` takes, and `tx.import`.
    Conditions {
        exists: Option<bool>,
        version: Option<Version>,
        matches as "if": Option<Box<Match>>,
    }
}

impl Conditions {
    /// The condition, which may ask for nothing.
    pub(super) fn condition(self) -> Condition {
        let Self { exists, version, matches } = self;
        Condition { exists, version, matches, ..Condition::default() }
    }

    /// The condition of a check, which must ask for something.
    pub(super) fn of_check(self) -> Result<Condition> {
        let condition = self.condition();
        if condition == Condition::default() {
            return Err(Error::invalid_option(
                "'tx.check' needs at least one of 'exists', 'version' and 'if'",
            ));
        }
        Ok(condition)
    }
}
