//! `iterate`: the pages of an iteration, each read when it is needed.

use super::StoreRef;
use super::answer::Answer;
use super::get_options::GetOptions;
use super::list::check_start;
use super::options::Options;
use super::traversal::{Traversal, no_order};
use super::wanted::wanted;
use crate::model::{Json, Result};
use crate::store::{Query, Scan};

/// A page of the items that an expression selects; without one, of all. It has no item of the page before, which pages
/// of `get` may repeat as the reference does.
pub async fn iterate(store: StoreRef, expression: Option<String>, options: Option<Json>) -> Result<Answer> {
    let options = GetOptions::read(options.as_ref())?;
    let detail = options.detail();
    let wanted = wanted(options.filter, options.labels, options.attributes, options.keys_only)?;
    let mut traversal = Traversal::over(expression.as_deref(), options.label, options.consistent, wanted)?;
    match &mut traversal {
        Traversal::Query(Query { range, label, limit, reverse, start, .. }) => {
            *start = options.start.cursor(*label)?;
            if let Some(start) = start {
                check_start(start, range)?;
            }
            (*limit, *reverse) = (options.limit.0, options.reverse);
        }
        Traversal::Scan(_) if options.reverse => return Err(no_order()),
        Traversal::Scan(Scan { label, limit, start, .. }) => {
            *start = options.start.cursor(*label)?;
            *limit = options.limit.0;
        }
    }
    let page = traversal.page(&store).await?;
    Ok(Answer::page(&page, detail, options.keys_only))
}
