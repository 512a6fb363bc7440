//! `scan`: all items, whatever their keys.

use std::collections::HashSet;

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use crate::model::{Body, Error, Item, Json, Name, Result};
use crate::store::Scan;

/// `scan(options)`: a page of items or, with `count`, how many there are in all.
pub async fn scan(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let label = options.label()?;
    let start = options.start(label)?;
    let mut scan = Scan { label, segment: segment(&options)?, start, ..Scan::everything() };
    if options.flag("count") {
        return count(store, scan).await;
    }
    scan.limit = options.limit()?;
    let wanted = attributes(&options)?;
    let mut page = store.scan(scan).await?;
    if let Some(wanted) = &wanted {
        page.items.iter_mut().try_for_each(|item| project(item, wanted))?;
    }
    Ok(Answer::page(&page, options.flag("meta")))
}

async fn count(store: StoreRef, mut scan: Scan) -> Result<Answer> {
    let mut total = 0;
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
    let invalid = || Error::invalid_option("'attributes' must be an array of names of root attributes");
    let Some(value) = options.get("attributes") else { return Ok(None) };
    let names = value.as_array().ok_or_else(invalid)?;
    names
        .iter()
        .map(|name| name.as_str().map(Name::from_plain).ok_or_else(invalid))
        .collect::<Result<_>>()
        .map(Some)
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
