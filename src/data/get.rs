//! `get`: one item, a collection, a label, or several keys.

use compact_str::CompactString;
use std::collections::HashMap;

use super::StoreRef;
use super::answer::{Answer, rest_of};
use super::batch_keys::{Batch, distinct_keys};
use super::list::list;
use super::options::Options;
use crate::model::{Cursor, Error, Expression, Json, LabelNumber, Result};

/// The options of `get`.
#[derive(Debug)]
pub(super) struct GetOptions {
    pub meta: bool,
    pub label: Option<LabelNumber>,
    pub limit: usize,
    pub reverse: bool,
    pub consistent: bool,
    pub start: Option<Cursor>,
}

impl GetOptions {
    fn parse(options: &Options<'_>) -> Result<Self> {
        let label = options.label()?;
        let consistent = options.flag("consistent")?;
        if consistent && label.is_some() {
            return Err(Error::invalid_option(
                "'consistent' is not possible with a label: its index is updated a moment later",
            ));
        }
        Ok(Self {
            meta: options.flag("meta")?,
            label,
            limit: options.limit()?,
            reverse: options.flag("reverse")?,
            consistent,
            start: options.start(label)?,
        })
    }
}

/// `get(key, options)`: an exact key gives its value, everything else a page.
pub async fn get(store: StoreRef, key: CompactString, options: Option<Json>) -> Result<Answer> {
    let options = GetOptions::parse(&Options::parse(options.as_ref())?)?;
    match (Expression::parse(&key)?, options.label) {
        (Expression::Key(key), None) => {
            let item = store.read(&key, options.consistent).await?;
            Ok(item.map_or(Answer::Nothing, |item| Answer::item(item, options.meta)))
        }
        (expression, _) => list(store, expression.into_range(), options).await,
    }
}

/// `get([keys], options)`: the items that exist, in the order in which they were asked for.
pub async fn get_many(store: StoreRef, keys: Vec<String>, options: Option<Json>) -> Result<Answer> {
    let meta = Options::parse(options.as_ref())?.flag("meta")?;
    let keys = distinct_keys(&keys, Batch::Get)?;
    let page = store.read_many(&keys).await?;
    let found: HashMap<_, _> = page.items.iter().map(|item| ((&item.key.pk, &item.key.sk), item)).collect();
    let in_order = keys.iter().filter_map(|key| found.get(&(&key.pk, &key.sk)).copied());
    Ok(Answer::items(in_order, meta, &rest_of(&page)))
}
