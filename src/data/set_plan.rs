//! Turns the arguments of `set` into a plan: values, defaults, nulls, labels, ttl.

use indexmap::IndexMap;

use super::set_default::{beside_default, check_default, defaults, refuse_operators_in_default};
use super::set_edit::{edit_of, is_removed, names_operator, settled};
use super::set_options::SetOptions;
use crate::model::limits::MAX_ITEM_BYTES;
use crate::model::{Error, Item, Json, Key, Kind, Labels, Name, Result, Seconds, size};
use crate::plan::{BodyEdit, Change, Edit, Edits, LabelEdit, OverValue, Plan, Replacement, TtlEdit, Update};

/// The plan of `set(key, value, options)`.
pub(super) fn plan_set(key: Key, value: Option<Json>, options: &SetOptions, now: Seconds) -> Result<Plan> {
    let (labels, ttl) = (options.labels(), options.ttl(now)?);
    if options.lacks_value(value.as_ref()) {
        return Err(Error::invalid_value("Value can not be undefined without setting a 'default'"));
    }
    let condition = options.condition();
    let update = Update { body: body_edit(value, options)?, labels, ttl };
    check_size(&key, &update, now)?;
    let change = if options.overwrite {
        Change::Replace(replacement(&update, condition.created)?)
    } else {
        Change::Update(update)
    };
    Ok(Plan { key, condition, change })
}

fn body_edit(value: Option<Json>, options: &SetOptions) -> Result<BodyEdit> {
    let keep_nulls = options.keeps_nulls();
    let default = options.default_value();
    if let Some(default) = default {
        refuse_operators_in_default(default)?;
    }
    let value = value.filter(|value| match value.kind() {
        Kind::Undefined => false,
        Kind::Null => keep_nulls && default.is_none(),
        _ => true,
    });
    match (value, default) {
        (Some(value), None) if is_plain_object(&value) => Ok(BodyEdit::Object(value)),
        (Some(value), default) if value.kind() == Kind::Object && names_operator(&value)?.is_none() => {
            if let Some(default) = default {
                check_default(&Edit::Set(value.clone()), default)?;
            }
            let edits = attribute_edits(&value, default, keep_nulls)?;
            Ok(BodyEdit::Attributes { edits, over_value: OverValue::Replace })
        }
        (Some(value), default) => {
            let Some(edit) = edit_of(&value, keep_nulls)? else {
                // Without elements, the item stays as it is, or comes into being.
                return Ok(BodyEdit::Value(Edit::Default(Json::null())));
            };
            if let Edit::Merge(_) = edit {
                return Err(Error::invalid_value("'$merge' can only be used below the root").with_hint(
                    "A plain object is merged into the item already: set(key, { attribute: 1 })",
                ));
            }
            if let Some(default) = default {
                check_default(&edit, default)?;
            }
            settled(edit).map(BodyEdit::Value)
        }
        (None, Some(default_object)) if default_object.kind() == Kind::Object => {
            let default = |(name, default)| (name, Some(Edit::Default(default)));
            let edits = defaults(default_object)?.into_iter().map(default).collect();
            Ok(BodyEdit::Attributes { edits, over_value: OverValue::Keep })
        }
        (None, default) => Ok(BodyEdit::Value(Edit::Default(default.cloned().unwrap_or_else(Json::null)))),
    }
}

/// Whether a value is an object without attributes to remove and without operators, so that all attributes are set.
fn is_plain_object(value: &Json) -> bool {
    value.kind() == Kind::Object && !value.holds_operator() && !value.may_hold_nothing()
}

fn attribute_edits(value: &Json, default: Option<&Json>, keep_nulls: bool) -> Result<Edits> {
    // An attribute of the value uses up its default. The other defaults keep their order.
    let mut defaults: IndexMap<Name, Option<Json>> = match default {
        Some(default) => {
            defaults(default)?.into_iter().map(|(name, default)| (name, Some(default))).collect()
        }
        None => IndexMap::new(),
    };
    let mut edits = Edits::new();
    for (name, value) in value.attributes()? {
        let default = defaults.get_mut(&name).and_then(Option::take);
        if is_removed(&value, keep_nulls) {
            // The attribute is removed, not absent, so its default does not apply.
            edits.push((name, None));
            continue;
        }
        let edit = match default {
            Some(default) => beside_default(&value, &default, keep_nulls)?,
            None => edit_of(&value, keep_nulls)?,
        };
        if let Some(edit) = edit {
            edits.push((name, Some(settled(edit)?)));
        }
    }
    edits.extend(
        defaults.into_iter().filter_map(|(name, default)| Some((name, Some(Edit::Default(default?))))),
    );
    Ok(edits)
}

/// What the edits make where there is no item.
fn replacement(update: &Update, created: Option<Seconds>) -> Result<Replacement> {
    let mut labels = Labels::default();
    for (number, edit) in &update.labels {
        if let LabelEdit::Set(label) | LabelEdit::Default(label) = edit {
            labels.set(*number, Some(label.clone()));
        }
    }
    let ttl = match update.ttl {
        Some(TtlEdit::Set(ttl)) => Some(ttl),
        Some(TtlEdit::Remove) | None => None,
    };
    let body = update.body.on_nothing().map_err(Error::from)?;
    Ok(Replacement { body, labels, ttl, created, version: None })
}

/// Refuses an item that is too large by itself, before any store is asked.
fn check_size(key: &Key, update: &Update, now: Seconds) -> Result<()> {
    if update.body.text_length() < MAX_ITEM_BYTES / 4 {
        return Ok(());
    }
    let Replacement { body, labels, ttl, .. } = replacement(update, None)?;
    size::check(&Item { key: key.clone(), body, created: now, version: now.into(), ttl, labels })
}
