//! `get`: one item, a collection, a label, or several keys.

use compact_str::CompactString;
use std::collections::HashMap;

use super::StoreRef;
use super::answer::{Answer, rest_of};
use super::batch::{Batch, distinct_keys};
use super::list::list;
use super::options::Options;
use crate::model::{Error, Expression, Json, Result};

/// `get(key, options)`: an exact key gives its value, everything else a page.
pub async fn get(store: StoreRef, key: CompactString, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let meta = options.flag("meta");
    let label = options.label()?;
    match (Expression::parse(&key)?, label) {
        (Expression::Key(key), None) => {
            let item = store.read(&key, options.flag("consistent")).await?;
            Ok(item.map_or(Answer::Nothing, |item| Answer::item(item, meta)))
        }
        (expression, label) => list(store, expression.into_range(), label, &options).await,
    }
}

/// `get([keys], options)`: the items that exist, in the order in which they were asked for.
pub async fn get_many(store: StoreRef, keys: Vec<String>, options: Option<Json>) -> Result<Answer> {
    let options = Options::parse(options.as_ref())?;
    let others: Vec<_> = options.names().filter(|name| *name != "meta").collect();
    if !others.is_empty() {
        let others = others.join(", ");
        return Err(Error::invalid_option(format!("Invalid options for batch get request: {others}")));
    }
    let keys = distinct_keys(&keys, Batch::Get)?;
    let page = store.read_many(&keys).await?;
    let found: HashMap<_, _> = page.items.iter().map(|item| ((&item.key.pk, &item.key.sk), item)).collect();
    let in_order = keys.iter().filter_map(|key| found.get(&(&key.pk, &key.sk)).copied());
    Ok(Answer::items(in_order, options.flag("meta"), &rest_of(&page)))
}
