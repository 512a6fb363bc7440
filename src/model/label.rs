//! Labels: up to five further keys of an item.

use super::error::{Error, Result};
use super::key::Key;
use super::limits::LABELS;

/// Which of the five labels: 1 to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelNumber(u8);

impl LabelNumber {
    /// All five, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        (1..=LABELS).map(Self)
    }

    /// The label of a number from 1 to 5.
    pub fn new(number: u8) -> Option<Self> {
        (1..=LABELS).contains(&number).then_some(Self(number))
    }

    /// Parses `label1` to `label5`.
    pub fn parse(name: &str) -> Result<Self> {
        name.strip_prefix("label")
            .filter(|digit| digit.len() == 1)
            .and_then(|digit| digit.parse().ok())
            .and_then(Self::new)
            .ok_or_else(Self::invalid)
    }

    /// The error for a value that names no label.
    pub fn invalid() -> Error {
        Error::invalid_option("Labels must be specified as 'label1' through 'label5'.")
    }

    /// 1 to 5.
    pub fn get(self) -> u8 {
        self.0
    }

    /// `label1` to `label5`.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; LABELS as usize] = ["label1", "label2", "label3", "label4", "label5"];
        NAMES[usize::from(self.0 - 1)]
    }
}

/// The labels of an item, in the order of their numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels(Vec<(LabelNumber, Key)>);

impl Labels {
    /// The label of a number.
    pub fn get(&self, number: LabelNumber) -> Option<&Key> {
        self.0.iter().find(|(n, _)| *n == number).map(|(_, label)| label)
    }

    /// Sets or, with `None`, removes a label.
    pub fn set(&mut self, number: LabelNumber, label: Option<Key>) {
        self.0.retain(|(n, _)| *n != number);
        if let Some(label) = label {
            let at = self.0.partition_point(|(n, _)| *n < number);
            self.0.insert(at, (number, label));
        }
    }

    /// The labels that are set.
    pub fn iter(&self) -> impl Iterator<Item = (LabelNumber, &Key)> {
        self.0.iter().map(|(number, label)| (*number, label))
    }
}
