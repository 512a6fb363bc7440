//! Pages of a collection or of a label.

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use crate::model::{Error, KeyRange, LabelNumber, Result};
use crate::store::Query;

pub(super) async fn list(
    store: StoreRef,
    range: KeyRange,
    label: Option<LabelNumber>,
    options: &Options<'_>,
) -> Result<Answer> {
    let query = Query {
        range,
        label,
        limit: options.limit()?,
        reverse: options.flag("reverse"),
        consistent: consistent(options, label)?,
        start: options.start(label)?,
    };
    let page = store.query(query).await?;
    Ok(Answer::page(&page, options.flag("meta")))
}

/// `consistent`, which no index of labels can be.
pub(super) fn consistent(options: &Options<'_>, label: Option<LabelNumber>) -> Result<bool> {
    let consistent = options.flag("consistent");
    if consistent && label.is_some() {
        return Err(Error::invalid_option(
            "'consistent' is not possible with a label: its index is updated a moment later",
        ));
    }
    Ok(consistent)
}
