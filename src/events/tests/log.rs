//! Consuming the change log, with a clock that the tests set.

use std::time::Duration;

use super::support::{DAY, Member, TestClock, open, put};
use crate::events::Report;
use crate::model::EventKind;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::embedded::Location;

#[test]
fn a_restart_keeps_the_count_and_a_day_ends_it() {
    static CLOCK: TestClock = TestClock::new();
    let start = CLOCK.now();
    let folder = tempfile::tempdir().unwrap();
    let location = || Location::Folder(folder.path().to_owned());
    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "bad:1", None);
    for attempt in 1..=3 {
        assert_eq!(member.fail().1, attempt);
        CLOCK.pass(Duration::from_secs(1));
    }
    put(&store, "bad:2", None);
    member.leave();
    drop(store);

    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    let (run, attempts) = member.fail();
    assert_eq!((run.event.item.key.to_text().as_str(), attempts), ("bad:1", 4));
    // It fails for the rest of the day.
    CLOCK.set(start + EVENT_LIFETIME - Duration::from_millis(1));
    assert_eq!(member.fail().1, 5);
    CLOCK.set(start + EVENT_LIFETIME);
    let Report::Dropped { event, attempts, .. } = member.report() else { panic!() };
    assert_eq!((event.item.key.to_text().as_str(), attempts), ("bad:1", 5));
    member.leave();
    drop(store);

    // A dropped event does not come back, and its collection continues.
    let store = open(location(), || CLOCK.now());
    let member = Member::join(&store);
    assert_eq!(member.run().event.item.key.to_text(), "bad:2");
}

#[test]
fn changes_without_a_process_for_a_day_are_reported_as_a_gap() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "a:1", None);
    assert_eq!(member.succeed().event.kind, EventKind::Created);
    member.rest();
    member.leave();
    for _ in 0..3 {
        put(&store, "a:1", None);
    }
    CLOCK.pass(EVENT_LIFETIME + Duration::from_secs(60 * 60));
    // A write triggers trimming.
    put(&store, "b:1", None);
    put(&store, "b:1", None);
    let member = Member::join(&store);
    let Report::Gap { changes, .. } = member.report() else { panic!() };
    assert_eq!(changes, Some(3));
    assert_eq!(member.succeed().event.item.key.to_text(), "b:1");
}

#[test]
fn a_group_without_a_process_is_forgotten_after_a_month() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    Member::join(&store).leave();
    CLOCK.pass(29 * DAY);
    put(&store, "a:1", None);
    put(&store, "a:1", None);
    let member = Member::join(&store);
    assert_eq!(member.succeed().event.kind, EventKind::Created);
    member.leave();
    CLOCK.pass(30 * DAY);
    put(&store, "a:2", None);
    put(&store, "a:3", None);
    let member = Member::join(&store);
    put(&store, "a:4", None);
    assert_eq!(member.run().event.item.key.to_text(), "a:4");
}

#[test]
fn expiry_is_a_deletion_and_an_expired_item_is_deleted_before_it_is_replaced() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    let soon = (CLOCK.now() + Duration::from_secs(10)).seconds();
    put(&store, "a:swept", Some(soon));
    put(&store, "a:replaced", Some(soon));
    member.succeed();
    member.succeed();
    CLOCK.pass(Duration::from_secs(10));
    let item = put(&store, "a:replaced", None);
    let mut seen: Vec<_> =
        (0..3).map(|_| member.succeed().event).map(|event| (event.kind, event.item.clone())).collect();
    // The sweep may come before or after the replacement.
    seen.sort_by_key(|(kind, item)| (item.key.to_text(), *kind == EventKind::Created));
    let kinds: Vec<_> = seen.iter().map(|(kind, item)| (*kind, item.key.to_text())).collect();
    let key = |key: &str| key.to_owned();
    assert_eq!(
        kinds,
        [
            (EventKind::Deleted, key("a:replaced")),
            (EventKind::Created, key("a:replaced")),
            (EventKind::Deleted, key("a:swept")),
        ]
    );
    assert_eq!((seen[0].1.ttl, &seen[1].1), (Some(soon), &item));
}

#[test]
fn a_long_backlog_of_a_failing_collection_stays_in_the_store() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let member = Member::join(&store);
    put(&store, "bad:0", None);
    member.fail();
    for number in 1..=300 {
        put(&store, &format!("bad:{number}"), None);
    }
    put(&store, "good:1", None);
    assert_eq!(member.succeed().event.item.key.to_text(), "good:1");
    CLOCK.pass(Duration::from_secs(1));
    for number in 0..=300 {
        assert_eq!(member.succeed().event.item.key.to_text(), format!("bad:{number}"));
    }
    member.rest();
}
