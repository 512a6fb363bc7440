//! From the arguments of `set` to a plan: values, `$add`, defaults, nulls, labels, ttl.

use serde_json::Value;

use super::options::Options;
use crate::model::limits::MAX_ITEM_BYTES;
use crate::model::{Error, Item, Json, Key, Kind, LabelNumber, Labels, Name, Result, Tree, json, size, ttl};
use crate::plan::{BodyEdit, Change, Edit, Guard, LabelEdit, OverValue, Plan, Replacement, TtlEdit, Update};

/// The options of `set`, parsed.
#[derive(Debug, Default)]
pub(super) struct SetOptions {
    overwrite: bool,
    guard: Guard,
    default: Option<Json>,
    labels: Vec<(LabelNumber, LabelEdit)>,
    ttl: Option<TtlEdit>,
    keep_nulls: bool,
    token: Option<String>,
    now: i64,
}

impl SetOptions {
    pub(super) fn parse(options: &Options<'_>, now: i64) -> Result<Self> {
        let overwrite = options.flag("overwrite");
        let created = match options.get("created") {
            Some(value) if overwrite => Some(
                value.as_i64().ok_or_else(|| Error::invalid_option("'created' value must be a number"))?,
            ),
            _ => None,
        };
        let mut labels = Vec::new();
        for number in LabelNumber::all() {
            if let Some(value) = options.given(number.name()) {
                labels.push((number, label_edit(&value)?));
            }
        }
        let ttl = match options.given("ttl") {
            None => None,
            Some(Value::Null) => Some(TtlEdit::Remove),
            Some(value) => Some(TtlEdit::Set(ttl::parse(&value, now)?)),
        };
        Ok(Self {
            overwrite,
            guard: Guard { exists: options.boolean("exists")?, created },
            default: options
                .text("default")
                .map(Json::from_text)
                .filter(|default| default.kind() != Kind::Null),
            labels,
            ttl,
            keep_nulls: options.boolean("removeNulls")? == Some(false),
            token: options.token()?,
            now,
        })
    }

    /// Whether neither the value nor a default says what to store.
    pub(super) fn lacks_value(&self, value: Option<&Json>) -> bool {
        let missing = match value {
            None => true,
            Some(value) => value.kind() == Kind::Null && !self.keep_nulls,
        };
        missing && self.default.is_none()
    }
}

/// The plan of `set(key, value, options)`.
pub(super) fn plan_set(key: Key, value: Option<Json>, options: SetOptions) -> Result<Plan> {
    if options.lacks_value(value.as_ref()) {
        return Err(Error::invalid_value("Value can not be undefined without setting a 'default'"));
    }
    let body = body_edit(value, &options)?;
    check_size(&key, &body, &options)?;
    let change = if options.overwrite {
        Change::Replace(replacement(&body, &options)?)
    } else {
        Change::Update(Update { body, labels: options.labels, ttl: options.ttl })
    };
    Ok(Plan { key, guard: options.guard, change, token: options.token })
}

fn label_edit(value: &Value) -> Result<LabelEdit> {
    let label = |value: &Value| Key::parse(value.as_str().unwrap_or_default());
    match value {
        Value::Null => Ok(LabelEdit::Remove),
        Value::Array(default) => match default.as_slice() {
            [default] => label(default).map(LabelEdit::Default),
            _ => Err(Error::invalid_option("A default label must be an array with one label")),
        },
        value => label(value).map(LabelEdit::Set),
    }
}

fn body_edit(value: Option<Json>, options: &SetOptions) -> Result<BodyEdit> {
    let default = options.default.as_ref();
    if let Some(default) = default
        && is_add(default)?
    {
        return Err(Error::invalid_value("'default' cannot use the $add keyword"));
    }
    let value = value.filter(|value| value.kind() != Kind::Null || (options.keep_nulls && default.is_none()));
    match (value, default) {
        (Some(value), None) if is_plain_object(&value) => Ok(BodyEdit::Object(value)),
        (Some(value), default) => {
            if default.is_some_and(|default| default.kind() != value.kind()) {
                return Err(Error::invalid_value("'default' must be of the same type as the value"));
            }
            match edit_of(&value)? {
                Edit::Set(value) if value.kind() == Kind::Object => Ok(BodyEdit::Attributes {
                    edits: attribute_edits(&value, default, options.keep_nulls)?,
                    over_value: OverValue::Replace,
                }),
                edit => Ok(BodyEdit::Value(edit)),
            }
        }
        (None, Some(default)) if default.kind() == Kind::Object => {
            Ok(BodyEdit::Attributes { edits: default_edits(default)?, over_value: OverValue::Keep })
        }
        (None, default) => Ok(BodyEdit::Value(Edit::Default(default.cloned().unwrap_or_else(Json::null)))),
    }
}

