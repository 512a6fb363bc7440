//! `removeAll`: the items that an expression selects.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::{Answer, push_unreadable};
use super::bulk::write_each;
use super::options::{Options, options};
use crate::model::limits::MAX_LIMIT;
use crate::model::row::Unreadable;
use crate::model::{Error, Item, Json, Key, KeyExpression, KeyRange, LabelNumber, Result};
use crate::plan::{Change, Condition, Match, Plan};
use crate::store::{Query, RefusedWrite, Wanted};

options! {
    /// What `removeAll` takes.
    RemoveAllOptions {
        filter: Option<Box<Match>>,
        label: Option<LabelNumber>,
        dry_run as "dryRun": Option<bool>,
    }
}

/// How often a removal is tried on an item that others change meanwhile.
const ROUNDS: usize = 16;
const UNKNOWN_OUTCOME: &str = "UNKNOWN_OUTCOME";

/// `removeAll(expression, options)`: how many items were removed, page by page. Rows that cannot be read stay.
pub async fn remove_all(store: StoreRef, expression: CompactString, options: Option<Json>) -> Result<Answer> {
    let RemoveAllOptions { filter, label, dry_run } = RemoveAllOptions::read(options.as_ref())?;
    if dry_run != Some(true) {
        store.check_writable()?;
    }
    let selection = Selection { range: KeyExpression::parse(&expression)?.into_range(), label, filter };
    let mut query = Query {
        range: selection.range.clone(),
        label,
        limit: MAX_LIMIT,
        reverse: false,
        // What this program has written before must not stay.
        consistent: label.is_none(),
        start: None,
        wanted: Wanted::default(),
    };
    let (mut removed, mut unreadable) = (0, Vec::new());
    loop {
        let page = store.query(query.clone()).await.map_err(|error| after(error, removed))?;
        unreadable.extend(page.unreadable);
        let mut items = Vec::with_capacity(page.items.len());
        for item in page.items {
            if selection.admits(&item).map_err(|error| after(error, removed))? {
                items.push(item);
            }
        }
        removed += if dry_run == Some(true) {
            items.len()
        } else {
            let page = remove_page(&store, &selection, items).await;
            page.map_err(|(error, of_page)| after(error, removed + of_page))?
        };
        match page.last {
            Some(last) => query.start = Some(last),
            None => return Ok(answer(removed, &unreadable)),
        }
    }
}

/// What is to be removed.
struct Selection {
    range: KeyRange,
    label: Option<LabelNumber>,
    filter: Option<Box<Match>>,
}

impl Selection {
    fn admits(&self, item: &Item) -> Result<bool> {
        let key = match self.label {
            None => Some(&item.key),
            Some(number) => item.labels.get(number),
        };
        match &self.filter {
            _ if !key.is_some_and(|key| self.range.admits(key)) => Ok(false),
            Some(filter) => filter.holds(Some(&item.body)),
            None => Ok(true),
        }
    }

    /// The removal of an item that was read. An index may be older than its item, so what was read there must be what
    /// is stored.
    fn removal(&self, item: Item) -> Plan {
        let condition = match (self.label, &self.filter) {
            (Some(_), _) => Condition { version: Some(item.version), ..Condition::default() },
            (None, Some(_)) => {
                Condition { exists: Some(true), matches: self.filter.clone(), ..Condition::default() }
            }
            (None, None) => Condition::default(),
        };
        Plan { key: item.key, condition, change: Change::Remove }
    }
}

/// Removes the items of a page that are still selected. Returns how many it removed, also beside an error.
async fn remove_page(
    store: &StoreRef,
    selection: &Selection,
    items: Vec<Item>,
) -> std::result::Result<usize, (Error, usize)> {
    let mut plans: Vec<_> = items.into_iter().map(|item| selection.removal(item)).collect();
    let mut removed = 0;
    for _ in 0..ROUNDS {
        let count = plans.len();
        let written = write_each(store, plans).await.map_err(|error| (error, removed))?;
        removed += count - written.refused.len() - written.unprocessed.len();
        if !written.unprocessed.is_empty() {
            return Err((unprocessed(&written.unprocessed), removed));
        }
        plans = Vec::new();
        for RefusedWrite { key, error } in written.refused {
            if !is_about_item(&error) {
                return Err((error, removed));
            }
            if selection.label.is_none() && error.code != UNKNOWN_OUTCOME {
                continue;
            }
            match store.read(&key, true).await.map_err(|error| (error, removed))? {
                Some(item) if selection.admits(&item).map_err(|error| (error, removed))? => {
                    plans.push(selection.removal(item));
                }
                Some(_) => {}
                // It was there, and this call asked to remove it.
                None => removed += usize::from(error.code == UNKNOWN_OUTCOME),
            }
        }
        if plans.is_empty() {
            return Ok(removed);
        }
    }
    let key = plans.first().map(|plan| plan.key.to_text()).unwrap_or_default();
    Err((Error::contention(key), removed))
}

/// The error of a call that has removed some items before. Whatever ended it, it may be repeated.
fn after(error: Error, removed: usize) -> Error {
    if removed == 0 {
        return error;
    }
    let last = error.message;
    Error::refused(
        UNKNOWN_OUTCOME,
        format!("{removed} items are removed, others may be. Repeat the call to remove the rest. {last}"),
    )
}

/// Whether a removal was refused because of what is stored, or may have been.
fn is_about_item(error: &Error) -> bool {
    matches!(error.code, "VERSION_MISMATCH" | "CONDITION_FAILED" | "ITEM_NOT_FOUND" | UNKNOWN_OUTCOME)
}

fn unprocessed(keys: &[Key]) -> Error {
    let keys: Vec<_> = keys.iter().map(Key::to_text).collect();
    Error::refused(
        "UNPROCESSED",
        format!("The table was too busy to remove {}. Repeat the call.", keys.join(", ")),
    )
}

fn answer(removed: usize, unreadable: &[Unreadable]) -> Answer {
    Answer::object(|members| {
        members.number("removed", removed);
        push_unreadable(members, unreadable);
    })
}
