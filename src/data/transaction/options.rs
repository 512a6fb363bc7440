//! The options of `tx.check`.

use crate::data::options::options;
use crate::model::{Error, Result, Version};
use crate::plan::{Condition, Match};

options! {
    /// What `tx.check` takes.
    CheckOptions {
        exists: Option<bool>,
        version: Option<Version>,
        matches as "if": Option<Box<Match>>,
    }
}

impl CheckOptions {
    /// The condition, of which something must be given.
    pub(super) fn condition(self) -> Result<Condition> {
        let Self { exists, version, matches } = self;
        let condition = Condition { exists, version, matches, ..Condition::default() };
        if condition == Condition::default() {
            return Err(Error::invalid_option(
                "'tx.check' needs at least one of 'exists', 'version' and 'if'",
            ));
        }
        Ok(condition)
    }
}
