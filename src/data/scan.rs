//! `scan`: all items, whatever their keys.

use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use crate::model::limits::MAX_LIMIT;
use crate::model::{Body, Error, Item, Json, Name, Result};
use crate::store::Scan;

/// The options of `scan`.
struct ScanOptions {
    meta: bool,
    count: bool,
    attributes: Option<HashSet<Name>>,
    scan: Scan,
}

impl ScanOptions {
    fn parse(options: &Options<'_>) -> Result<Self> {
        let label = options.label()?;
        Ok(Self {
            meta: options.flag("meta")?,
            count: options.flag("count")?,
            attributes: attributes(options)?,
            scan: Scan {
                label,
                segment: segment(options)?,
                limit: options.limit()?,
                start: options.start(label)?,
                expired: false,
            },
        })
    }
}

/// `scan(options)`: a page of items or, with `count`, how many there are in all.
pub async fn scan(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let ScanOptions { meta, count, attributes, scan } =
        ScanOptions::parse(&Options::parse(options.as_ref())?)?;
    if count {
        return count_items(store, scan).await;
    }
    let mut page = store.scan(scan).await?;
    if let Some(wanted) = &attributes {
        page.items.iter_mut().try_for_each(|item| project(item, wanted))?;
    }
    Ok(Answer::page(&page, meta))
}

async fn count_items(store: StoreRef, mut scan: Scan) -> Result<Answer> {
    let mut total = 0;
    scan.limit = MAX_LIMIT;
    loop {
        let page = store.scan(scan.clone()).await?;
        total += page.items.len();
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(Answer::text(format!("{{\"count\":{total}}}"))),
        }
    }
}

fn segment(options: &Options<'_>) -> Result<Option<(u32, u32)>> {
    match (options.count("segment")?, options.count("totalSegments")?) {
        (None, None) => Ok(None),
        (Some(segment), Some(total)) if segment < total => Ok(Some((segment, total))),
        _ => Err(Error::invalid_option(
            "'segment' must be from 0 to below 'totalSegments', and both must be given",
        )),
    }
}

fn attributes(options: &Options<'_>) -> Result<Option<HashSet<Name>>> {
    let names: Option<Vec<String>> = options.read("attributes", || {
        Error::invalid_option("'attributes' must be an array of names of root attributes")
    })?;
    Ok(names.map(|names| names.iter().map(|name| Name::from_plain(name)).collect()))
}

/// Leaves the named root attributes. A single value has none and stays whole.
fn project(item: &mut Item, wanted: &HashSet<Name>) -> Result<()> {
    if let Body::Object(object) = &mut item.body {
        let attributes = object.attributes()?;
        let kept = attributes.iter().filter(|(name, _)| wanted.contains(name));
        *object = Json::from_attributes(kept.map(|(name, value)| (name, value)));
    }
    Ok(())
}
