//! An edit of a value, as data.

use crate::model::{Json, Name};

/// An edit of a single value or of an attribute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Sets it.
    Set(Json),
    /// Sets it if it does not exist.
    Default(Json),
    /// Adds a number to it. A missing one counts as 0.
    Add(Json),
    /// Adds the elements of an array after its own. A missing one counts as empty.
    Append(Json),
    /// Adds the elements of an array before its own. A missing one counts as empty.
    Prepend(Json),
    /// Adds the elements of a Set. A missing one counts as empty.
    Union(Json),
    /// Removes the elements of a Set, and itself if none is left. A missing one stays missing.
    Without(Json),
    /// Edits the attributes of an object. A missing one counts as empty. Only an attribute is edited so: edits of the root
    /// are [`super::BodyEdit::Attributes`].
    Merge(Edits),
}

/// Edits of the attributes of an object, in the order in which new ones are added; `None` removes one. No name twice.
pub type Edits = Vec<(Name, Option<Edit>)>;

impl Edit {
    /// Bytes of all texts that the edit brings.
    pub(super) fn text_length(&self) -> usize {
        match self {
            Self::Set(value)
            | Self::Default(value)
            | Self::Add(value)
            | Self::Append(value)
            | Self::Prepend(value)
            | Self::Union(value)
            | Self::Without(value) => value.as_str().len(),
            Self::Merge(edits) => text_length(edits),
        }
    }

    /// Whether a repetition would change the result.
    pub(super) fn accumulates(&self) -> bool {
        match self {
            Self::Add(_) | Self::Append(_) | Self::Prepend(_) => true,
            Self::Set(_) | Self::Default(_) | Self::Union(_) | Self::Without(_) => false,
            Self::Merge(edits) => any_accumulates(edits),
        }
    }
}

pub(super) fn text_length(edits: &Edits) -> usize {
    let length = |edit: &Option<Edit>| edit.as_ref().map_or(0, Edit::text_length);
    edits.iter().map(|(name, edit)| name.as_str().len() + length(edit)).sum()
}

pub(super) fn any_accumulates(edits: &Edits) -> bool {
    edits.iter().any(|(_, edit)| edit.as_ref().is_some_and(Edit::accumulates))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_longer_arrays_accumulate_at_any_depth() {
        let given = || Json::from_text("[1]");
        let merge =
            |edit| Edit::Merge(vec![(Name::from_plain("x"), None), (Name::from_plain("y"), Some(edit))]);
        for edit in [Edit::Add(given()), Edit::Append(given()), Edit::Prepend(given())] {
            assert!(edit.accumulates() && merge(merge(edit)).accumulates());
        }
        for edit in [Edit::Set(given()), Edit::Default(given()), Edit::Union(given()), Edit::Without(given())]
        {
            assert!(!edit.accumulates() && !merge(merge(edit)).accumulates());
        }
    }
}
