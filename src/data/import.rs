//! `import`: items as `export` gives them, with their dates kept.

use super::StoreRef;
use super::answer::Answer;
use super::bulk::BulkWriter;
use super::import_if::{ImportIf, Imported};
use super::import_item::read_item;
use super::options::{Options, options};
use super::set_many::split_items;
use crate::model::{Error, Json, Millis, Result};
use crate::store::runtime::elsewhere;

options! {
    /// What `import` takes.
    ImportOptions { only as "if": Option<ImportIf>, }
}

/// Writes lists of items. Those with the columns `pk` and `sk` are rows, the others have `key`, `value` and metadata.
/// Each replaces the item under its key, if the options allow it. `before` counts the items that the same call has already
/// passed on. All items of a list are checked before the first of it is written; the lists before one that is refused are
/// written.
pub async fn import_items(
    store: StoreRef,
    lists: Vec<Json>,
    before: u32,
    options: Option<Json>,
) -> Result<Answer> {
    let ImportOptions { only } = ImportOptions::read(options.as_ref())?;
    // Meanwhile the event loop encodes the lists that follow.
    elsewhere(write_lists(store, lists, before, only)).await
}

async fn write_lists(
    store: StoreRef,
    lists: Vec<Json>,
    before: u32,
    only: Option<ImportIf>,
) -> Result<Answer> {
    let (now, condition) = (store.now(), only.unwrap_or_default());
    let (mut plans, mut given, mut count) = (Vec::new(), before as usize, 0);
    let mut refusal = None;
    for list in &lists {
        match read_list(list, given, now) {
            Ok(of_list) => {
                given += of_list.len();
                let of_list = of_list.into_iter().map(|imported| condition.plan(imported)).collect();
                let distinct = condition.one_of_each_key(of_list);
                count += distinct.len();
                plans.extend(distinct);
            }
            Err(error) => {
                refusal = Some(error);
                break;
            }
        }
    }
    let given = given - before as usize;
    let mut writer = BulkWriter::leaving_out(&store, condition.refusals());
    writer.put(condition.one_of_each_key(plans)).await?;
    let written = writer.end().await?;
    match (refusal, only) {
        (Some(error), _) => Err(error),
        (None, None) => Ok(Answer::object(|members| members.number("items", count))),
        (None, Some(_)) => Ok(Answer::object(|members| {
            members.number("items", written);
            members.number("skipped", given as u64 - written);
        })),
    }
}

fn read_list(list: &Json, before: usize, now: Millis) -> Result<Vec<Imported>> {
    let read = |(index, item)| {
        read_item(list, item, now).map_err(|(key, error)| refused(before, index, key, &error))
    };
    split_items(list)?.into_iter().enumerate().map(read).collect()
}

/// Adds to an error which item it is about, and what has been written.
fn refused(before: usize, index: usize, key: Option<String>, error: &Error) -> Error {
    let number = before + index + 1;
    let key = key.map(|key| format!(" ('{key}')")).unwrap_or_default();
    let written = match before {
        0 => "Nothing is written".to_owned(),
        before => format!("The first {before} items are written, nothing after them"),
    };
    let message = error.message.trim_end_matches('.');
    let hint = error.hint.as_ref().map(|hint| format!(" {hint}")).unwrap_or_default();
    Error {
        message: format!("Item {number}{key} of the import: {message}. {written}.{hint}").into(),
        ..error.clone()
    }
}
