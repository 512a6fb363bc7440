//! `truncate`: removes everything.

use super::StoreRef;
use super::answer::Answer;
use super::seed::write_all;
use crate::model::Result;
use crate::plan::Plan;
use crate::store::Scan;

/// `truncate()`: how many items were removed.
pub async fn truncate(store: StoreRef) -> Result<Answer> {
    let total = remove_all(&store).await?;
    Ok(Answer::text(format!("{{\"total\":{total}}}")))
}

/// Removes every item, expired ones too.
pub(super) async fn remove_all(store: &StoreRef) -> Result<usize> {
    let mut scan = Scan { expired: true, ..Scan::everything() };
    let mut total = 0;
    loop {
        let page = store.scan(scan.clone()).await?;
        let unreadable = page.unreadable.into_iter().filter_map(|row| row.key);
        let keys = page.items.into_iter().map(|item| item.key).chain(unreadable);
        let plans = keys.map(Plan::remove).collect();
        total += write_all(store, plans).await?;
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(total),
        }
    }
}
