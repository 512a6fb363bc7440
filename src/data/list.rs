//! Pages of a collection or of a label.

use super::StoreRef;
use super::answer::Answer;
use super::get::GetOptions;
use crate::model::{Cursor, Error, Item, Key, KeyRange, LabelNumber, Result};
use crate::store::Query;

pub(super) async fn list(store: StoreRef, range: KeyRange, options: GetOptions) -> Result<Answer> {
    let GetOptions { meta, label, mut limit, reverse, consistent, start } = options;
    let mut again = None;
    if let Some(start) = &start {
        check_start(start, &range)?;
        if limit > 1 && !reverse {
            again = given_again(&store, start, label).await?;
            limit -= usize::from(again.is_some());
        }
    }
    let mut page = store.query(Query { range, label, limit, reverse, consistent, start }).await?;
    page.items.splice(..0, again);
    Ok(Answer::page(&page, meta))
}

/// The reference reads a label in a `start` up to its first `|`, so behind a label that holds one a page
/// begins with the item that the page before ended with. Its pages of one item never get on for that, and
/// those that go down leave items out; here they do not.
async fn given_again(store: &StoreRef, start: &Cursor, label: Option<LabelNumber>) -> Result<Option<Item>> {
    if start.label.as_ref().is_none_or(|(_, sk)| !sk.contains('|')) {
        return Ok(None);
    }
    let (pk, sk) = start.key.clone();
    let item = store.read(&Key::of_row(pk, sk, false), false).await?;
    Ok(item.filter(|item| Cursor::of(item, label) == *start))
}

/// A page begins behind an item that its expression selects, on every store.
fn check_start(start: &Cursor, range: &KeyRange) -> Result<()> {
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
