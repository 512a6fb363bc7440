//! Pages of a collection or of a label.

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use crate::model::{KeyRange, LabelNumber, Result};
use crate::store::Query;

pub(super) async fn list(
    store: StoreRef,
    range: KeyRange,
    label: Option<LabelNumber>,
    options: &Options,
) -> Result<Answer> {
    let query = Query {
        range,
        label,
        limit: options.limit()?,
        reverse: options.flag("reverse"),
        start: options.start(label)?,
    };
    let page = store.query(query).await?;
    Ok(Answer::page(&page, options.flag("meta")))
}
