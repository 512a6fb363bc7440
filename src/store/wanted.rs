//! What a read wants of the items that it passes.

use std::collections::HashSet;

use crate::model::{Body, Item, Json, KeyRange, LabelNumber, Labels, Name, Result};
use crate::plan::Match;

/// Which of the items that a read passes it gives, and how much of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Only items whose value matches.
    pub filter: Option<Box<Match>>,
    /// Only items with these labels.
    pub labels: Vec<(LabelNumber, KeyRange)>,
    /// How much of each item.
    pub extent: Extent,
    /// Stored bytes that are read before the page ends short, at the item that exceeds them. A table is read by
    /// requests of up to [`REQUEST_BYTES`](crate::model::limits::REQUEST_BYTES), each of which counts as full.
    pub most_read: usize,
}

/// How much of an item a read gives.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// Only these root attributes of an object. A single value has none and stays whole.
    Attributes(HashSet<Name>),
    /// Key and metadata. The value is an object without attributes, whatever is stored.
    Keys,
    /// Nothing: the page only counts.
    Count,
    /// Nothing but the place of each item whose number is a multiple.
    Cursors {
        /// Of what the number is a multiple.
        every: u64,
        /// Items that were counted before the page.
        before: u64,
    },
}

impl Default for Wanted {
    fn default() -> Self {
        Self { filter: None, labels: Vec::new(), extent: Extent::Whole, most_read: usize::MAX }
    }
}

impl Wanted {
    /// Whether the read passes items that it does not give.
    pub fn is_selective(&self) -> bool {
        self.filter.is_some() || !self.labels.is_empty()
    }

    /// Whether an item that was read is wanted.
    pub fn admits(&self, item: &Item) -> Result<bool> {
        match &self.filter {
            _ if !self.admits_labels(&item.labels) => Ok(false),
            Some(filter) => filter.holds(Some(&item.body)),
            None => Ok(true),
        }
    }

    /// Whether an item with these labels may be wanted.
    pub fn admits_labels(&self, labels: &Labels) -> bool {
        self.labels.iter().all(|(number, range)| labels.get(*number).is_some_and(|label| range.admits(label)))
    }
}

impl Extent {
    /// Whether a page only counts.
    pub fn counts(&self) -> bool {
        matches!(self, Self::Count | Self::Cursors { .. })
    }

    /// Whether the place of an item is wanted that a page has counted as its item `counted`.
    pub fn wants_cursor(&self, counted: u64) -> bool {
        matches!(self, Self::Cursors { every, before } if (before + counted).is_multiple_of(*every))
    }

    /// Cuts an item down to what is wanted of it.
    pub fn cut(&self, item: &mut Item) -> Result<()> {
        match (self, &mut item.body) {
            (Self::Keys, body) => *body = Body::Object(Json::from_members([])),
            (Self::Attributes(names), Body::Object(object)) => {
                let attributes = object.attributes()?;
                let kept = attributes.iter().filter(|(name, _)| names.contains(name));
                *object = Json::from_attributes(kept.map(|(name, value)| (name, value)));
            }
            (Self::Whole | Self::Attributes(_) | Self::Count | Self::Cursors { .. }, _) => {}
        }
        Ok(())
    }
}
