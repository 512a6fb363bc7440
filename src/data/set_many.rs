//! `set` of several items at once. `seed` reads its items in the same way.

use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::{IsGiven, KeyText};
use super::options::{Given, Options, options};
use super::set_options::SetOptions;
use super::set_plan::plan_set;
use crate::model::item_text::{Detail, push_key};
use crate::model::limits::MAX_BATCH;
use crate::model::{Error, Item, Json, Key, Listed, Result, Seconds};
use crate::plan::Plan;
use crate::store::Write;

options! {
    /// What `set` takes for several items.
    SetManyOptions {
        meta: bool,
        version: IsGiven,
        overwrite: Option<bool>,
        exists: IsGiven,
        matches as "if": IsGiven,
        created: IsGiven,
        idempotency_token as "idempotencyToken": IsGiven,
        remove_nulls as "removeNulls": Option<bool>,
    }
}

options! {
    /// What an item of a batch has beside the options of `set`, and the options that it must not have.
    ItemFields {
        key: KeyText,
        value: Option<Json>,
        default: Option<Json>,
        exists: IsGiven,
        matches as "if": IsGiven,
        created: IsGiven,
        version: IsGiven,
        idempotency_token as "idempotencyToken": IsGiven,
    }
}

/// `set([items], options)`: each item replaces what is stored under its key. If all values are stored exactly as they are
/// given, the answer has only their keys.
pub async fn set_many(store: StoreRef, items: Json, options: Option<Json>) -> Result<Answer> {
    let options = SetManyOptions::read(options.as_ref())?;
    if options.overwrite == Some(false) {
        return Err(Error::invalid_option(
            "A batch set request overwrites its items; 'overwrite: false' is only possible one item at a time",
        ));
    }
    let SetManyOptions { exists, matches, created, version, idempotency_token, .. } = &options;
    let refused = [
        ("exists", exists),
        ("if", matches),
        ("created", created),
        ("version", version),
        ("idempotencyToken", idempotency_token),
    ];
    if let Some((name, _)) = refused.iter().find(|(_, presence)| presence.0) {
        return Err(Error::invalid_option(format!("'{name}' is not possible in a batch set request")));
    }
    let items: Vec<_> = split_items(&items)?.into_iter().map(Given::from).collect();
    if items.is_empty() {
        return Err(Error::invalid_value("You must provide at least one item"));
    }
    if items.len() > MAX_BATCH {
        return Err(Error::invalid_value(format!(
            "You may only provide a maximum of {MAX_BATCH} items in one batch set request"
        )));
    }
    let now = store.now().seconds();
    items.iter().try_for_each(require_fields)?;
    let plan = |item| plan_item(item, options.remove_nulls, now);
    let plans = items.iter().map(plan).collect::<Result<Vec<_>>>()?;
    refuse_repeated(&plans)?;
    let written = store.commit(Write::Each(plans)).await?.complete()?;
    let stored: Vec<_> = written.applied.iter().filter_map(|applied| applied.item.as_ref()).collect();
    let is_given = |(stored, given): (&&Item, &Given<'_>)| {
        given.text("value") == Some(stored.value().as_str()) && !stored.value().is_rich()
    };
    if !options.meta && written.unprocessed.is_empty() && stored.iter().zip(&items).all(is_given) {
        return Ok(Answer::items_given(stored));
    }
    Ok(Answer::items(stored, Detail::of(options.meta, false), |members| {
        if !written.unprocessed.is_empty() {
            members.list("unprocessed", &written.unprocessed, push_key);
        }
    }))
}

/// The items of the text of an array.
pub(super) fn split_items(items: &Json) -> Result<Vec<Listed<'_>>> {
    items.objects().map_err(|_| Error::invalid_value("The items must be an array of objects"))
}

/// The plan of an item in a batch: `{ key, value, default, ttl, label1, … }`. Its own `removeNulls` wins over that
/// of the batch.
pub(super) fn plan_item(item: &Given<'_>, remove_nulls: Option<bool>, now: Seconds) -> Result<Plan> {
    let ItemFields { key, value, exists, matches, created, version, idempotency_token, .. } =
        ItemFields::of(item)?;
    let refused = [
        ("exists", exists),
        ("if", matches),
        ("created", created),
        ("version", version),
        ("idempotencyToken", idempotency_token),
    ];
    if let Some((name, _)) = refused.iter().find(|(_, presence)| presence.0) {
        return Err(Error::invalid_option(format!(
            "'{name}' is not possible in a batch set request; set the item '{}' on its own",
            key.0
        )));
    }
    let key = Key::parse(&key.0)?;
    let options = SetOptions::of(item)?;
    let remove_nulls = options.remove_nulls.or(remove_nulls);
    plan_set(key, value, &SetOptions { overwrite: true, remove_nulls, ..options }, now)
}

/// Refuses an item of a batch that has no key or no value at all.
fn require_fields(item: &Given<'_>) -> Result<()> {
    let ItemFields { key, value, default, .. } = ItemFields::of(item)?;
    if key.0.is_empty() {
        return Err(Error::invalid_key("A string value of 'key' must be provided in each item"));
    }
    if value.or(default).is_none() {
        return Err(Error::invalid_value("A 'value' must be provided in each item"));
    }
    Ok(())
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
