//! Random writes, and what the store holds after them.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use ampt_data::model::{Body, Error, Json, Key, LabelNumber, Labels, Seconds};
use ampt_data::plan::{Change, Condition, Plan, Replacement};
use ampt_data::store::embedded::{Durability, EmbeddedOptions, EmbeddedStore, Location};
use ampt_data::store::{Scan, Store};
use pollster::block_on;

pub fn open(folder: &Path) -> Result<Arc<EmbeddedStore>, Error> {
    let mut options = EmbeddedOptions::new(Location::Folder(folder.to_owned()));
    options.durability = Durability::Relaxed;
    EmbeddedStore::open(&options)
}

pub fn memory() -> EmbeddedOptions {
    EmbeddedOptions { sweep: false, ..EmbeddedOptions::new(Location::Memory) }
}

pub fn put(key: &str, value: &str) -> Plan {
    let mut labels = Labels::default();
    labels.set(LabelNumber::new(1).unwrap(), Some(Key::parse(&format!("l:{}", value.len())).unwrap()));
    let body = Body::Value(Json::from_text(value.to_owned()));
    // In the year 2100: the index of expiries is used, and nothing expires.
    let ttl = value.len().is_multiple_of(2).then_some(Seconds(4_102_444_800));
    plan(key, Change::Replace(Replacement { body, labels, ttl, created: None, version: None }))
}

pub fn remove(key: &str) -> Plan {
    plan(key, Change::Remove)
}

fn plan(key: &str, change: Change) -> Plan {
    Plan { key: Key::parse(key).unwrap(), condition: Condition::default(), change }
}

/// All items of a store: keys and values.
pub fn contents(store: &dyn Store) -> Result<BTreeMap<String, String>, Error> {
    let mut all = BTreeMap::new();
    let mut scan = Scan::everything();
    loop {
        let page = block_on(store.scan(scan.clone()))?;
        all.extend(page.items.iter().map(|item| (item.key.to_text(), item.value().as_str().to_owned())));
        scan.start = page.last;
        if scan.start.is_none() {
            return Ok(all);
        }
    }
}

/// What a store must hold.
#[derive(Default)]
pub struct History {
    pub items: BTreeMap<String, String>,
}

impl History {
    /// Writes at random. The writer thread commits most of it in one transaction.
    pub fn commit(&mut self, store: &dyn Store, random: &mut fastrand::Rng) {
        let mut written = Vec::new();
        for _ in 0..random.usize(1..60) {
            let key = format!("k{}:{}", random.u8(0..4), random.u8(0..40));
            if random.u8(0..3) == 0 {
                self.items.remove(&key);
                written.push(store.commit(remove(&key).into()));
            } else {
                let size = if random.u8(0..8) == 0 { random.usize(0..200_000) } else { random.usize(0..900) };
                let value = format!("\"{}\"", "x".repeat(size));
                written.push(store.commit(put(&key, &value).into()));
                self.items.insert(key, value);
            }
        }
        written.into_iter().for_each(|written| drop(block_on(written).unwrap()));
    }
}
