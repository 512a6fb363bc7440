//! `collections`: the names before the first colon and, as asked, how many items each has, and how large these are.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::options::{Options, options};
use crate::model::text::{push_list, push_string};
use crate::model::{Error, Json, Result, size};
use crate::store::runtime::elsewhere;
use crate::store::{Census, Collections, Extent, Scan, Tally, Wanted};

/// Keys of a page of a scan: more than a request of DynamoDB reads.
const KEYS: usize = 20_000;

options! {
    /// What `collections` takes.
    CollectionsOptions {
        items: Option<bool>,
        bytes: bool,
    }
}

impl CollectionsOptions {
    fn census(&self) -> Result<Census> {
        match (self.items, self.bytes) {
            (Some(false), true) => Err(Error::invalid_option(
                "'bytes' are counted with the items: leave out 'items: false', or 'bytes'",
            )),
            (Some(false), false) => Ok(Census::Names),
            (_, true) => Ok(Census::Bytes),
            (_, false) => Ok(Census::Items),
        }
    }
}

/// `collections(options)`: names with what is wanted of each, in the order of the bytes of the names; and the same of the keys
/// that have no colon.
pub async fn collections(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let census = CollectionsOptions::read(options.as_ref())?.census()?;
    let Collections { named, simple, .. } = match store.collections(None, census) {
        Some(first) => in_order(store, first.await?, census).await?,
        None => by_scan(&store, census).await?,
    };
    let wanted = |Tally { items, bytes }: Tally| match census {
        Census::Names => vec![],
        Census::Items => vec![items],
        Census::Bytes => vec![items, bytes],
    };
    let push_numbers = |text: &mut String, tally: Tally| {
        push_list(text, wanted(tally), |text, number| text.push_str(&number.to_string()));
    };
    Ok(Answer::object(|members| {
        members.list("named", &named, |text, (name, tally)| {
            push_list(text, [0, 1], |text, place| match place {
                0 => push_string(text, name),
                _ => push_numbers(text, *tally),
            });
        });
        if simple.items > 0 {
            members.value("simple", |text| push_numbers(text, simple));
        }
    }))
}

/// Goes on where a store keeps the names in order. Only the beginning is read on the event loop.
async fn in_order(store: StoreRef, first: Collections, census: Census) -> Result<Collections> {
    if first.last.is_none() {
        return Ok(first);
    }
    elsewhere(async move {
        let mut all = first;
        while let Some(last) = all.last.take()
            && let Some(next) = store.collections(Some(last), census)
        {
            let next = next.await?;
            let mut named = next.named.into_iter();
            if let Some((name, tally)) = named.next() {
                match all.named.last_mut() {
                    Some((last, counted)) if *last == name => *counted += tally,
                    _ => all.named.push((name, tally)),
                }
            }
            all.named.extend(named);
            all.simple += next.simple;
            all.last = next.last;
        }
        Ok(all)
    })
    .await
}

/// Scans all keys, or all items, because the store has no order of names.
async fn by_scan(store: &StoreRef, census: Census) -> Result<Collections> {
    let bytes = census == Census::Bytes;
    let mut named: BTreeMap<CompactString, Tally> = BTreeMap::new();
    let mut simple = Tally::default();
    let extent = if bytes { Extent::Whole } else { Extent::Keys };
    let mut scan = Scan { limit: KEYS, wanted: Wanted { extent, ..Wanted::default() }, ..Scan::everything() };
    loop {
        let page = store.scan(scan.clone()).await?;
        for item in page.items {
            let size = if bytes { size::stored_size(&item)? } else { 0 };
            if item.key.simple {
                simple.count(size);
            } else {
                named.entry(item.key.pk).or_default().count(size);
            }
        }
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(Collections { named: named.into_iter().collect(), simple, last: None }),
        }
    }
}
