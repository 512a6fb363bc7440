//! `export`: items for `import` into any store, page by page.

use serde_json::Value;

use super::StoreRef;
use super::answer::Answer;
use super::list::check_start;
use super::option_kinds::{Expression, Limit, Start};
use super::options::{Options, options};
use super::scan::segment_of;
use super::traversal::{Traversal, no_order};
use super::wanted::{AttributeNames, LabelRanges, wanted};
use crate::model::item_text::Detail;
use crate::model::limits::REQUEST_BYTES;
use crate::model::{Error, Json, LabelNumber, Result, row};
use crate::plan::Match;
use crate::store::Query;
use crate::store::runtime::elsewhere;

options! {
    /// What `export` takes.
    ExportOptions {
        raw: bool,
        version: bool,
        expression: Expression,
        label: Option<LabelNumber>,
        filter: Option<Box<Match>>,
        labels: LabelRanges,
        consistent: bool,
        segment: Option<u32>,
        total_segments as "totalSegments": Option<u32>,
        limit: Limit,
        reverse: bool,
        start: Start,
    }
}

/// A page of the export: items with metadata or, with `raw`, rows of DynamoDB attribute values as they are stored. Of a
/// whole store, these include expired items.
pub async fn export_page(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let options = ExportOptions::read(options.as_ref())?;
    let detail = (!options.raw).then(|| Detail::of(true, options.version));
    let traversal = traversal(options)?;
    // Meanwhile the application consumes the page before.
    elsewhere(read_page(store, traversal, detail)).await
}

fn traversal(options: ExportOptions) -> Result<Traversal> {
    let expression = options.expression.0.as_deref();
    let mut wanted = wanted(options.filter, options.labels, AttributeNames::default(), false)?;
    // What a page takes of the memory stays the same, however small the items are.
    wanted.most_read = REQUEST_BYTES;
    let segment = segment_of(options.segment, options.total_segments)?;
    let mut traversal = Traversal::over(expression, options.label, options.consistent, wanted)?;
    match &mut traversal {
        Traversal::Query(_) if segment.is_some() => {
            return Err(Error::invalid_option(
                "'segment' shares all items of the store: leave out 'expression' and 'labels', or 'segment'",
            ));
        }
        Traversal::Query(Query { range, label, limit, reverse, start, .. }) => {
            *start = options.start.cursor(*label)?;
            if let Some(start) = start {
                check_start(start, range)?;
            }
            (*limit, *reverse) = (options.limit.0, options.reverse);
        }
        Traversal::Scan(_) if options.reverse => return Err(no_order()),
        Traversal::Scan(scan) => {
            scan.start = options.start.cursor(scan.label)?;
            (scan.expired, scan.segment, scan.limit) = (options.raw, segment, options.limit.0);
        }
    }
    Ok(traversal)
}

/// Reads a page of items, or of rows where no detail is given.
async fn read_page(store: StoreRef, traversal: Traversal, detail: Option<Detail>) -> Result<Answer> {
    let page = traversal.page(&store).await?;
    if let Some(detail) = detail {
        return Ok(Answer::page(&page, detail, false));
    }
    let row = |item| row::to_row(item).map(|row| Value::Object(row).to_string());
    let rows = page.items.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(Answer::page_of_texts(&page, &rows))
}
