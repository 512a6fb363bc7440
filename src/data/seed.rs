//! `seed`: writes any number of items, into an emptied store if `overwrite` asks for that.

use super::StoreRef;
use super::answer::Answer;
use super::bulk::{remove_all, write_all};
use super::options::{Options, options};
use super::set_many::{plan_item, split_items};
use crate::model::{Json, Result};

options! {
    /// What `seed` takes. `lib/data.js` sets `removeNulls`.
    SeedOptions {
        overwrite: bool,
        remove_nulls as "removeNulls": Option<bool>,
    }
}

/// `seed(items, options)`. All items are checked before the first is written or removed.
pub async fn seed(store: StoreRef, items: Json, options: Option<Json>) -> Result<Answer> {
    let SeedOptions { overwrite, remove_nulls } = SeedOptions::read(options.as_ref())?;
    let now = store.now().seconds();
    let items = split_items(&items)?;
    let plans = items.iter().map(|item| plan_item(item, remove_nulls, now)).collect::<Result<Vec<_>>>()?;
    if overwrite {
        remove_all(&store).await?;
    }
    let count = write_all(&store, plans).await?;
    Ok(Answer::object(|members| members.number("items", count)))
}
