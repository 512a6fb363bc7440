//! `export`: every item, page by page, for `import` into any store.

use serde_json::Value;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::Start;
use super::options::{Options, options};
use crate::model::item_text::Detail;
use crate::model::{Json, Result, row};
use crate::store::Scan;
use crate::store::runtime::elsewhere;

options! {
    /// What `export` takes. `lib/bulk.js` sets `start`.
    ExportOptions { raw: bool, version: bool, start: Start, }
}

/// A page of the export: items with metadata or, with `raw`, rows of DynamoDB attribute values as they are stored,
/// expired items included.
pub async fn export_page(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let ExportOptions { raw, version, start } = ExportOptions::read(options.as_ref())?;
    let scan = Scan { start: start.cursor(None)?, expired: raw, ..Scan::everything() };
    let detail = (!raw).then(|| Detail::of(true, version));
    // Meanwhile the application consumes the page before.
    elsewhere(read_page(store, scan, detail)).await
}

/// Reads a page of items, or of rows where no detail is given.
async fn read_page(store: StoreRef, scan: Scan, detail: Option<Detail>) -> Result<Answer> {
    let page = store.scan(scan).await?;
    if let Some(detail) = detail {
        return Ok(Answer::page(&page, detail, false));
    }
    let row = |item| row::to_row(item).map(|row| Value::Object(row).to_string());
    let rows = page.items.iter().map(row).collect::<Result<Vec<_>>>()?;
    Ok(Answer::page_of_texts(&page, &rows))
}
