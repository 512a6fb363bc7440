//! `set`: one item, or several at once.

use std::collections::HashSet;

use serde_json::Map;
use serde_json::value::RawValue;

use super::StoreRef;
use super::answer::{Answer, push_string};
use super::options::Options;
use super::set_plan::{SetOptions, plan_set};
use crate::model::limits::MAX_BATCH;
use crate::model::{Error, Json, Key, Result};
use crate::plan::Plan;

/// `set(key, value, options)`. `value` is `None` for `undefined`.
pub async fn set(
    store: StoreRef,
    key: String,
    value: Option<String>,
    options: Option<String>,
) -> Result<Answer> {
    let options = Options::parse(options.as_deref())?;
    let settings = SetOptions::parse(&options, store.now())?;
    let plan = plan_set(Key::parse(&key)?, value.map(Json::from_text), settings)?;
    let applied = store.write(plan).await?;
    Ok(applied.item.map_or(Answer::Nothing, |item| Answer::item(&item, options.flag("meta"))))
}

/// `set([items], options)`: each item takes the place of what is there.
pub async fn set_many(store: StoreRef, items: String, options: Option<String>) -> Result<Answer> {
    let options = Options::parse(options.as_deref())?;
    if options.boolean("overwrite")? == Some(false) {
        return Err(Error::invalid_option(
            "A batch set request overwrites its items; 'overwrite: false' is only possible one item at a time",
        ));
    }
    if options.get("idempotencyToken").is_some() {
        return Err(Error::invalid_option("'idempotencyToken' is not possible in a batch set request"));
    }
    let items = split_items(&items)?;
    if items.is_empty() {
        return Err(Error::invalid_value("You must provide at least one item"));
    }
    if items.len() > MAX_BATCH {
        return Err(Error::invalid_value(format!(
            "You may only provide a maximum of {MAX_BATCH} items in one batch set request"
        )));
    }
    let now = store.now();
    let remove_nulls = options.boolean("removeNulls")?;
    let plans = items.iter().map(|item| plan_item(item, remove_nulls, now)).collect::<Result<Vec<_>>>()?;
    refuse_repeated(&plans)?;
    let written = store.write_many(plans).await?;
    let mut rest = String::new();
    if !written.unprocessed.is_empty() {
        rest.push_str(",\"unprocessed\":[");
        for (index, key) in written.unprocessed.iter().enumerate() {
            if index > 0 {
                rest.push(',');
            }
            push_string(&mut rest, &key.to_text());
        }
        rest.push(']');
    }
    let items = written.applied.iter().filter_map(|applied| applied.item.as_ref());
    Ok(Answer::items(items, options.flag("meta"), &rest))
}

/// Splits the text of an array into that of its items.
pub(super) fn split_items(items: &str) -> Result<Vec<Json>> {
    let items: Vec<&RawValue> = serde_json::from_str(items)
        .map_err(|_| Error::invalid_value("The items must be an array of objects"))?;
    Ok(items.into_iter().map(|item| Json::from_text(item.get())).collect())
}

/// The plan of an item in a batch: `{ key, value, default, ttl, label1, … }`.
pub(super) fn plan_item(item: &Json, remove_nulls: Option<bool>, now: i64) -> Result<Plan> {
    let mut key = None;
    let mut value = None;
    let mut others = Map::new();
    for (name, json) in item.attributes()? {
        match name.to_plain().as_str() {
            "key" => key = json.to_tree()?.as_str().map(str::to_owned),
            "value" => value = Some(json),
            other => drop(others.insert(other.to_owned(), json.to_tree()?)),
        }
    }
    let key = key
        .filter(|key| !key.is_empty())
        .ok_or_else(|| Error::invalid_key("A string value of 'key' must be provided in each item"))?;
    for name in ["exists", "created", "idempotencyToken"] {
        if others.get(name).is_some_and(|value| !value.is_null()) {
            return Err(Error::invalid_option(format!(
                "'{name}' is not possible in a batch set request; set the item '{key}' on its own"
            )));
        }
    }
    others.insert("overwrite".into(), true.into());
    if let Some(remove_nulls) = remove_nulls {
        others.entry("removeNulls").or_insert(remove_nulls.into());
    }
    let settings = SetOptions::parse(&Options::of(others), now)?;
    if settings.lacks_value(value.as_ref()) {
        return Err(Error::invalid_value("A 'value' must be provided in each item"));
    }
    plan_set(Key::parse(&key)?, value, settings)
}

fn refuse_repeated(plans: &[Plan]) -> Result<()> {
    let mut seen = HashSet::with_capacity(plans.len());
    match plans.iter().find(|plan| !seen.insert((&plan.key.pk, &plan.key.sk))) {
        None => Ok(()),
        Some(plan) => Err(Error::invalid_key(format!(
            "The key '{}' is given more than once in this batch set request",
            plan.key.to_text()
        ))),
    }
}
