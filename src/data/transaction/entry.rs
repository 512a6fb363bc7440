//! What a run knows of one item, and what it does to it.

use crate::model::{Error, Item, Key, Result, Stamp};
use crate::plan::{Change, Condition, Plan, Step, apply};

/// One item of a run.
pub(super) struct TouchedItem {
    /// Its key.
    pub key: Key,
    /// What the run has read.
    pub read: Reading,
    /// The edits and checks, in their order.
    pub steps: Vec<Step>,
    /// The place of the first of them among those of all items.
    pub place: Option<usize>,
}

/// What a run has read of one item.
pub(super) enum Reading {
    /// It has not asked.
    Unread,
    /// There is no item.
    Absent,
    /// The item.
    Present(Item),
}

impl Reading {
    /// The item, if there is one.
    pub(super) fn item(&self) -> Option<&Item> {
        match self {
            Self::Present(item) => Some(item),
            Self::Unread | Self::Absent => None,
        }
    }
}

impl From<Option<Item>> for Reading {
    fn from(item: Option<Item>) -> Self {
        item.map_or(Self::Absent, Self::Present)
    }
}

impl TouchedItem {
    pub(super) fn new(key: Key) -> Self {
        Self { key, read: Reading::Unread, steps: Vec::new(), place: None }
    }

    /// The item as edits leave what was read. An error if one of their conditions does not hold.
    pub(super) fn preview(&self, edits: &Plan, stamp: &Stamp) -> Result<Option<Item>> {
        apply(edits, self.read.item(), stamp).map(|applied| applied.item).map_err(Error::from)
    }

    /// The plan that commits the edits. What was read must still be there. Then the conditions of the edits hold, because
    /// they were judged on it.
    pub(super) fn plan(&self) -> Plan {
        let edits = self.edits();
        let condition = match &self.read {
            Reading::Unread => return edits,
            Reading::Absent => Condition { exists: Some(false), ..Condition::default() },
            Reading::Present(item) => Condition { version: Some(item.version), ..Condition::default() },
        };
        let change = if edits.change.is_none() { Change::Check } else { edits.change };
        Plan { condition, change, ..edits }
    }

    /// Whether the run has read the item.
    pub(super) fn is_read(&self) -> bool {
        !matches!(self.read, Reading::Unread)
    }

    /// Keeps what was read. Of two reads at the same time the first counts: if they differ, the commit finds out.
    pub(super) fn note(&mut self, item: Option<Item>) {
        if !self.is_read() {
            self.read = item.into();
        }
    }

    /// The edits as one plan.
    pub(super) fn edits(&self) -> Plan {
        let (condition, change) = match self.steps.as_slice() {
            [] => (Condition::default(), Change::Check),
            [Step { condition, change }] => (condition.clone(), change.clone()),
            steps => (Condition::default(), Change::Steps(steps.to_vec())),
        };
        Plan { key: self.key.clone(), condition, change }
    }

    /// Whether an error says that what was read is no longer there.
    pub(super) fn is_overtaken(&self, error: &Error) -> bool {
        self.is_read() && matches!(error.code, "VERSION_MISMATCH" | "ITEM_EXISTS")
    }

    /// Whether the item of a later read is the one that was read.
    pub(super) fn is_still(&self, item: Option<&Item>) -> bool {
        let version = |item: &Item| item.version;
        self.read.item().map(version) == item.map(version)
    }
}