/// Whether a value is an object with nothing to remove or to add: every attribute is to be set.
fn is_plain_object(value: &Json) -> bool {
    value.kind() == Kind::Object && !value.may_hold_add() && !value.may_hold_nothing()
}

type AttributeEdits = Vec<(Name, Option<Edit>)>;

fn attribute_edits(value: &Json, default: Option<&Json>, keep_nulls: bool) -> Result<AttributeEdits> {
    let mut defaults = match default {
        Some(default) => default_edits(default)?,
        None => Vec::new(),
    };
    let mut edits = Vec::new();
    for (name, value) in value.attributes()? {
        let default = defaults.iter().position(|(other, _)| *other == name).map(|at| defaults.remove(at).1);
        let removed = value.kind() == Kind::Undefined || (value.kind() == Kind::Null && !keep_nulls);
        let edit = match (removed, default.flatten()) {
            // Without a value the default decides, as it does for a whole item.
            (true, default) => default,
            (false, Some(Edit::Default(default))) => Some(Edit::Set(merged(&value, &default)?)),
            (false, _) => Some(edit_of(&value)?),
        };
        edits.push((name, edit));
    }
    edits.append(&mut defaults);
    Ok(edits)
}

fn default_edits(default: &Json) -> Result<AttributeEdits> {
    let mut edits = Vec::new();
    for (name, value) in default.attributes()? {
        if is_add(&value)? {
            let name = name.to_plain();
            return Err(Error::invalid_value(format!("'$add' cannot be used as a default ({name})")));
        }
        if !matches!(value.kind(), Kind::Null | Kind::Undefined) {
            edits.push((name, Some(Edit::Default(value))));
        }
    }
    Ok(edits)
}

fn merged(value: &Json, default: &Json) -> Result<Json> {
    if let Edit::Add(_) = edit_of(value)? {
        return Err(Error::invalid_value("An attribute cannot have both '$add' and a default"));
    }
    if value.kind() != Kind::Object || default.kind() != Kind::Object {
        return Ok(value.clone());
    }
    let mut tree = value.to_tree()?;
    json::merge_defaults(&mut tree, default.to_tree()?);
    Ok(Json::from_tree(&tree))
}

/// What a value asks for: `{ $add: 1 }` an addition, everything else itself.
fn edit_of(value: &Json) -> Result<Edit> {
    if !value.may_hold_add() {
        return Ok(Edit::Set(value.clone()));
    }
    if !is_add(value)? {
        refuse_nested_add(&value.to_tree()?)?;
        return Ok(Edit::Set(value.clone()));
    }
    match value.attributes()?.as_slice() {
        [(_, delta)] if delta.kind() == Kind::Number => Ok(Edit::Add(delta.clone())),
        [_] => Err(Error::invalid_value("'value' must be a number when using $add")),
        _ => Err(Error::invalid_value(
            "'$add' is a reserved keyword and must be in an object with a single key of $add",
        )),
    }
}

fn is_add(value: &Json) -> Result<bool> {
    if !value.may_hold_add() || value.kind() != Kind::Object {
        return Ok(false);
    }
    Ok(value.attributes()?.iter().any(|(name, _)| name.as_str() == "\"$add\""))
}

/// `$add` works on the value and on root attributes. Deeper it would be stored as data, which
/// nobody means.
fn refuse_nested_add(tree: &Tree) -> Result<()> {
    fn holds_add(tree: &Tree) -> bool {
        match tree {
            Tree::Array(items) => items.iter().any(holds_add),
            Tree::Object(object) => object.contains_key("$add") || object.values().any(holds_add),
            _ => false,
        }
    }
    // The root attributes of an object are looked at one by one, with their own errors.
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

fn replacement(body: &BodyEdit, options: &SetOptions) -> Result<Replacement> {
    let mut labels = Labels::default();
    for (number, edit) in &options.labels {
        if let LabelEdit::Set(label) | LabelEdit::Default(label) = edit {
            labels.set(*number, Some(label.clone()));
        }
    }
    Ok(Replacement {
        body: body.on_nothing().map_err(Error::from)?,
        labels,
        ttl: match options.ttl {
            Some(TtlEdit::Set(ttl)) => Some(ttl),
            _ => None,
        },
        created: options.guard.created,
        modified: None,
    })
}

/// Refuses what is too large by itself, before any store is asked.
fn check_size(key: &Key, body: &BodyEdit, options: &SetOptions) -> Result<()> {
    if body.text_length() < MAX_ITEM_BYTES / 4 {
        return Ok(());
    }
    let Replacement { body, labels, ttl, .. } = replacement(body, options)?;
    let item = Item { key: key.clone(), body, created: options.now, modified: options.now, ttl, labels };
    size::check(&item)
}
