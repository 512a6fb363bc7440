//! The options of `tx.check`.

use crate::data::options::options;
use crate::model::{Error, Result};
use crate::plan::Condition;

options! {
    /// What `tx.check` takes.
    CheckOptions {
        exists: Option<bool>,
    }
}

impl CheckOptions {
    /// The condition, of which something must be given.
    pub(super) fn condition(self) -> Result<Condition> {
        let condition = Condition { exists: self.exists, ..Condition::default() };
        if condition == Condition::default() {
            return Err(Error::invalid_option(
                "'tx.check' needs at least one of 'exists', 'version' and 'if'",
            ));
        }
        Ok(condition)
    }
}
