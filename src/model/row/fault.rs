//! Why a row cannot be read.

use crate::model::{Error, Key};

const CODE: &str = "UNREADABLE_ROW";
/// The most characters of a column's name in a message.
const SHOWN: usize = 100;

/// A row that cannot be read: another program wrote it, or an export was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The key of the row, if it could be read.
    pub key: Option<Key>,
    /// What is wrong, as the end of a sentence about the row, without data of the row.
    pub reason: String,
}

impl Unreadable {
    /// The sentence about the row.
    pub fn message(&self) -> String {
        let row = self
            .key
            .as_ref()
            .map_or_else(|| "A row".to_owned(), |key| format!("The row '{}'", key.to_text()));
        format!("{row} cannot be read: {}.", self.reason)
    }

    /// The sentences about a change of the row, which has no event.
    pub fn without_event(&self) -> String {
        format!("{} No handler gets this change.", self.message())
    }

    /// The error of a call that wrote to this row, and cannot return its item.
    pub fn to_error_of_write(&self) -> Error {
        let message = format!(
            "The write was carried out, so do not repeat it, but the row still cannot be read. {} Correct the row, or \
             replace it with 'overwrite: true'.",
            self.message()
        );
        Error::refused(CODE, message)
    }

    /// The error of a call that asked for this row only, or that this row refuses.
    pub fn to_error(&self) -> Error {
        Error::refused(CODE, self.message())
    }
}

/// What is wrong with a row. Only the first fault counts.
#[derive(Default)]
pub(super) struct Faults {
    /// The column that is being read.
    pub column: String,
    fault: Option<String>,
}

impl Faults {
    /// Notes what is wrong with the column that is being read.
    pub(super) fn note(&mut self, what: &str) {
        if self.fault.is_none() {
            let shown: String = self.column.chars().take(SHOWN).collect();
            self.fault = Some(format!("its column '{shown}' {what}"));
        }
    }

    /// Notes what is wrong with the row as a whole.
    pub(super) fn note_row(&mut self, what: &str) {
        self.fault.get_or_insert_with(|| what.to_owned());
    }

    /// Whether anything was noted.
    pub(super) fn is_any(&self) -> bool {
        self.fault.is_some()
    }

    pub(super) fn take(&mut self) -> Option<String> {
        self.fault.take()
    }
}
