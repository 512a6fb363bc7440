//! Members of one group whose handlers have filters.

use super::support::{Member, TestClock, open, put};
use crate::events::EventTest;
use crate::model::Json;
use crate::plan::Match;
use crate::store::embedded::Location;

/// A test that no event of [`put`] passes.
fn nothing() -> EventTest {
    let filter = Match::parse("filter", &Json::from_text(r#"{"$eq":"other"}"#)).unwrap();
    EventTest { filter: Some(Box::new(filter)), changed: None }
}

#[test]
fn what_a_filter_refuses_ends_where_its_name_brings_it() {
    let store = open(Location::Memory, || TestClock::new().now());
    let leader = Member::wanting(&store, &["*:shop:order*"]);
    let strict = Member::testing(&store, &["*:shop:mail*"], nothing());
    for key in ["shop:mail1", "shop:order1", "shop:mail2", "shop:order2"] {
        put(&store, key, None);
    }
    for key in ["shop:order1", "shop:order2"] {
        assert_eq!(leader.succeed().event.item.key.to_text(), key);
    }
    strict.rest();
    assert!(strict.next().is_none());
    // The same where the leader is the strict one, and for what waited for its return.
    strict.leave();
    put(&store, "shop:mail3", None);
    leader.rest();
    leader.leave();
    let strict = Member::testing(&store, &["*:shop:mail*"], nothing());
    strict.rest();
    assert!(strict.next().is_none());
    assert!(strict.reports().is_empty());
}

#[test]
fn a_retry_that_a_new_filter_refuses_blocks_nobody() {
    static CLOCK: TestClock = TestClock::new();
    let store = open(Location::Memory, || CLOCK.now());
    let before = Member::wanting(&store, &["*:shop:*"]);
    put(&store, "shop:1", None);
    assert_eq!(before.fail().1, 1);
    before.leave();
    // The clock stands still.
    Member::testing(&store, &["*:shop:*"], nothing()).rest();
}
