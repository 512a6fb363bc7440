//! Dead letters: the items that events become which a handler gives up.
//!
//! The key of a letter follows from the event and the handler, so whoever gives the event up again, after a crash, finds
//! the letter that is there.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::outcome::{DeadLetters, GivenUp};
use crate::model::item_text::{Detail, push_item, push_key};
use crate::model::limits::{MAX_ITEM_BYTES, MAX_NESTING};
use crate::model::text::{Members, push_list, push_object, push_string};
use crate::model::{Body, Event, Item, Json, Key, Labels, Millis, Stamp, Tree, size};
use crate::plan::{Change, Condition, Plan, Replacement};

/// Bytes of a letter that stay free, for what a replay writes into it.
const RESERVE: usize = 16 * 1024;
/// Most event names of the handler that a letter shows.
const MAX_NAMES: usize = 10;

/// What a letter leaves out, because it would not be a valid item with it.
const OMISSIONS: [&[&str]; 3] = [&[], &["previous"], &["previous", "value"]];

/// The plan that writes the letter of an event which a handler of a group gave up, unless it is there; `None` if the
/// handler has no dead letters.
pub(super) fn letter_of(group: &str, event: &Event, given_up: &GivenUp, now: Millis) -> Option<Plan> {
    let letters = given_up.dead_letters.as_deref()?;
    let key = key_of(group, event, given_up)?;
    let of = |omitted| replacement(group, event, given_up, letters, omitted, now);
    let fitting = OMISSIONS.into_iter().map(of).find(|letter| fits(&key, letter));
    let letter = fitting.unwrap_or_else(|| of(OMISSIONS[OMISSIONS.len() - 1]));
    let condition = Condition { exists: Some(false), ..Condition::default() };
    Some(Plan { key, condition, change: Change::Replace(letter) })
}

/// The key of that letter. It sorts by the time of the change, and at one time, by the order of the changes.
pub(super) fn key_of(group: &str, event: &Event, given_up: &GivenUp) -> Option<Key> {
    let letters = given_up.dead_letters.as_deref()?;
    let mut digest = Sha256::new();
    let images = [Some(&event.item), event.previous.as_ref()];
    let of_image = |item: &Item| format!("{}\n{}", item.version, item.value().as_str());
    let images = images.into_iter().flatten().map(of_image);
    let names = [group, &letters.handler, event.kind.name(), &event.item.key.to_text()].map(str::to_owned);
    for part in names.into_iter().chain(images) {
        digest.update(part.len().to_le_bytes());
        digest.update(part);
    }
    let digest = digest.finalize();
    let head = digest.first_chunk::<8>().map_or(0, |head| u64::from_be_bytes(*head));
    Some(Key {
        pk: letters.collection.clone(),
        sk: format!("{}-{}-{head:016x}", iso(event.at), event.place).into(),
        simple: false,
    })
}

fn replacement(
    group: &str,
    event: &Event,
    given_up: &GivenUp,
    letters: &DeadLetters,
    omitted: &[&str],
    now: Millis,
) -> Replacement {
    let has = |part| !omitted.contains(&part);
    let mut text = String::new();
    push_object(&mut text, |members| {
        members.string("name", event.kind.name());
        push_image(members, "item", &event.item, has("value"));
        if let Some(previous) = event.previous.as_ref().filter(|_| has("previous")) {
            push_image(members, "previous", previous, true);
        }
        members.value("error", |text| push_error(text, given_up));
        members.number("attempts", given_up.attempts);
        members.string("group", group);
        members.value("handler", |text| push_handler(text, letters));
        members.string("failed", &iso(now));
        let missing = omitted.iter().filter(|part| **part != "previous" || event.previous.is_some());
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            members.list("omitted", missing, |text, part| push_string(text, part));
        }
    });
    Replacement {
        body: Body::Object(Json::from_text(text)),
        labels: Labels::default(),
        ttl: None,
        created: None,
        version: None,
    }
}

fn push_image(members: &mut Members<'_>, name: &str, item: &Item, with_value: bool) {
    members.value(name, |text| {
        if with_value {
            push_item(text, item, Detail::Metadata);
        } else {
            push_object(text, |members| members.value("key", |text| push_key(text, &item.key)));
        }
    });
}

fn push_error(text: &mut String, given_up: &GivenUp) {
    push_object(text, |members| match &given_up.error {
        Some(error) => {
            members.string("message", &error.message);
            if let Some(code) = &error.code {
                members.string("code", code);
            }
        }
        None => members.string("message", "The event was not handled within 24 hours."),
    });
}

fn push_handler(text: &mut String, letters: &DeadLetters) {
    push_object(text, |members| {
        members.string("id", &letters.handler);
        members.value("names", |text| {
            push_list(text, letters.names.iter().take(MAX_NAMES), |text, name| push_string(text, name));
        });
    });
}

/// Whether a store takes the letter.
fn fits(key: &Key, letter: &Replacement) -> bool {
    let item = letter.to_item(key, &Stamp::random(Millis::ZERO));
    let is_small = size::item_size(&item).is_ok_and(|size| size + RESERVE <= MAX_ITEM_BYTES);
    is_small && item.value().to_tree().is_ok_and(|tree| is_storable(&tree))
}

/// Whether each root attribute has no more levels than one may have, and no name below the root is empty.
fn is_storable(letter: &Tree) -> bool {
    match letter {
        Tree::Object(attributes) => attributes.values().all(|value| is_shallow(value, MAX_NESTING)),
        _ => false,
    }
}

fn is_shallow(tree: &Tree, levels: usize) -> bool {
    match tree {
        _ if levels == 0 => false,
        Tree::Array(items) => items.iter().all(|item| is_shallow(item, levels - 1)),
        Tree::Object(object) => {
            object.iter().all(|(name, value)| !name.is_empty() && is_shallow(value, levels - 1))
        }
        _ => true,
    }
}

/// A moment as text that sorts as moments do.
fn iso(time: Millis) -> String {
    Timestamp::from_millisecond(time.0).map_or_else(|_| time.0.to_string(), |time| format!("{time:.3}"))
}
