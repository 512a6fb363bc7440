//! `scan`: all items, whatever their keys.

use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::{AttributeNames, Limit, Start};
use super::options::{Options, options};
use crate::model::item_text::Detail;
use crate::model::limits::MAX_LIMIT;
use crate::model::{Body, Error, Item, Json, LabelNumber, Name, Result};
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
    }
}

impl ScanOptions {
    /// Which items to read.
    fn scan(&self) -> Result<Scan> {
        let segment = match (self.segment, self.total_segments) {
            (None, None) => None,
            (Some(segment), Some(total)) if segment < total => Some((segment, total)),
            _ => {
                return Err(Error::invalid_option(
                    "'segment' must be from 0 to below 'totalSegments', and both must be given",
                ));
            }
        };
        let start = self.start.cursor(self.label)?;
        Ok(Scan { label: self.label, segment, limit: self.limit.0, start, expired: false })
    }
}

/// `scan(options)`: a page of items or, with `count`, how many there are in all.
pub async fn scan(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let options = ScanOptions::read(options.as_ref())?;
    let scan = options.scan()?;
    if options.count {
        return count_items(store, scan).await;
    }
    let mut page = store.scan(scan).await?;
    if let Some(wanted) = &options.attributes.0 {
        page.items.iter_mut().try_for_each(|item| project(item, wanted))?;
    }
    Ok(Answer::page(&page, Detail::of(options.meta, options.version)))
}

async fn count_items(store: StoreRef, mut scan: Scan) -> Result<Answer> {
    let mut total = 0;
    scan.limit = MAX_LIMIT;
    loop {
        let page = store.scan(scan.clone()).await?;
        total += page.items.len();
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(Answer::object(|members| members.number("count", total))),
        }
    }
}

/// Keeps only the named root attributes. A single value has none and stays whole.
fn project(item: &mut Item, wanted: &HashSet<Name>) -> Result<()> {
    if let Body::Object(object) = &mut item.body {
        let attributes = object.attributes()?;
        let kept = attributes.iter().filter(|(name, _)| wanted.contains(name));
        *object = Json::from_attributes(kept.map(|(name, value)| (name, value)));
    }
    Ok(())
}
