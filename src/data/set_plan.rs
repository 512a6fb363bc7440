//! Turns the arguments of `set` into a plan: values, `$add`, defaults, nulls, labels, ttl.

use indexmap::IndexMap;

use super::set_options::SetOptions;
use crate::model::limits::MAX_ITEM_BYTES;
use crate::model::{Error, Item, Json, Key, Kind, Labels, Name, Result, Seconds, Tree, merge, number, size};
use crate::plan::{BodyEdit, Change, Edit, LabelEdit, OverValue, Plan, Replacement, TtlEdit, Update};

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
    let default = options.default_value();
    if let Some(default) = default
        && is_add(default)?
    {
        return Err(Error::invalid_value("'default' cannot use the $add keyword"));
    }
    if let Some(default) = default.filter(|default| default.may_hold_add()) {
        refuse_nested_add(&default.to_tree()?)?;
    }
    let value = value.filter(|value| match value.kind() {
        Kind::Undefined => false,
        Kind::Null => options.keeps_nulls() && default.is_none(),
        _ => true,
    });
    match (value, default) {
        (Some(value), None) if is_plain_object(&value) => Ok(BodyEdit::Object(value)),
        (Some(value), default) => {
            let edit = edit_of(&value)?;
            if let Some(default) = default {
                check_default(&edit, default)?;
            }
            match edit {
                Edit::Set(value) if value.kind() == Kind::Object => Ok(BodyEdit::Attributes {
                    edits: attribute_edits(&value, default, options.keeps_nulls())?,
                    over_value: OverValue::Replace,
                }),
                edit => Ok(BodyEdit::Value(without_undefined(edit)?)),
            }
        }
        (None, Some(default_object)) if default_object.kind() == Kind::Object => {
            let default = |(name, default)| (name, Some(Edit::Default(default)));
            let edits = defaults(default_object)?.into_iter().map(default).collect();
            Ok(BodyEdit::Attributes { edits, over_value: OverValue::Keep })
        }
        (None, default) => Ok(BodyEdit::Value(Edit::Default(default.cloned().unwrap_or_else(Json::null)))),
    }
}

/// Whether a value is an object without attributes to remove or to add to, so that all are set.
fn is_plain_object(value: &Json) -> bool {
    value.kind() == Kind::Object && !value.may_hold_add() && !value.may_hold_nothing()
}

type AttributeEdits = Vec<(Name, Option<Edit>)>;

fn attribute_edits(value: &Json, default: Option<&Json>, keep_nulls: bool) -> Result<AttributeEdits> {
    // An attribute of the value uses up its default. The other defaults keep their order.
    let mut defaults: IndexMap<Name, Option<Json>> = match default {
        Some(default) => {
            defaults(default)?.into_iter().map(|(name, default)| (name, Some(default))).collect()
        }
        None => IndexMap::new(),
    };
    let mut edits = Vec::new();
    for (name, value) in value.attributes()? {
        let default = defaults.get_mut(&name).and_then(Option::take);
        let removed = value.kind() == Kind::Undefined || (value.kind() == Kind::Null && !keep_nulls);
        let edit = match (removed, default) {
            // The attribute is removed, not absent, so its default does not apply.
            (true, _) => None,
            (false, Some(default)) => Some(beside_default(&value, &default)?),
            (false, None) => Some(edit_of(&value)?),
        };
        edits.push((name, edit.map(without_undefined).transpose()?));
    }
    edits.extend(
        defaults.into_iter().filter_map(|(name, default)| Some((name, Some(Edit::Default(default?))))),
    );
    Ok(edits)
}

/// The attributes of a default, without `null` and `undefined`.
fn defaults(default: &Json) -> Result<Vec<(Name, Json)>> {
    let mut defaults = Vec::new();
    for (name, value) in default.attributes()? {
        if is_add(&value)? {
            let name = name.to_plain();
            return Err(Error::invalid_value(format!("'$add' cannot be used as a default ({name})")));
        }
        if !matches!(value.kind(), Kind::Null | Kind::Undefined) {
            defaults.push((name, value));
        }
    }
    Ok(defaults)
}

/// The edit of a root attribute that has a default. An addition stays one; objects are merged.
fn beside_default(value: &Json, default: &Json) -> Result<Edit> {
    match edit_of(value)? {
        Edit::Set(value) if value.kind() == Kind::Object && default.kind() == Kind::Object => {
            let mut tree = value.to_tree()?;
            merge::merge_defaults(&mut tree, default.to_tree()?);
            Ok(Edit::Set(Json::from_tree(&tree)))
        }
        edit @ Edit::Add(_) => check_default(&edit, default).map(|()| edit),
        edit => Ok(edit),
    }
}

/// Removes what is `undefined` below the root, which only defaults need.
fn without_undefined(edit: Edit) -> Result<Edit> {
    match edit {
        Edit::Set(value) if value.may_hold_undefined() => {
            let mut tree = value.to_tree()?;
            merge::remove_undefined(&mut tree);
            Ok(Edit::Set(Json::from_tree(&tree)))
        }
        edit => Ok(edit),
    }
}

/// Refuses a default whose kind is not that of the value. An addition counts as a number.
fn check_default(edit: &Edit, default: &Json) -> Result<()> {
    let kind = match edit {
        Edit::Add(_) => Kind::Number,
        Edit::Set(value) | Edit::Default(value) => value.kind(),
    };
    if default.kind() == kind {
        Ok(())
    } else {
        Err(Error::invalid_value("'default' must be of the same type as the value"))
    }
}

/// The edit that a value asks for: `{ $add: 1 }` adds, everything else sets.
fn edit_of(value: &Json) -> Result<Edit> {
    if !value.may_hold_add() {
        return Ok(Edit::Set(value.clone()));
    }
    if !is_add(value)? {
        refuse_nested_add(&value.to_tree()?)?;
        return Ok(Edit::Set(value.clone()));
    }
    let attributes = value.attributes()?;
    let given: Vec<_> = attributes.iter().filter(|(_, value)| value.kind() != Kind::Undefined).collect();
    match given.as_slice() {
        [(_, delta)] => delta_of(delta).map(Edit::Add),
        _ => Err(Error::invalid_value(
            "'$add' is a reserved keyword and must be in an object with a single key of $add",
        )),
    }
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

fn is_add(value: &Json) -> Result<bool> {
    if !value.may_hold_add() || value.kind() != Kind::Object {
        return Ok(false);
    }
    Ok(value.attributes()?.iter().any(|(name, _)| name.as_str() == "\"$add\""))
}

/// Refuses `$add` below the root attributes, where it would be stored as data.
fn refuse_nested_add(tree: &Tree) -> Result<()> {
    fn holds_add(tree: &Tree) -> bool {
        match tree {
            Tree::Array(items) => items.iter().any(holds_add),
            Tree::Object(object) => object.contains_key("$add") || object.values().any(holds_add),
            _ => false,
        }
    }
    // The root attributes are checked one by one, with errors of their own.
    let deep = match tree {
        Tree::Object(root) => root.values().any(|value| match value {
            Tree::Object(object) => object.values().any(holds_add),
            value => holds_add(value),
        }),
        tree => holds_add(tree),
    };
    if deep {
        return Err(Error::invalid_value(
            "'$add' can only be used for a value or for a root attribute of an object, not deeper",
        ));
    }
    Ok(())
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
