//! The options of `get`.

use super::option_kinds::{Limit, Start};
use super::options::options;
use crate::model::item_text::Detail;
use crate::model::{Cursor, Error, LabelNumber, Result};

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
    }
}

impl GetOptions {
    /// How much of each item the answer shows.
    pub(super) fn detail(&self) -> Detail {
        Detail::of(self.meta, self.version)
    }

    /// The place to go on from. Refuses options that exclude each other.
    pub(super) fn cursor(&self) -> Result<Option<Cursor>> {
        if self.consistent && self.label.is_some() {
            return Err(Error::invalid_option(
                "'consistent' is not possible with a label: its index is updated a moment later",
            ));
        }
        self.start.cursor(self.label)
    }
}
