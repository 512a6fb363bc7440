//! Members of one group with different handlers.

use std::sync::Arc;
use std::time::Duration;

use pollster::block_on;

use super::support::{DAY, Member, TestClock, open, put};
use crate::events::Report;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::embedded::{EmbeddedStore, Location};

fn memory() -> Arc<EmbeddedStore> {
    open(Location::Memory, || TestClock::new().now())
}

/// Gives others time to do what they must not do.
fn a_while() {
    std::thread::sleep(Duration::from_millis(100));
}

#[test]
fn each_event_goes_to_a_member_that_wants_it_in_the_order_of_its_collection() {
    let store = memory();
    let orders = Member::wanting(&store, &["*:shop:order*"]);
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    for key in ["shop:order1", "shop:mail1", "shop:other", "shop:mail2", "shop:order2"] {
        put(&store, key, None);
    }
    let first = orders.run();
    assert_eq!(first.event.item.key.to_text(), "shop:order1");
    a_while();
    assert!(mails.next().is_none(), "an earlier event is not handled yet");
    orders.end(&first);
    for key in ["shop:mail1", "shop:mail2"] {
        let run = mails.run();
        assert_eq!(run.event.item.key.to_text(), key);
        a_while();
        assert!(orders.next().is_none(), "{key} is not handled yet");
        mails.end(&run);
    }
    assert_eq!(orders.succeed().event.item.key.to_text(), "shop:order2");
    orders.rest();
    mails.rest();
}

#[test]
fn events_that_only_an_absent_member_wants_wait_for_it_and_block_nobody() {
    let store = memory();
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    let orders = Member::wanting(&store, &["*:shop:order*"]);
    mails.leave();
    for key in ["shop:mail1", "shop:order1", "shop:mail2", "shop:order2"] {
        put(&store, key, None);
    }
    for key in ["shop:order1", "shop:order2"] {
        assert_eq!(orders.succeed().event.item.key.to_text(), key);
    }
    orders.rest();
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    for key in ["shop:mail1", "shop:mail2"] {
        assert_eq!(mails.succeed().event.item.key.to_text(), key);
    }
    mails.rest();
}

#[test]
fn a_member_that_returns_is_idle_once_the_events_that_waited_for_it_are_handled() {
    let store = memory();
    let orders = Member::wanting(&store, &["*:shop:order*"]);
    Member::wanting(&store, &["*:shop:mail*"]).leave();
    for _ in 0..20 {
        put(&store, "shop:mail", None);
        orders.rest();
        let mails = Member::wanting(&store, &["*:shop:mail*"]);
        let (resting, others) = (mails.resting(), orders.resting());
        let run = mails.run();
        std::thread::sleep(Duration::from_millis(5));
        assert!(!resting.is_finished() && !others.is_finished(), "a handler runs");
        mails.end(&run);
        block_on(resting).unwrap().unwrap();
        block_on(others).unwrap().unwrap();
        mails.leave();
    }
}

#[test]
fn a_retry_that_no_running_member_wants_blocks_nobody() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    put(&store, "shop:mail", None);
    assert_eq!(mails.fail().1, 1);
    mails.leave();
    put(&store, "shop:order", None);
    // The clock stands still.
    let orders = Member::wanting(&store, &["*:shop:order*"]);
    orders.succeed();
    orders.rest();
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    CLOCK.pass(Duration::from_secs(1));
    assert_eq!(mails.fail().1, 2);
    mails.take_back(&["*:shop:note"]);
    orders.rest();
    mails.rest();
}

#[test]
fn a_failed_event_goes_to_another_member_if_its_handler_is_removed() {
    let store = memory();
    let mails = Member::wanting(&store, &["*:shop:mail"]);
    let leader = Member::wanting(&store, &["*:shop:order"]);
    put(&store, "shop:mail", None);
    put(&store, "shop:order", None);
    assert_eq!(mails.fail().1, 1);
    mails.take_back(&["*:shop:note"]);
    leader.succeed();
    leader.rest();
}

