//! The edit that a value asks for: an operator such as `{ $add: 1 }`, or data that is set.

use crate::model::{EditOperator, ElementSet, Error, Json, Kind, Name, Result, Tree, merge, number};
use crate::plan::{Edit, Edits};

/// The edit of a single value or of an attribute. `None` if it changes nothing.
pub(super) fn edit_of(value: &Json, keep_nulls: bool) -> Result<Option<Edit>> {
    if !value.holds_operator() {
        return Ok(Some(Edit::Set(value.clone())));
    }
    if names_operator(value)?.is_none() {
        refuse_operators(value)?;
        return Ok(Some(Edit::Set(value.clone())));
    }
    let (operator, operand) = operation(value)?;
    Ok(match operator {
        EditOperator::Add => Some(Edit::Add(delta_of(&operand)?)),
        EditOperator::Append => Some(Edit::Append(list_of(operator, operand)?)),
        EditOperator::Prepend => Some(Edit::Prepend(list_of(operator, operand)?)),
        EditOperator::Union => elements_of(operator, &operand)?.map(Edit::Union),
        EditOperator::Without => elements_of(operator, &operand)?.map(Edit::Without),
        EditOperator::Merge => Some(Edit::Merge(merge_edits(&operand, keep_nulls)?)),
    })
}

/// The operator that an object has as an attribute, if there is one.
pub(super) fn names_operator(value: &Json) -> Result<Option<EditOperator>> {
    if value.kind() != Kind::Object || !value.holds_operator() {
        return Ok(None);
    }
    Ok(value.attributes()?.iter().find_map(|(name, _)| operator_named(name)))
}

/// Refuses operators inside data, where they would be stored as data.
pub(super) fn refuse_operators(data: &Json) -> Result<()> {
    if !data.holds_operator() {
        return Ok(());
    }
    let Some(Misplaced { operator, in_array }) = misplaced(&data.to_tree()?) else { return Ok(()) };
    let name = operator.name();
    let error = Error::invalid_value(format!(
        "'{name}' can only be used for a value, for a root attribute of an object, or inside '$merge', not deeper"
    ));
    Err(if in_array {
        error.with_hint("No operator edits an element of an array. Set the whole array.")
    } else {
        error.with_hint(format!(
            "'$merge' edits an object below the root: {{ attribute: {{ $merge: {{ inner: {{ {name}: … }} }} }} }}"
        ))
    })
}

/// Whether an attribute is removed: it is `undefined`, or a `null` that is not kept.
pub(super) fn is_removed(value: &Json, keep_nulls: bool) -> bool {
    value.kind() == Kind::Undefined || (value.kind() == Kind::Null && !keep_nulls)
}

/// Removes what is `undefined` below the root, which only defaults and operators need.
pub(super) fn without_undefined(value: Json) -> Result<Json> {
    if !value.may_hold_undefined() {
        return Ok(value);
    }
    let mut tree = value.to_tree()?;
    merge::remove_undefined(&mut tree);
    Ok(Json::from_tree(&tree))
}

fn operator_named(name: &Name) -> Option<EditOperator> {
    EditOperator::parse(name.as_str().trim_matches('"'))
}

/// The operator of an object that has one, and what stands beside it.
fn operation(value: &Json) -> Result<(EditOperator, Json)> {
    let attributes = value.attributes()?;
    let given: Vec<_> = attributes.iter().filter(|(_, value)| value.kind() != Kind::Undefined).collect();
    if let [(name, operand)] = given.as_slice()
        && let Some(operator) = operator_named(name)
    {
        return Ok((operator, operand.clone()));
    }
    let name =
        attributes.iter().find_map(|(name, _)| operator_named(name)).map_or("$add", EditOperator::name);
    Err(Error::invalid_value(format!(
        "'{name}' is a reserved keyword and must be in an object with a single key of {name}"
    )))
}

/// The number to add, which may be a text that spells one.
fn delta_of(delta: &Json) -> Result<Json> {
    let number = match delta.kind() {
        Kind::Number => Some(delta.clone()),
        Kind::String => {
            serde_json::from_str::<String>(delta.as_str()).ok().and_then(|text| number::from_text(&text))
        }
        _ => None,
    };
    number.ok_or_else(|| Error::invalid_value("'value' must be a number when using $add"))
}

fn list_of(operator: EditOperator, list: Json) -> Result<Json> {
    if list.kind() != Kind::Array {
        let name = operator.name();
        return Err(Error::invalid_value(format!("'{name}' takes an array, as in {{ {name}: [1] }}")));
    }
    refuse_operators(&list)?;
    without_undefined(list)
}

/// The elements as a Set; `None` if there are none, which have no kind and change nothing.
fn elements_of(operator: EditOperator, given: &Json) -> Result<Option<Json>> {
    let name = operator.name();
    let elements = match given.kind() {
        Kind::Set => ElementSet::of_set(given.as_str())?,
        Kind::Array => match given.to_tree()?.as_array() {
            Some([]) => return Ok(None),
            Some(list) => ElementSet::of_list(list)?,
            None => None,
        },
        _ => None,
    };
    let refusal = || {
        Error::invalid_value(format!(
            "'{name}' takes a Set or an array, whose elements are strings only, numbers only or bytes only"
        ))
    };
    elements.map(|elements| Some(elements.to_json())).ok_or_else(refusal)
}

fn merge_edits(object: &Json, keep_nulls: bool) -> Result<Edits> {
    if object.kind() != Kind::Object {
        return Err(Error::invalid_value("'$merge' takes an object, as in { $merge: { city: \"Oslo\" } }"));
    }
    if let Some(operator) = names_operator(object)? {
        let name = operator.name();
        return Err(Error::invalid_value(format!(
            "'$merge' takes an object with attributes to edit; write {{ {name}: … }} without '$merge' around it"
        )));
    }
    let mut edits = Edits::new();
    for (name, value) in object.attributes()? {
        if is_removed(&value, keep_nulls) {
            edits.push((name, None));
        } else if let Some(edit) = edit_of(&value, keep_nulls)? {
            edits.push((name, Some(settled(edit)?)));
        }
    }
    Ok(edits)
}

/// The same edit, without what is `undefined` inside a value that is set.
pub(super) fn settled(edit: Edit) -> Result<Edit> {
    match edit {
        Edit::Set(value) => without_undefined(value).map(Edit::Set),
        edit => Ok(edit),
    }
}

/// An operator where none can be.
struct Misplaced {
    operator: EditOperator,
    in_array: bool,
}

fn misplaced(tree: &Tree) -> Option<Misplaced> {
    match tree {
        Tree::Array(items) => {
            items.iter().find_map(misplaced).map(|found| Misplaced { in_array: true, ..found })
        }
        Tree::Object(object) => object.iter().find_map(|(key, value)| {
            let here = EditOperator::parse(key).map(|operator| Misplaced { operator, in_array: false });
            here.or_else(|| misplaced(value))
        }),
        _ => None,
    }
}
