//! `set`: one item, or several at once.

use compact_str::CompactString;
use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use super::set_options::SetOptions;
use super::set_plan::plan_set;
use crate::model::key::no_key;
use crate::model::limits::MAX_BATCH;
use crate::model::text::push_string;
use crate::model::{Error, Json, Key, Result, Seconds};
use crate::plan::Plan;
use crate::store::Write;

/// `set(key, value, options)`. `value` is `None` for `undefined`. Most items are stored as they are given:
/// then the answer says so and nothing more.
pub async fn set(
    store: StoreRef,
    key: CompactString,
    value: Option<Json>,
    options: Option<Json>,
) -> Result<Answer> {
    let mut options = SetOptions::parse(&Options::parse(options.as_ref())?, store.now().seconds())?;
    let (meta, token) = (options.meta, options.token.take());
    let plan = plan_set(Key::parse(&key)?, value.clone(), options)?;
    let written = store.commit(Write::One { plan: Box::new(plan), token }).await?;
    Ok(match (written.into_item(), value) {
        (None, _) => Answer::Nothing,
        (Some(item), Some(given)) if !meta && *item.value() == given && !given.is_rich() => Answer::Given,
        (Some(item), _) => Answer::item(item, meta),
    })
}

/// `set([items], options)`: each item takes the place of what is there.
pub async fn set_many(store: StoreRef, items: Json, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let meta = options.flag("meta")?;
    if options.boolean("overwrite")? == Some(false) {
        return Err(Error::invalid_option(
            "A batch set request overwrites its items; 'overwrite: false' is only possible one item at a time",
        ));
    }
    if options.has("idempotencyToken") {
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
    let now = store.now().seconds();
    let remove_nulls = options.boolean("removeNulls")?;
    items.iter().try_for_each(require_members)?;
    let plans = items.iter().map(|item| plan_item(item, remove_nulls, now)).collect::<Result<Vec<_>>>()?;
    refuse_repeated(&plans)?;
    let written = store.commit(Write::Each(plans)).await?;
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
    Ok(Answer::items(items, meta, &rest))
}

/// Splits the text of an array into that of its items.
pub(super) fn split_items(items: &Json) -> Result<Vec<Json>> {
    items.elements().map_err(|_| Error::invalid_value("The items must be an array of objects"))
}

/// The plan of an item in a batch: `{ key, value, default, ttl, label1, … }`.
pub(super) fn plan_item(item: &Json, remove_nulls: Option<bool>, now: Seconds) -> Result<Plan> {
    // What is found first counts: a batch replaces whole items, and an item's own `removeNulls` goes
    // before that of the batch.
    let mut members = vec![("\"overwrite\"", "true")];
    members.extend(item.members()?);
    if let Some(remove_nulls) = remove_nulls {
        members.push(("\"removeNulls\"", if remove_nulls { "true" } else { "false" }));
    }
    let options = Options::of(members);
    let key = key_of(&options)?;
    for name in ["exists", "created", "idempotencyToken"] {
        if options.has(name) {
            return Err(Error::invalid_option(format!(
                "'{name}' is not possible in a batch set request; set the item '{key}' on its own"
            )));
        }
    }
    let value = options.text("value").map(Json::from_text);
    plan_set(Key::parse(&key)?, value, SetOptions::parse(&options, now)?)
}

/// Refuses an item of a batch that has no key or no value at all.
fn require_members(item: &Json) -> Result<()> {
    let options = Options::parse(Some(item))?;
    if key_of(&options)?.is_empty() {
        return Err(Error::invalid_key("A string value of 'key' must be provided in each item"));
    }
    if options.text("value").or(options.text("default")).is_none() {
        return Err(Error::invalid_value("A 'value' must be provided in each item"));
    }
    Ok(())
}

/// The key of an item; none is the empty one.
fn key_of(options: &Options<'_>) -> Result<String> {
    Ok(options.read("key", no_key)?.unwrap_or_default())
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
