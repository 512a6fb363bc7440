//! Embedded stores for tests.

use std::path::Path;

use ampt_data::model::{Body, Item, Json, Key, LabelNumber, Labels, Seconds};
use ampt_data::plan::{Change, Condition, Plan, Replacement};
use ampt_data::store::embedded::{Durability, EmbeddedOptions, Location};
use ampt_data::store::{Scan, Store};
use pollster::block_on;

pub(crate) fn options(folder: &Path) -> EmbeddedOptions {
    let mut options = EmbeddedOptions::new(Location::Folder(folder.to_owned()));
    options.durability = Durability::Relaxed;
    options
}

pub(crate) fn put(key: &str, value: &str, ttl: Option<Seconds>) -> Plan {
    let mut labels = Labels::default();
    labels.set(LabelNumber::new(1).unwrap(), Some(Key::parse("l:1").unwrap()));
    let body = Body::Value(Json::from_text(value.to_owned()));
    let replacement = Replacement { body, labels, ttl, created: None, version: None };
    Plan {
        key: Key::parse(key).unwrap(),
        condition: Condition::default(),
        change: Change::Replace(replacement),
    }
}

pub(crate) fn stored(store: &dyn Store) -> Vec<Item> {
    let scan = Scan { limit: usize::MAX, expired: true, ..Scan::everything() };
    block_on(store.scan(scan)).unwrap().items
}
