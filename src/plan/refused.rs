//! The reasons to refuse a plan.

use crate::model::item_text::{Detail, push_item};
use crate::model::{EditOperator, Error, Found, Item, Key};

/// A refusal, and what it was judged on. The item stays as it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The reason.
    pub reason: Refused,
    /// The key of the plan.
    pub key: Key,
    /// The item under the key, unless it is expired.
    pub item: Option<Item>,
}

/// The reason of a refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// `exists: false`, and the item exists.
    Exists,
    /// `exists: true`, and the item does not exist.
    Missing,
    /// `created` differs from the item's.
    CreatedDiffers,
    /// `version` differs from the item's, or the item does not exist; or the item is not older than it must be.
    VersionDiffers,
    /// The predicate of the condition does not hold.
    ConditionFailed,
    /// A single value would replace an object.
    ObjectToValue,
    /// The operator edits values of another kind than the stored one.
    WrongKind(EditOperator),
    /// The item would be larger than 400 KB.
    TooLarge,
    /// The request is invalid for any item.
    Invalid(Error),
}

impl Refused {
    /// Whether what is stored is the reason.
    fn is_about_item(&self) -> bool {
        match self {
            Self::Exists
            | Self::Missing
            | Self::CreatedDiffers
            | Self::VersionDiffers
            | Self::ConditionFailed
            | Self::ObjectToValue
            | Self::WrongKind(_) => true,
            Self::TooLarge | Self::Invalid(_) => false,
        }
    }
}

impl From<Box<Refusal>> for Error {
    fn from(refusal: Box<Refusal>) -> Self {
        let Refusal { reason, key, item } = *refusal;
        let is_about_item = reason.is_about_item();
        let error = Self::from(reason);
        if !is_about_item {
            return error;
        }
        let text = |item: Item| {
            let mut text = String::new();
            push_item(&mut text, &item, Detail::Version);
            text
        };
        error.because_of(Found { key: key.to_text(), item: Some(item.map(text).unwrap_or_default()) })
    }
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Exists => Self::refused("ITEM_EXISTS", "Item already exists")
                .with_hint("'exists: false' asks for an item that is not there. 'error.item' is the one that is stored."),
            Refused::Missing => Self::refused("ITEM_NOT_FOUND", "Item does not exist")
                .with_hint("'exists: true' asks for an item that is there. To create it, leave 'exists' out."),
            Refused::CreatedDiffers => Self::refused(
                "CREATED_MISMATCH",
                "The 'created' date integrity check failed. The dates must match.",
            )
            .with_hint("Decide anew on 'error.item', which is what is stored now."),
            Refused::VersionDiffers => Self::refused(
                "VERSION_MISMATCH",
                "The item does not have the given 'version': it was written or removed since it was read.",
            )
            .with_hint("Decide anew on 'error.item', which is what is stored now, and write on its 'version'."),
            Refused::ConditionFailed => Self::refused(
                "CONDITION_FAILED",
                "The item is not as 'if' requires, so nothing was written. Look at 'error.item', which is what is stored, and \
                 decide anew.",
            ),
            Refused::ObjectToValue => {
                Self::refused("OBJECT_TO_VALUE", "Cannot convert an existing object to a simple value.").with_hint(
                    "To add to an attribute, name it: add(key, 'attribute', 1). To replace the object, pass 'overwrite: true'.",
                )
            }
            Refused::WrongKind(operator) => {
                Self::validation_exception("An operand in the update expression has an incorrect data type")
                    .with_hint(format!(
                        "'{}' edits {}, and the stored value is of another kind.",
                        operator.name(),
                        operator.edits()
                    ))
            }
            Refused::TooLarge => Self::refused(
                "ITEM_TOO_LARGE",
                "Item size to update is greater than the maximum size of 400 KB.",
            ),
            Refused::Invalid(error) => error,
        }
    }
}

impl From<Error> for Refused {
    fn from(error: Error) -> Self {
        Self::Invalid(error)
    }
}
