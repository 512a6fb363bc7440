//! Pages of a collection or of a label.

use super::StoreRef;
use super::answer::Answer;
use super::get_options::GetOptions;
use super::option_kinds::Limit;
use super::traversal::Traversal;
use super::wanted::wanted;
use crate::model::{Cursor, Error, Item, Key, KeyRange, LabelNumber, Result};
use crate::store::{Query, Wanted};

/// A page of the items that `range` selects, from `start` on.
pub(super) async fn list(
    store: StoreRef,
    range: KeyRange,
    options: GetOptions,
    start: Option<Cursor>,
) -> Result<Answer> {
    let (detail, keys_only) = (options.detail(), options.keys_only);
    let GetOptions { label, limit: Limit(mut limit), reverse, consistent, .. } = options;
    let wanted = wanted(options.filter, options.labels, options.attributes, keys_only)?;
    let mut again = None;
    if let Some(start) = &start {
        check_start(start, &range)?;
        if limit > 1 && !reverse && wanted == Wanted::default() {
            again = given_again(&store, start, label).await?;
            limit -= usize::from(again.is_some());
        }
    }
    let query = Query { range, label, limit, reverse, consistent, start, wanted };
    let mut page = Traversal::Query(query).page(&store).await?;
    page.items.splice(..0, again);
    Ok(Answer::page(&page, detail, keys_only))
}

/// The item that the page before ended with, where the reference repeats it: it reads the label in `start` only up
/// to the first `|`. With that, pages of one item would never advance and reverse pages would skip items, so those
/// are read correctly here.
async fn given_again(store: &StoreRef, start: &Cursor, label: Option<LabelNumber>) -> Result<Option<Item>> {
    if start.label.as_ref().is_none_or(|(_, sk)| !sk.contains('|')) {
        return Ok(None);
    }
    let (pk, sk) = start.key.clone();
    let item = store.read(&Key::of_row(pk, sk, false), false).await?;
    Ok(item.filter(|item| Cursor::of(item, label) == *start))
}

/// Refuses a `start` that the expression does not select, on both stores alike.
pub(super) fn check_start(start: &Cursor, range: &KeyRange) -> Result<()> {
    let (pk, sk) = start.label.as_ref().unwrap_or(&start.key);
    if *pk != range.pk {
        return Err(start.foreign());
    }
    if !range.sort.admits(sk) {
        return Err(Error::validation_exception(
            "The provided starting key does not match the range key predicate: pass as 'start' the 'lastKey' of a \
             page of the same expression.",
        ));
    }
    Ok(())
}
