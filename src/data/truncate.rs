//! `truncate`: removes everything.

use super::StoreRef;
use super::answer::Answer;
use super::bulk::remove_everything;
use crate::model::Result;

/// `truncate()`: how many items were removed.
pub async fn truncate(store: StoreRef) -> Result<Answer> {
    let total = remove_everything(&store).await?;
    Ok(Answer::object(|members| members.number("total", total)))
}
