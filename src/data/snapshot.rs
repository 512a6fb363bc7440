//! Several items as they were at one moment.

use super::StoreRef;
use crate::model::limits::{MAX_TRANSACTION_BYTES, MAX_TRANSACTION_ITEMS};
use crate::model::{Error, Key, Page, Result, size};
use crate::store::Freshness;

/// Reads items at one moment. DynamoDB's limits hold on both stores.
pub(super) async fn read_at_one_moment(store: &StoreRef, keys: &[Key]) -> Result<Page> {
    if keys.len() > MAX_TRANSACTION_ITEMS {
        return Err(Error::transaction_too_large());
    }
    let page = store.read_many(keys, Freshness::Snapshot).await?;
    match page.items.iter().map(size::item_size).sum::<Result<usize>>()? {
        bytes if bytes > MAX_TRANSACTION_BYTES => Err(Error::transaction_too_large()),
        _ => Ok(page),
    }
}
