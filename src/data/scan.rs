//! `scan`: all items, whatever their keys.

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::{Limit, Start};
use super::options::{Options, options};
use super::traversal::Traversal;
use super::wanted::{AttributeNames, LabelRanges, wanted};
use crate::model::item_text::Detail;
use crate::model::limits::MAX_SEGMENTS;
use crate::model::{Error, Json, LabelNumber, Result};
use crate::plan::Match;
use crate::store::Scan;

options! {
    /// What `scan` takes.
    ScanOptions {
        label: Option<LabelNumber>,
        meta: bool,
        version: bool,
        count: bool,
        attributes: AttributeNames,
        segment: Option<u32>,
        total_segments as "totalSegments": Option<u32>,
        limit: Limit,
        start: Start,
        filter: Option<Box<Match>>,
        labels: LabelRanges,
        keys_only as "keysOnly": bool,
    }
}

/// `scan(options)`: a page of items or, with `count`, how many there are in all.
pub async fn scan(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let options = ScanOptions::read(options.as_ref())?;
    let ScanOptions { label, meta, version, count, keys_only, limit: Limit(limit), .. } = options;
    let segment = segment_of(options.segment, options.total_segments)?;
    if count && keys_only {
        return Err(Error::invalid_option(
            "'count' counts all items, so 'keysOnly' has no effect: leave it out",
        ));
    }
    let start = options.start.cursor(label)?;
    let wanted = wanted(options.filter, options.labels, options.attributes, keys_only)?;
    let traversal = Traversal::Scan(Scan { label, segment, limit, start, wanted, ..Scan::everything() });
    if count {
        let count = traversal.count(&store).await?;
        return Ok(Answer::object(|members| members.number("count", count)));
    }
    let page = traversal.page(&store).await?;
    Ok(Answer::page(&page, Detail::of(meta, version), keys_only))
}

/// The share of the items that `segment` and `totalSegments` ask for.
pub(super) fn segment_of(segment: Option<u32>, total: Option<u32>) -> Result<Option<(u32, u32)>> {
    match (segment, total) {
        (None, None) => Ok(None),
        (Some(segment), Some(total)) if segment < total && total <= MAX_SEGMENTS => {
            Ok(Some((segment, total)))
        }
        _ => Err(Error::invalid_option(format!(
            "'segment' must be from 0 to below 'totalSegments', which is at most {MAX_SEGMENTS}, and both must be given"
        ))),
    }
}
