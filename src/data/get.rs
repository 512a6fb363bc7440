//! `get`: one item, a collection, a label, or several keys.

use std::collections::HashMap;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::{Answer, push_rest};
use super::batch_keys::{BatchVerb, distinct_keys};
use super::get_options::GetOptions;
use super::list::list;
use super::options::{Options, options};
use super::snapshot::read_at_one_moment;
use crate::model::item_text::Detail;
use crate::model::{Json, KeyExpression, Result};
use crate::store::{Extent, Freshness, Store};

options! {
    /// What `get` takes for several keys.
    GetManyOptions {
        meta: bool,
        version: bool,
        atomic: Option<bool>,
    }
}

/// `get(key, options)`: an exact key gives its value, everything else a page.
pub async fn get(store: StoreRef, key: CompactString, options: Option<Json>) -> Result<Answer> {
    let options = GetOptions::read(options.as_ref())?;
    let start = options.cursor()?;
    match (KeyExpression::parse(&key)?, options.label) {
        (KeyExpression::Key(key), None) => {
            options.check_for_one()?;
            let detail = options.detail();
            let Some(mut item) = store.read(&key, options.consistent).await? else {
                return Ok(Answer::Nothing);
            };
            if let Some(names) = options.attributes.0 {
                Extent::Attributes(names).cut(&mut item)?;
            }
            Ok(Answer::item(item, detail))
        }
        (expression, _) => list(store, expression.into_range(), options, start).await,
    }
}

/// The value of an exact key, if the store has it at hand: `take` gets it in place. `None` if [`get`] must be called.
pub fn value_at_once<T>(
    store: &dyn Store,
    key: &str,
    take: impl FnOnce(Option<&str>) -> T,
) -> Option<Result<T>> {
    let Ok(KeyExpression::Key(key)) = KeyExpression::parse(key) else { return None };
    let (mut take, mut taken) = (Some(take), None);
    let read = store.read_at_once(&key, &mut |value| taken = take.take().map(|take| take(value)))?;
    read.map(|()| taken).transpose()
}

/// `get([keys], options)`: the items that exist, in the order of the keys; with `atomic` as they were at one moment.
pub async fn get_many(store: StoreRef, keys: Vec<String>, options: Option<Json>) -> Result<Answer> {
    let GetManyOptions { meta, version, atomic } = GetManyOptions::read(options.as_ref())?;
    let keys = distinct_keys(&keys, BatchVerb::Get)?;
    let page = match atomic {
        Some(true) => read_at_one_moment(&store, &keys).await?,
        _ => store.read_many(&keys, Freshness::Eventual).await?,
    };
    let found: HashMap<_, _> = page.items.iter().map(|item| ((&item.key.pk, &item.key.sk), item)).collect();
    let in_order = keys.iter().filter_map(|key| found.get(&(&key.pk, &key.sk)).copied());
    Ok(Answer::items(in_order, Detail::of(meta, version), |members| push_rest(members, &page)))
}
