//! The options of `get`.

use super::option_kinds::{Limit, Start};
use super::options::options;
use super::wanted::{AttributeNames, LabelRanges};
use crate::model::item_text::Detail;
use crate::model::{Cursor, Error, LabelNumber, Result};
use crate::plan::Match;

options! {
    /// What `get` takes for one key or expression.
    GetOptions {
        label: Option<LabelNumber>,
        consistent: bool,
        meta: bool,
        version: bool,
        limit: Limit,
        reverse: bool,
        start: Start,
        filter: Option<Box<Match>>,
        labels: LabelRanges,
        attributes: AttributeNames,
        keys_only as "keysOnly": bool,
    }
}

impl GetOptions {
    /// How much of each item the answer shows.
    pub(super) fn detail(&self) -> Detail {
        Detail::of(self.meta, self.version)
    }

    /// Refuses what selects among several items.
    pub(super) fn check_for_one(&self) -> Result<()> {
        let is_given = [
            ("filter", self.filter.is_some()),
            ("labels", !self.labels.0.is_empty()),
            ("keysOnly", self.keys_only),
        ];
        match is_given.iter().find(|(_, is_given)| *is_given) {
            None => Ok(()),
            Some((name, _)) => Err(Error::invalid_option(format!(
                "'{name}' is for several items: pass an expression such as 'users:*', or a 'label'"
            ))),
        }
    }

    /// The place to go on from. Refuses options that exclude each other.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>> {
        check_consistent(self.consistent, self.label)?;
        self.start.cursor(self.label)
    }
}

/// Refuses a consistent read by label.
pub(super) fn check_consistent(consistent: bool, label: Option<LabelNumber>) -> Result<()> {
    if consistent && label.is_some() {
        return Err(Error::invalid_option(
            "'consistent' is not possible with a label: its index is updated a moment later",
        ));
    }
    Ok(())
}
