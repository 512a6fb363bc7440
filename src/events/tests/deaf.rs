//! A process whose event loop is blocked, on a clock of its own.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::advance;

use super::entry;
use crate::events::outcome::FeedId;
use crate::events::{Group, Handler, Host};
use crate::model::Millis;

struct Nobody;

impl Host for Nobody {
    fn notify(&self) {}
}

#[tokio::test(start_paused = true)]
async fn a_group_is_deaf_when_nothing_was_fetched_for_seconds() {
    let group = Group::new("g".into(), Arc::new(Nobody), || Millis::ZERO);
    group.add(Handler::new(0, &["*".to_owned()], Duration::from_secs(20)).unwrap());
    assert!(group.next_run().is_none());
    advance(Duration::from_secs(60)).await;
    assert!(!group.is_deaf(), "there was nothing to fetch");
    group.dispatch(|dispatcher, _| dispatcher.push(FeedId::LOG, entry(1, "a:x")));
    advance(Duration::from_millis(4_999)).await;
    group.dispatch(|dispatcher, _| dispatcher.push(FeedId::LOG, entry(2, "b:x")));
    assert!(!group.is_deaf());
    advance(Duration::from_millis(1)).await;
    assert!(group.is_deaf());
    assert!(group.next_run().is_some());
    assert!(!group.is_deaf());
}