#[test]
fn a_handled_event_goes_to_nobody_else_if_its_handler_is_removed() {
    let store = memory();
    let old = Member::wanting(&store, &["*:mail"]);
    let new = Member::wanting(&store, &["*:mail"]);
    let leader = Member::wanting(&store, &["*:order"]);
    put(&store, "mail", None);
    let run = new.run();
    new.take_back(&["*:note"]);
    new.end(&run);
    leader.rest();
    assert!(old.next().is_none());
}

#[test]
fn events_that_wait_in_vain_are_dropped_after_a_day_and_reported() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let orders = Member::wanting(&store, &["*:order"]);
    Member::wanting(&store, &["*:mail"]).leave();
    put(&store, "mail", None);
    put(&store, "order", None);
    orders.succeed();
    orders.rest();
    CLOCK.pass(EVENT_LIFETIME);
    // The leader looks once a minute, and when a member joins.
    let other = Member::wanting(&store, &["*:else"]);
    // In one process the newest member leads.
    let Report::Dropped { event, attempts, .. } = other.report() else { panic!() };
    assert_eq!((event.item.key.to_text().as_str(), attempts), ("mail", 0));
}

#[test]
fn a_name_is_remembered_for_a_month_unless_its_handlers_were_removed() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let orders = Member::wanting(&store, &["*:order"]);
    let mails = Member::wanting(&store, &["*:mail", "*:letter"]);
    mails.take_back(&["*:mail"]);
    mails.leave();
    put(&store, "letter", None);
    put(&store, "mail", None);
    orders.rest();
    let all = Member::join(&store);
    assert_eq!(all.succeed().event.item.key.to_text(), "mail");
    all.rest();
    all.leave();
    orders.leave();
    CLOCK.pass(29 * DAY);
    // Without members the group would be forgotten.
    Member::wanting(&store, &["*:order"]).leave();
    CLOCK.pass(DAY);
    let orders = Member::wanting(&store, &["*:order"]);
    put(&store, "mail", None);
    orders.rest();
    let all = Member::join(&store);
    put(&store, "last", None);
    assert_eq!(all.succeed().event.item.key.to_text(), "last");
}

#[test]
fn events_that_a_member_leaves_behind_keep_their_attempts() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let mails = Member::wanting(&store, &["*:mail"]);
    let leader = Member::wanting(&store, &["*:order"]);
    put(&store, "mail", None);
    put(&store, "order", None);
    assert_eq!(mails.fail().1, 1);
    leader.succeed();
    mails.leave();
    CLOCK.pass(Duration::from_secs(1));
    let again = Member::wanting(&store, &["*:mail"]);
    assert_eq!(again.fail().1, 2);
    CLOCK.pass(Duration::from_secs(1));
    leader.leave();
    again.succeed();
    again.rest();
}

#[test]
fn events_that_a_member_no_longer_wants_go_to_another() {
    let store = memory();
    let first = Member::wanting(&store, &["*:a:mail"]);
    let second = Member::wanting(&store, &["*:a:mail", "*:a:letter"]);
    let leader = Member::wanting(&store, &["*:a:order"]);
    put(&store, "a:letter", None);
    put(&store, "a:mail", None);
    let run = second.run();
    assert_eq!(run.event.item.key.to_text(), "a:letter");
    second.take_back(&["*:a:note"]);
    second.end(&run);
    assert_eq!(first.succeed().event.item.key.to_text(), "a:mail");
    put(&store, "a:order", None);
    leader.succeed();
    leader.rest();
}

#[test]
fn of_members_with_the_same_handlers_the_newest_gets_the_events() {
    let store = memory();
    let old = Member::wanting(&store, &["*:mail", "*:old"]);
    let new = Member::wanting(&store, &["*:mail"]);
    let leader = Member::wanting(&store, &["*:order"]);
    for key in ["mail", "old", "order"] {
        put(&store, key, None);
    }
    assert_eq!(new.succeed().event.item.key.to_text(), "mail");
    assert_eq!(old.succeed().event.item.key.to_text(), "old");
    leader.succeed();
    leader.rest();
}
