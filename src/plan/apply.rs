//! The semantics of `set`, `add` and `remove`: a pure function.

use super::attributes::{Attributes, Edited, edit_value};
use super::{
    Applied, BodyEdit, Change, Condition, Edit, Edits, LabelEdit, OverValue, Plan, Refusal, Refused, Step,
    TtlEdit, Update,
};
use crate::model::{Body, Item, Json, Key, Kind, LabelNumber, Labels, Stamp, size};

/// Applies a plan to what is stored under its key, at the time of the stamp, which gives the item its version.
///
/// An expired item does not exist: the plan then applies to a new one.
pub fn apply(plan: &Plan, stored: Option<&Item>, stamp: &Stamp) -> Result<Applied, Box<Refusal>> {
    let current = stored.filter(|item| !item.is_expired(stamp.second()));
    carry_out(plan, current, stamp).map_err(|reason| {
        let (key, item) = (plan.key.clone(), current.cloned());
        Box::new(Refusal { reason, key, item })
    })
}

fn carry_out(plan: &Plan, current: Option<&Item>, stamp: &Stamp) -> Result<Applied, Refused> {
    let item = step(&plan.key, &plan.condition, &plan.change, current, stamp)?;
    match item.as_ref().map(size::oversize).transpose()?.flatten() {
        Some(_) => Err(Refused::TooLarge),
        None => Ok(Applied { item }),
    }
}

fn step(
    key: &Key,
    condition: &Condition,
    change: &Change,
    current: Option<&Item>,
    stamp: &Stamp,
) -> Result<Option<Item>, Refused> {
    check(condition, current)?;
    Ok(match change {
        Change::Remove => None,
        Change::Replace(replacement) => Some(replacement.to_item(key, stamp)),
        Change::Update(update) => Some(edit(key, update, current, stamp)?),
        Change::Check => current.cloned(),
        Change::Steps(steps) => {
            let mut item = current.cloned();
            for Step { condition, change } in steps {
                let live = item.as_ref().filter(|item| !item.is_expired(stamp.second()));
                item = step(key, condition, change, live, stamp)?;
            }
            item
        }
    })
}

fn check(condition: &Condition, current: Option<&Item>) -> Result<(), Refused> {
    match (condition.exists, current) {
        (Some(false), Some(_)) => return Err(Refused::Exists),
        (Some(true), None) => return Err(Refused::Missing),
        _ => {}
    }
    if condition.created.is_some_and(|created| current.is_none_or(|item| item.created != created)) {
        return Err(Refused::CreatedDiffers);
    }
    if condition.version.is_some_and(|version| current.is_none_or(|item| item.version != version)) {
        return Err(Refused::VersionDiffers);
    }
    if condition.older_than.is_some_and(|version| current.is_some_and(|item| item.version >= version)) {
        return Err(Refused::VersionDiffers);
    }
    match &condition.matches {
        Some(matches) if !matches.holds(current.map(|item| &item.body))? => Err(Refused::ConditionFailed),
        _ => Ok(()),
    }
}

fn edit(key: &Key, update: &Update, current: Option<&Item>, stamp: &Stamp) -> Result<Item, Refused> {
    let mut labels = current.map(|item| item.labels.clone()).unwrap_or_default();
    for (number, label) in &update.labels {
        edit_label(&mut labels, *number, label);
    }
    Ok(Item {
        // `foo` and `foo:0` name one row. Its key is spelled as in the last write.
        key: key.clone(),
        body: edit_body(&update.body, current.map(|item| &item.body))?,
        created: current.map_or_else(|| stamp.second(), |item| item.created),
        version: stamp.version(),
        ttl: match update.ttl {
            Some(TtlEdit::Set(ttl)) => Some(ttl),
            Some(TtlEdit::Remove) => None,
            None => current.and_then(|item| item.ttl),
        },
        labels,
    })
}

fn edit_label(labels: &mut Labels, number: LabelNumber, edit: &LabelEdit) {
    match edit {
        LabelEdit::Set(label) => labels.set(number, Some(label.clone())),
        LabelEdit::Default(label) => {
            if labels.get(number).is_none() {
                labels.set(number, Some(label.clone()));
            }
        }
        LabelEdit::Remove => labels.set(number, None),
    }
}

pub(super) fn edit_body(edit: &BodyEdit, current: Option<&Body>) -> Result<Body, Refused> {
    match (edit, current) {
        (BodyEdit::Object(given), Some(Body::Object(stored))) => {
            set_attributes(given, stored).map(Body::Object)
        }
        (BodyEdit::Object(given), _) => Ok(Body::Object(given.clone())),
        (BodyEdit::Value(_), Some(Body::Object(_))) => Err(Refused::ObjectToValue),
        (BodyEdit::Value(edit), Some(Body::Value(value))) => edit_single(edit, Some(value)),
        (BodyEdit::Value(edit), None) => edit_single(edit, None),
        (BodyEdit::Attributes { over_value: OverValue::Keep, .. }, Some(value @ Body::Value(_))) => {
            Ok(value.clone())
        }
        (BodyEdit::Attributes { edits, .. }, Some(Body::Object(object))) => {
            edit_attributes(edits, Attributes::of(object)?)
        }
        (BodyEdit::Attributes { edits, .. }, _) => edit_attributes(edits, Attributes::empty()),
    }
}

fn edit_single(edit: &Edit, current: Option<&Json>) -> Result<Body, Refused> {
    let value = match edit {
        Edit::Set(value) => value.clone(),
        edit => {
            // An item holds `null` where an attribute would be missing, so an array or a Set begins there.
            let is_missing = |value: &Json| {
                value.kind() == Kind::Null
                    && matches!(edit, Edit::Append(_) | Edit::Prepend(_) | Edit::Union(_) | Edit::Without(_))
            };
            let present = current.filter(|value| !is_missing(value));
            match edit_value(present.map(Json::as_str), edit)? {
                Edited::Value(value) => Json::from_text(value.into_owned()),
                Edited::Kept => current.cloned().unwrap_or_else(Json::null),
                Edited::Removed => Json::null(),
            }
        }
    };
    Ok(Body::Value(value))
}

/// Sets the attributes of `given`. If it has the same names as the stored object, in the same order, it is the result.
fn set_attributes(given: &Json, stored: &Json) -> Result<Json, Refused> {
    let members = given.members()?;
    let names = members.iter().map(|(name, _)| *name);
    if stored.members()?.iter().map(|(name, _)| *name).eq(names) {
        return Ok(given.clone());
    }
    let mut attributes = Attributes::of(stored)?;
    for (name, value) in members {
        attributes.set(name, value);
    }
    Ok(attributes.to_json())
}

fn edit_attributes<'a>(edits: &'a Edits, mut attributes: Attributes<'a>) -> Result<Body, Refused> {
    attributes.edit(edits)?;
    Ok(Body::Object(attributes.to_json()))
}
