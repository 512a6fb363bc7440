//! `count`: how many items there are.

use super::StoreRef;
use super::answer::Answer;
use super::options::{Options, options};
use super::traversal::Traversal;
use super::wanted::LabelRanges;
use crate::model::{Json, LabelNumber, Result};
use crate::plan::Match;
use crate::store::Wanted;

options! {
    /// What `count` takes.
    CountOptions {
        filter: Option<Box<Match>>,
        label: Option<LabelNumber>,
        labels: LabelRanges,
        consistent: bool,
    }
}

/// `count(expression, options)`: the number of items that an expression selects; without one, of all.
pub async fn count(store: StoreRef, expression: Option<String>, options: Option<Json>) -> Result<Answer> {
    let CountOptions { filter, label, labels, consistent } = CountOptions::read(options.as_ref())?;
    let wanted = Wanted { filter, labels: labels.0, ..Wanted::default() };
    let count = Traversal::over(expression.as_deref(), label, consistent, wanted)?.count(&store).await?;
    Ok(Answer::text(count.to_string()))
}
