mod deaf;
mod dispatcher;
mod feeds;
mod filters;
mod given_up;
mod log;
mod members;
mod properties;
mod room;
mod session;
mod support;

use std::sync::Arc;

use crate::model::{Body, Event, Item, Json, Key, Labels, Millis, Seconds, Version};
use crate::store::feed::{ChangeNumber, Entry, Retry};

/// The event of creating an item.
pub(super) fn created(key: &str, at: Millis) -> Event {
    let item = Item {
        key: Key::parse(key).unwrap(),
        body: Body::Value(Json::from_text("1")),
        created: Seconds(0),
        version: Version::default(),
        ttl: None,
        labels: Labels::default(),
    };
    Event::new(None, Some(item), at).unwrap()
}

fn entry(number: u64, key: &str) -> Entry {
    Entry {
        number: ChangeNumber(number),
        event: Arc::new(created(key, Millis::ZERO)),
        retry: Retry::default(),
    }
}
