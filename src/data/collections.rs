//! `collections`: the names before the first colon, and how many items each has.

use std::collections::BTreeMap;

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use crate::model::Result;
use crate::model::text::{push_list, push_string};
use crate::store::runtime::elsewhere;
use crate::store::{Collections, Extent, Scan, Wanted};

/// Keys of a page of a scan: more than a request of DynamoDB reads.
const KEYS: usize = 20_000;

/// `collections()`: names with their numbers of items in the order of their bytes, and how many keys have no colon.
pub async fn collections(store: StoreRef) -> Result<Answer> {
    let Collections { named, simple, .. } = match store.collections(None) {
        Some(first) => in_order(store, first.await?).await?,
        None => by_scan(&store).await?,
    };
    Ok(Answer::object(|members| {
        members.list("named", &named, |text, (name, items)| {
            push_list(text, [0, 1], |text, place| match place {
                0 => push_string(text, name),
                _ => text.push_str(&items.to_string()),
            });
        });
        members.number("simple", simple);
    }))
}

/// Goes on where a store keeps the names in order. Only the beginning is read on the event loop.
async fn in_order(store: StoreRef, first: Collections) -> Result<Collections> {
    if first.last.is_none() {
        return Ok(first);
    }
    elsewhere(async move {
        let mut all = first;
        while let Some(last) = all.last.take()
            && let Some(next) = store.collections(Some(last))
        {
            let next = next.await?;
            let mut named = next.named.into_iter();
            if let Some((name, items)) = named.next() {
                match all.named.last_mut() {
                    Some((last, counted)) if *last == name => *counted += items,
                    _ => all.named.push((name, items)),
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

/// Scans all keys, because the store has no order of names.
async fn by_scan(store: &StoreRef) -> Result<Collections> {
    let mut named: BTreeMap<CompactString, u64> = BTreeMap::new();
    let mut simple = 0;
    let wanted = Wanted { extent: Extent::Keys, ..Wanted::default() };
    let mut scan = Scan { limit: KEYS, wanted, ..Scan::everything() };
    loop {
        let page = store.scan(scan.clone()).await?;
        for item in page.items {
            if item.key.simple {
                simple += 1;
            } else {
                *named.entry(item.key.pk).or_default() += 1;
            }
        }
        match page.last {
            Some(last) => scan.start = Some(last),
            None => return Ok(Collections { named: named.into_iter().collect(), simple, last: None }),
        }
    }
}
