//! A conditional update as plain data, and what it does to an item.
//!
//! A [`Plan`] says what a verb wants; a store either runs [`apply`] inside a transaction or
//! compiles the plan into a request. Both must mean the same, and what they mean is written once,
//! in `apply`.

mod apply;
mod attributes;
mod refused;

pub use apply::apply;
pub use refused::Refused;

use crate::model::{Body, Item, Json, Key, LabelNumber, Labels, Name, Seconds};

/// A conditional update of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The item.
    pub key: Key,
    /// What must hold before.
    pub condition: Condition,
    /// What is done.
    pub change: Change,
}

/// What must hold for a plan to be carried out. An expired item counts as none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// Whether the item must exist (`true`) or must not (`false`).
    pub exists: Option<bool>,
    /// When the item must have been created.
    pub created: Option<Seconds>,
}

/// What a plan does to the item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Creates the item or edits it in place.
    Update(Update),
    /// Puts a whole item in the place of what is there.
    Replace(Replacement),
    /// Removes the item; nothing to remove is no error.
    Remove,
}

/// Edits of an item. What is not named stays as it is.
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
    /// The item is a single value; refused on an object.
    Value(Edit),
    /// The item is an object, all of whose root attributes are set: the plain `set` of an object. None of
    /// them is `null` in the sense of "remove", `undefined` or an addition. What is stored beyond them stays.
    Object(Json),
    /// The item is an object; its root attributes are edited one by one.
    Attributes {
        /// The edits, in the order in which new attributes are added; `None` removes one.
        edits: Vec<(Name, Option<Edit>)>,
        /// What becomes of a single value that is there.
        over_value: OverValue,
    },
}

/// What an edit of attributes does to an item that holds a single value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OverValue {
    /// The object takes its place.
    Replace,
    /// It stays: the attributes are all defaults, and the item has a value.
    Keep,
}

/// An edit of a single value or of a root attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets it.
    Set(Json),
    /// Sets it if it does not exist.
    Default(Json),
    /// Adds a number to it; one that does not exist counts as 0.
    Add(Json),
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

/// All of an item but its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// The value.
    pub body: Body,
    /// The labels.
    pub labels: Labels,
    /// The expiry.
    pub ttl: Option<Seconds>,
    /// When the item was created, if that is not now.
    pub created: Option<Seconds>,
    /// When the item was modified, if that is not now.
    pub modified: Option<Seconds>,
}

/// What a plan did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applied {
    /// The item as it is now; `None` if the plan removed it.
    pub item: Option<Item>,
}

impl BodyEdit {
    /// What the edits make where there is no item.
    pub fn on_nothing(&self) -> Result<Body, Refused> {
        apply::edit_body(self, None)
    }

    /// Bytes of all texts that the edits bring.
    pub fn text_length(&self) -> usize {
        let length = |edit: &Edit| match edit {
            Edit::Set(value) | Edit::Default(value) | Edit::Add(value) => value.as_str().len(),
        };
        match self {
            Self::Value(edit) => length(edit),
            Self::Object(object) => object.as_str().len(),
            Self::Attributes { edits, .. } => {
                edits.iter().map(|(name, edit)| name.as_str().len() + edit.as_ref().map_or(0, length)).sum()
            }
        }
    }
}

impl Plan {
    /// Whether the plan adds to a number, so that twice is not as good as once.
    pub fn adds(&self) -> bool {
        match &self.change {
            Change::Update(Update { body: BodyEdit::Value(edit), .. }) => matches!(edit, Edit::Add(_)),
            Change::Update(Update { body: BodyEdit::Attributes { edits, .. }, .. }) => {
                edits.iter().any(|(_, edit)| matches!(edit, Some(Edit::Add(_))))
            }
            Change::Update(Update { body: BodyEdit::Object(_), .. })
            | Change::Replace(_)
            | Change::Remove => false,
        }
    }

    /// A plan that removes an item.
    pub fn remove(key: Key) -> Self {
        Self { key, condition: Condition::default(), change: Change::Remove }
    }
}
