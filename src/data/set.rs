//! `set`: one item, or several at once.

use compact_str::CompactString;
use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use super::set_plan::{SetOptions, plan_set};
use crate::model::limits::MAX_BATCH;
use crate::model::text::push_string;
use crate::model::{Error, Json, Key, Result};
use crate::plan::Plan;

/// `set(key, value, options)`. `value` is `None` for `undefined`. Most items are stored as they are given:
/// then the answer says so and nothing more.
pub async fn set(
    store: StoreRef,
    key: CompactString,
    value: Option<Json>,
    options: Option<Json>,
) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let meta = options.flag("meta");
    let settings = SetOptions::parse(&options, store.now())?;
    let plan = plan_set(Key::parse(&key)?, value.clone(), settings)?;
    let applied = store.write(plan).await?;
    Ok(match (applied.item, value) {
        (None, _) => Answer::Nothing,
        (Some(item), Some(given)) if !meta && *item.value() == given && !given.is_rich() => Answer::Given,
        (Some(item), _) => Answer::item(item, meta),
    })
}

/// `set([items], options)`: each item takes the place of what is there.
pub async fn set_many(store: StoreRef, items: Json, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
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
pub(super) fn split_items(items: &Json) -> Result<Vec<Json>> {
    items.elements().map_err(|_| Error::invalid_value("The items must be an array of objects"))
}

/// The plan of an item in a batch: `{ key, value, default, ttl, label1, … }`.
pub(super) fn plan_item(item: &Json, remove_nulls: Option<bool>, now: i64) -> Result<Plan> {
    let mut key = None;
    let mut value = None;
    let mut others = Vec::new();
    for (name, text) in item.members()? {
        match name {
            "\"key\"" => key = Json::from_text(text).to_tree()?.as_str().map(str::to_owned),
            "\"value\"" => value = Some(Json::from_text(text)),
            // A batch replaces whole items.
            "\"overwrite\"" => {}
            _ => others.push((name, text)),
        }
    }
    let key = key
        .filter(|key| !key.is_empty())
        .ok_or_else(|| Error::invalid_key("A string value of 'key' must be provided in each item"))?;
    others.push(("\"overwrite\"", "true"));
    if let Some(remove_nulls) = remove_nulls {
        // What the item says itself is found first.
        others.push(("\"removeNulls\"", if remove_nulls { "true" } else { "false" }));
    }
    let options = Options::of(others);
    for name in ["exists", "created", "idempotencyToken"] {
        if options.get(name).is_some() {
            return Err(Error::invalid_option(format!(
                "'{name}' is not possible in a batch set request; set the item '{key}' on its own"
            )));
        }
    }
    let settings = SetOptions::parse(&options, now)?;
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
