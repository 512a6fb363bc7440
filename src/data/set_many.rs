//! `set` of several items at once. `seed` reads its items in the same way.

use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::bulk::{write_batch, write_together};
use super::option_kinds::{IsGiven, KeyText};
use super::options::{Given, Options, options};
use super::set_options::SetOptions;
use super::set_plan::plan_set;
use crate::model::item_text::{Detail, push_key};
use crate::model::limits::{MAX_BATCH, MAX_TRANSACTION_ITEMS};
use crate::model::{Error, Item, Json, Key, Listed, Result, Seconds};
use crate::plan::Plan;
use crate::store::Written;

options! {
    /// What `set` takes for several items.
    SetManyOptions {
        meta: bool,
        version: IsGiven,
        overwrite: Option<bool>,
        atomic: Option<bool>,
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

/// How the items of a batch are written.
#[derive(Debug, Clone, Copy)]
pub(super) struct BatchRules {
    /// Whether they update what is stored, rather than replace it.
    updates: bool,
    /// Whether all of them are written or none.
    atomic: bool,
    /// Whether `null` is removed, where an item does not say it.
    remove_nulls: Option<bool>,
}

/// `set([items], options)`, whose items come in lists. With `overwrite: true` each item replaces what is stored under
/// its key, with `overwrite: false` it updates it. If all values are stored exactly as they are given, the answer has
/// only their keys.
pub async fn set_many(store: StoreRef, lists: Vec<Json>, options: Option<Json>) -> Result<Answer> {
    let options = SetManyOptions::read(options.as_ref())?;
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
    let rules = BatchRules {
        updates: options.overwrite == Some(false),
        atomic: options.atomic == Some(true),
        remove_nulls: options.remove_nulls,
    };
    let items = lists.iter().map(split_items).collect::<Result<Vec<_>>>()?;
    let items: Vec<_> = items.into_iter().flatten().map(Given::from).collect();
    check_number(items.len(), options.overwrite, rules)?;
    let now = store.now().seconds();
    items.iter().try_for_each(require_fields)?;
    let plans = items.iter().map(|item| plan_item(item, rules, now)).collect::<Result<Vec<_>>>()?;
    refuse_repeated(&plans)?;
    // A program that gave a version needs the next one.
    let gives_version = plans.iter().any(|plan| plan.condition.version.is_some());
    let detail = Detail::of(options.meta, gives_version);
    let written = match rules {
        BatchRules { atomic: true, .. } => write_together(&store, plans).await?,
        BatchRules { updates: true, .. } => write_batch(&store, plans).await?,
        _ => write_batch(&store, plans).await?.complete()?,
    };
    Ok(answer(&written, &items, detail))
}

fn answer(written: &Written, items: &[Given<'_>], detail: Detail) -> Answer {
    let Written { applied, refused, unprocessed } = written;
    let stored: Vec<_> = applied.iter().filter_map(|applied| applied.item.as_ref()).collect();
    let is_given = |(stored, given): (&&Item, &Given<'_>)| {
        given.text("value") == Some(stored.value().as_str()) && !stored.value().is_rich()
    };
    if detail == Detail::Value && stored.len() == items.len() && stored.iter().zip(items).all(is_given) {
        return Answer::items_given(stored);
    }
    Answer::batch(stored, refused, detail, |members| {
        if !unprocessed.is_empty() {
            members.list("unprocessed", unprocessed, push_key);
        }
    })
}

/// The items of the text of an array.
pub(super) fn split_items(items: &Json) -> Result<Vec<Listed<'_>>> {
    items.objects().map_err(|_| Error::invalid_value("The items must be an array of objects"))
}

/// Refuses a batch of too many items. One that does not say how it treats what is stored has the limit of the
/// reference.
fn check_number(items: usize, overwrite: Option<bool>, rules: BatchRules) -> Result<()> {
    if items == 0 {
        return Err(Error::invalid_value("You must provide at least one item"));
    }
    if rules.atomic && items > MAX_TRANSACTION_ITEMS {
        return Err(Error::transaction_too_large());
    }
    if overwrite.is_none() && !rules.atomic && items > MAX_BATCH {
        let message = format!("You may only provide a maximum of {MAX_BATCH} items in one batch set request");
        return Err(Error::invalid_value(message).with_hint(
            "Pass 'overwrite: true' to replace any number of items, or 'overwrite: false' to update them.",
        ));
    }
    Ok(())
}

/// The plan of an item in a batch: `{ key, value, default, ttl, label1, … }`. Its own `removeNulls` wins over that
/// of the batch.
pub(super) fn plan_item(item: &Given<'_>, rules: BatchRules, now: Seconds) -> Result<Plan> {
    let fields = ItemFields::of(item)?;
    rules.check_fields(&fields)?;
    let ItemFields { key: KeyText(text), value, .. } = fields;
    let plan = || {
        let key = Key::parse(&text)?;
        let options = SetOptions::of(item)?;
        let remove_nulls = options.remove_nulls.or(rules.remove_nulls);
        plan_set(key, value, &SetOptions { overwrite: !rules.updates, remove_nulls, ..options }, now)
    };
    plan().map_err(|error| error.about(text.clone()))
}

impl BatchRules {
    /// Each item replaces what is stored, by itself.
    pub(super) fn replacing(remove_nulls: Option<bool>) -> Self {
        Self { updates: false, atomic: false, remove_nulls }
    }

    /// Refuses what would have no effect on an item.
    fn check_fields(self, fields: &ItemFields) -> Result<()> {
        let ItemFields { key, exists, matches, created, version, idempotency_token, .. } = fields;
        let key = &key.0;
        let refuse = |name, why| {
            let message = format!("'{name}' is not possible in a batch set request{why} ('{key}')");
            Err(Error::invalid_option(message).about(key.clone()))
        };
        if idempotency_token.0 {
            return refuse("idempotencyToken", "; set the item on its own");
        }
        if created.0 && self.updates {
            return refuse("created", " with 'overwrite: false', which keeps it");
        }
        if self.updates || self.atomic {
            return Ok(());
        }
        let conditions = [("exists", exists), ("if", matches), ("created", created), ("version", version)];
        match conditions.iter().find(|(_, presence)| presence.0) {
            None => Ok(()),
            Some((name, _)) => refuse(
                name,
                " that replaces each item by itself; pass 'overwrite: false' or 'atomic: true', or set the item on \
                 its own",
            ),
        }
    }
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
