//! Reports for the listeners of `data.events.on`, as JSON objects.

use crate::data::event_text;
use crate::events::Report;
use crate::model::text::push_object;

/// The text of a report of a group. `type` says which other members it has.
pub(super) fn report_text(group: &str, report: &Report) -> String {
    let mut text = String::new();
    push_object(&mut text, |members| {
        members.string("group", group);
        match report {
            Report::Retry { event, attempts, error, delay } => {
                members.string("type", "retry");
                members.json("event", &event_text(event));
                members.number("attempts", attempts);
                members.string("error", error);
                members.number("delay", delay.as_millis());
            }
            Report::Dropped { event, attempts, dead_letter } => {
                members.string("type", "dropped");
                members.json("event", &event_text(event));
                members.number("attempts", attempts);
                if let Some(key) = dead_letter {
                    members.string("deadLetter", &key.to_text());
                }
            }
            Report::Gap { changes, reason } => {
                members.string("type", "gap");
                if let Some(changes) = changes {
                    members.number("changes", changes);
                }
                members.string("reason", reason);
            }
            Report::Differs { own, others } => {
                members.string("type", "differs");
                members.string("own", &own.join(", "));
                members.string("others", &others.join(", "));
            }
            Report::Failed(error) => {
                members.string("type", "failed");
                members.string("name", error.name);
                members.string("code", error.code);
                members.string("message", &error.message);
            }
        }
    });
    text
}
