//! The default of a `set`: what it may hold, and what it adds to a value.

use super::set_edit::{edit_of, names_operator, refuse_operators};
use crate::model::{Error, Json, Kind, Name, Result, merge};
use crate::plan::Edit;

/// Refuses operators in a default.
pub(super) fn refuse_operators_in_default(default: &Json) -> Result<()> {
    if !default.holds_operator() {
        return Ok(());
    }
    if let Some(operator) = names_operator(default)? {
        let name = operator.name();
        return Err(Error::invalid_value(format!("'default' cannot use the {name} keyword")));
    }
    if default.kind() != Kind::Object {
        return refuse_operators(default);
    }
    for (attribute, value) in default.attributes()? {
        if let Some(operator) = names_operator(&value)? {
            let (name, attribute) = (operator.name(), attribute.to_plain());
            return Err(Error::invalid_value(format!("'{name}' cannot be used as a default ({attribute})")));
        }
        refuse_operators(&value)?;
    }
    Ok(())
}

/// The attributes of a default, without `null` and `undefined`.
pub(super) fn defaults(default: &Json) -> Result<Vec<(Name, Json)>> {
    let mut defaults = default.attributes()?;
    defaults.retain(|(_, value)| !matches!(value.kind(), Kind::Null | Kind::Undefined));
    Ok(defaults)
}

/// The edit of a root attribute that has a default. An operator stays one; objects are merged. `None` if the edit
/// changes nothing.
pub(super) fn beside_default(value: &Json, default: &Json, keep_nulls: bool) -> Result<Option<Edit>> {
    match edit_of(value, keep_nulls)? {
        Some(Edit::Set(value)) if value.kind() == Kind::Object && default.kind() == Kind::Object => {
            let mut tree = value.to_tree()?;
            merge::merge_defaults(&mut tree, default.to_tree()?);
            Ok(Some(Edit::Set(Json::from_tree(&tree))))
        }
        Some(edit @ Edit::Set(_)) => Ok(Some(edit)),
        Some(edit) => check_default(&edit, default).map(|()| Some(edit)),
        None => Ok(None),
    }
}

/// Refuses a default whose kind is not that of the value. An operator counts as what it edits.
pub(super) fn check_default(edit: &Edit, default: &Json) -> Result<()> {
    let kind = match edit {
        Edit::Set(value) | Edit::Default(value) => value.kind(),
        Edit::Add(_) => Kind::Number,
        Edit::Append(_) | Edit::Prepend(_) => Kind::Array,
        Edit::Union(_) | Edit::Without(_) => Kind::Set,
        Edit::Merge(_) => Kind::Object,
    };
    if default.kind() == kind {
        Ok(())
    } else {
        Err(Error::invalid_value("'default' must be of the same type as the value"))
    }
}
