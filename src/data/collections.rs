//! `collections`: the names before the first colon, how many items each has, and how large these are.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::options::{Options, options};
use crate::model::text::{push_list, push_string};
use crate::model::{Json, Result, size};
use crate::store::runtime::elsewhere;
use crate::store::{Collections, Extent, Scan, Tally, Wanted};

/// Keys of a page of a scan: more than a request of DynamoDB reads.
const KEYS: usize = 20_000;

options! {
    /// What `collections` takes.
    CollectionsOptions { bytes: bool, }
}

/// `collections(options)`: names with their numbers of items, and with their bytes if these are wanted, in the order of the
/// bytes of the names; and the same of the keys that have no colon.
pub async fn collections(store: StoreRef, options: Option<Json>) -> Result<Answer> {
    let CollectionsOptions { bytes } = CollectionsOptions::read(options.as_ref())?;
    let Collections { named, simple, .. } = match store.collections(None, bytes) {
        Some(first) => in_order(store, first.await?, bytes).await?,
        None => by_scan(&store, bytes).await?,
    };
    let push_tally = |text: &mut String, Tally { items, bytes: size }: Tally| {
        text.push_str(&items.to_string());
        if bytes {
            text.push(',');
            text.push_str(&size.to_string());
        }
    };
    Ok(Answer::object(|members| {
        members.list("named", &named, |text, (name, tally)| {
            push_list(text, [0, 1], |text, place| match place {
                0 => push_string(text, name),
                _ => push_tally(text, *tally),
            });
        });
        if simple.items > 0 {
            members.value("simple", |text| push_list(text, [simple], push_tally));
        }
    }))
}

/// Goes on where a store keeps the names in order. Only the beginning is read on the event loop.
async fn in_order(store: StoreRef, first: Collections, bytes: bool) -> Result<Collections> {
    if first.last.is_none() {
        return Ok(first);
    }
    elsewhere(async move {
        let mut all = first;
        while let Some(last) = all.last.take()
            && let Some(next) = store.collections(Some(last), bytes)
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
async fn by_scan(store: &StoreRef, bytes: bool) -> Result<Collections> {
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
