//! `events.groups` and `events.forget`: the groups that handle the events of a store.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::on::check_group;
use crate::model::text::{Members, push_object, push_string};
use crate::model::{Millis, Result};
use crate::store::feed::{Changes, EventGroup};
use crate::store::runtime::elsewhere;

/// `events.groups()`: what the store tells of each group, sorted by name.
pub async fn groups(store: StoreRef) -> Result<Answer> {
    let (groups, now) = (states(&store).await?, store.now());
    Ok(Answer::object(|members| push_groups(members, &groups, now)))
}

/// `events.forget(group)`: whether there was such a group, and how many events it had not handled.
pub async fn forget_group(store: StoreRef, group: CompactString) -> Result<Answer> {
    check_group(&group)?;
    let forgotten = match store.changes() {
        Changes::Log(log) => log.forget(&group).await?,
        Changes::Stream(stream) => stream.forget(&group).await?,
    };
    Ok(Answer::object(|members| {
        members.bool("forgotten", forgotten.existed);
        if let Some(events) = forgotten.events {
            members.number("events", events);
        }
    }))
}

/// What the store tells of each group, sorted by name.
pub(super) async fn states(store: &StoreRef) -> Result<Vec<EventGroup>> {
    let mut groups = match store.changes() {
        Changes::Log(log) => elsewhere(async move { log.groups() }).await?,
        Changes::Stream(stream) => stream.groups().await?,
    };
    groups.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(groups)
}

/// Writes `groups`. Times are epoch milliseconds.
pub(super) fn push_groups(members: &mut Members<'_>, groups: &[EventGroup], now: Millis) {
    members.list("groups", groups, |text, group| {
        push_object(text, |members| {
            members.string("group", &group.name);
            members.number("members", group.members);
            members.list("names", &group.names, |text, name| push_string(text, name));
            if let Some(waiting) = group.waiting {
                members.number("behind", waiting);
                if let Some(since) = group.since {
                    members.number("oldest", since.0);
                }
            }
            members.number("behindMs", group.since.map_or(0, |since| now.since(since).as_millis()));
            members.number("failing", group.failing);
        });
    });
}
