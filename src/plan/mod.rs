//! A conditional update as plain data, and what it does to an item.
//!
//! A verb makes a [`Plan`]. A store either runs [`apply`] inside a transaction or compiles the plan into a request with
//! the same effect. [`apply`] is the one definition of that effect.

mod apply;
mod attributes;
mod edit;
mod fuse;
pub mod matching;
mod operators;
mod refused;

pub use apply::apply;
pub use edit::{Edit, Edits};
pub use matching::Match;
pub use refused::{Refusal, Refused};

use crate::model::{Body, Item, Json, Key, LabelNumber, Labels, Seconds, Stamp, Version};

/// A conditional update of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The item.
    pub key: Key,
    /// The condition on what is stored.
    pub condition: Condition,
    /// The change.
    pub change: Change,
}

/// What must hold before a change. An expired item does not exist.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// Whether the item must exist (`true`) or must not (`false`).
    pub exists: Option<bool>,
    /// When the item must have been created.
    pub created: Option<Seconds>,
    /// The version that the item must have.
    pub version: Option<Version>,
    /// The version that the item must be older than, unless it does not exist.
    pub older_than: Option<Version>,
    /// What must hold for its value, or for its absence.
    pub matches: Option<Box<Match>>,
}

/// What a plan does to the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Creates the item or edits it in place.
    Update(Update),
    /// Replaces the whole item.
    Replace(Replacement),
    /// Removes the item. A missing item is no error.
    Remove,
    /// Changes nothing: only the condition counts.
    Check,
    /// Several changes one after another, all of them or none.
    Steps(Vec<Step>),
}

/// One of several changes of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// What must hold of the item as the steps before have left it.
    pub condition: Condition,
    /// The change.
    pub change: Change,
}

impl Change {
    fn accumulates(&self) -> bool {
        match self {
            Self::Update(Update { body: BodyEdit::Value(edit), .. }) => edit.accumulates(),
            Self::Update(Update { body: BodyEdit::Attributes { edits, .. }, .. }) => {
                edit::any_accumulates(edits)
            }
            Self::Update(Update { body: BodyEdit::Object(_), .. })
            | Self::Replace(_)
            | Self::Remove
            | Self::Check => false,
            Self::Steps(steps) => steps.iter().any(|step| step.change.accumulates()),
        }
    }

    /// Whether it changes nothing.
    pub fn is_none(&self) -> bool {
        match self {
            Self::Check => true,
            Self::Steps(steps) => steps.iter().all(|step| step.change.is_none()),
            Self::Update(_) | Self::Replace(_) | Self::Remove => false,
        }
    }
}

/// Edits of an item. Everything else stays as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Update {
    /// Edits of the value.
    pub body: BodyEdit,
    /// Edits of labels.
    pub labels: Vec<(LabelNumber, LabelEdit)>,
    /// Edit of the expiry.
    pub ttl: Option<TtlEdit>,
}

/// Edits of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyEdit {
    /// Edits a single value. Refused on an object.
    Value(Edit),
    /// Sets all root attributes of an object, as the plain `set` of an object does. No attribute is `undefined`, an
    /// addition, or a `null` that removes. Other stored attributes stay.
    Object(Json),
    /// Edits the root attributes of an object one by one.
    Attributes {
        /// The edits, in the order in which new attributes are added; `None` removes one.
        edits: Edits,
        /// The effect on a stored single value.
        over_value: OverValue,
    },
}

/// The effect of edits of attributes on an item that holds a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverValue {
    /// The object replaces it.
    Replace,
    /// It stays, because all edits are defaults and the item has a value.
    Keep,
}

/// An edit of a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabelEdit {
    /// Sets it.
    Set(Key),
    /// Sets it if the item has none under this number.
    Default(Key),
    /// Removes it.
    Remove,
}

/// An edit of the expiry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TtlEdit {
    /// The item expires then.
    Set(Seconds),
    /// The item does not expire.
    Remove,
}

/// A whole item, without its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The value.
    pub body: Body,
    /// The labels.
    pub labels: Labels,
    /// The expiry.
    pub ttl: Option<Seconds>,
    /// When the item was created; now if `None`.
    pub created: Option<Seconds>,
    /// The version that the item has; a new one if `None`.
    pub version: Option<Version>,
}

/// The effect of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The item as it is now; `None` if the plan removed it.
    pub item: Option<Item>,
}

impl BodyEdit {
    /// The value that the edits make where there is no item.
    pub fn on_nothing(&self) -> Result<Body, Refused> {
        apply::edit_body(self, None)
    }

    /// Bytes of all texts that the edits bring.
    pub fn text_length(&self) -> usize {
        match self {
            Self::Value(edit) => edit.text_length(),
            Self::Object(object) => object.as_str().len(),
            Self::Attributes { edits, .. } => edit::text_length(edits),
        }
    }
}

impl Replacement {
    /// The item that it makes under a key.
    pub fn to_item(&self, key: &Key, stamp: &Stamp) -> Item {
        Item {
            key: key.clone(),
            body: self.body.clone(),
            created: self.created.unwrap_or_else(|| stamp.second()),
            version: self.version.unwrap_or_else(|| stamp.version()),
            ttl: self.ttl,
            labels: self.labels.clone(),
        }
    }
}

impl Plan {
    /// Whether a repetition would change the result: the plan adds to a number or lengthens an array.
    pub fn accumulates(&self) -> bool {
        self.change.accumulates()
    }

    /// Whether the result does not depend on what is stored.
    pub fn is_blind(&self) -> bool {
        self.condition == Condition::default() && matches!(self.change, Change::Replace(_) | Change::Remove)
    }

    /// A plan that stores an item as it is.
    pub fn store(item: Item) -> Self {
        let version = Some(item.version);
        Self::replace(item, version)
    }

    /// A plan that stores an item as it is, apart from its version, which is a new one.
    pub fn store_anew(item: Item) -> Self {
        Self::replace(item, None)
    }

    fn replace(item: Item, version: Option<Version>) -> Self {
        let Item { key, body, created, ttl, labels, .. } = item;
        let replacement = Replacement { body, labels, ttl, created: Some(created), version };
        Self { key, condition: Condition::default(), change: Change::Replace(replacement) }
    }

    /// A plan that removes an item.
    pub fn remove(key: Key) -> Self {
        Self { key, condition: Condition::default(), change: Change::Remove }
    }
}
