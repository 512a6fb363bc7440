//! `seed`: writes many items at once, into an emptied store if the caller asks for that.

use super::StoreRef;
use super::answer::Answer;
use super::bulk::{remove_all, write_all};
use super::set::{plan_item, split_items};
use crate::model::{Json, Result};

/// `seed(items, overwrite)`. All items are checked before the first is written or removed.
pub async fn seed(
    store: StoreRef,
    items: Json,
    overwrite: bool,
    remove_nulls: Option<bool>,
) -> Result<Answer> {
    let now = store.now().seconds();
    let items = split_items(&items)?;
    let plans = items.iter().map(|item| plan_item(item, remove_nulls, now)).collect::<Result<Vec<_>>>()?;
    if overwrite {
        remove_all(&store).await?;
    }
    let count = write_all(&store, plans).await?;
    Ok(Answer::text(format!("{{\"items\":{count}}}")))
}
