//! Members of one group that want different events.

use std::sync::Arc;
use std::time::Duration;

use pollster::block_on;

use super::log::{DAY, Member, TestClock, open, put};
use crate::events::Report;
use crate::model::limits::EVENT_LIFETIME;
use crate::store::embedded::{EmbeddedStore, Location};

fn memory() -> Arc<EmbeddedStore> {
    open(Location::Memory, || TestClock::new().now())
}

/// Gives the others time to do what they must not.
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
    assert!(mails.next().is_none(), "what comes before is not handled yet");
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
fn what_only_an_absent_member_wants_waits_for_it_and_holds_up_nobody() {
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
fn a_member_that_comes_back_rests_once_what_waited_for_it_is_handled() {
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
fn what_no_member_that_runs_wants_holds_up_nobody_while_it_waits_for_a_retry() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let mails = Member::wanting(&store, &["*:shop:mail*"]);
    put(&store, "shop:mail", None);
    assert_eq!(mails.fail().1, 1);
    mails.leave();
    put(&store, "shop:order", None);
    // The time does not go on.
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
fn what_was_handed_over_and_failed_goes_to_another_where_its_handler_is_taken_away() {
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
fn what_is_handled_goes_to_nobody_else_where_its_handler_is_taken_away() {
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
fn what_nobody_comes_for_is_dropped_after_a_day_and_told() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let orders = Member::wanting(&store, &["*:order"]);
    Member::wanting(&store, &["*:mail"]).leave();
    put(&store, "mail", None);
    put(&store, "order", None);
    orders.succeed();
    orders.rest();
    CLOCK.pass(EVENT_LIFETIME);
    // The leader looks once a minute, and where a member joins.
    let other = Member::wanting(&store, &["*:else"]);
    // In one process the member that came last leads.
    let Report::Dropped { event, attempts } = other.report() else { panic!() };
    assert_eq!((event.item.key.to_text().as_str(), attempts), ("mail", 0));
}

#[test]
fn a_name_is_remembered_for_a_month_and_not_where_a_member_has_taken_it_back() {
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
    // Somebody must be there, or the group is forgotten.
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
fn what_a_member_leaves_behind_goes_to_another_with_the_count_of_its_attempts() {
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
fn what_a_member_no_longer_wants_goes_to_another() {
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
fn of_several_members_that_want_the_same_the_newest_is_given_it() {
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
