//! `export`: every item, page by page, for `import` here or anywhere.

use serde_json::Value;

use super::StoreRef;
use super::answer::{Answer, rest_of};
use super::options::Options;
use crate::model::{Json, Result, row};
use crate::store::Scan;

/// A page of the export. With `raw`, items are rows of DynamoDB attribute values exactly as they
/// are stored, expired ones included; else they are items with metadata.
pub async fn export(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let raw = options.flag("raw")?;
    let scan = Scan { start: options.start(None)?, expired: raw, ..Scan::everything() };
    let page = store.scan(scan).await?;
    if !raw {
        return Ok(Answer::page(&page, true));
    }
    let rows = page.items.iter().map(|item| row::to_row(item).map(Value::Object)).collect::<Result<_>>()?;
    Ok(Answer::text(format!("#{{\"items\":{}{}}}", Value::Array(rows), rest_of(&page))))
}
