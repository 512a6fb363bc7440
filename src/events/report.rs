//! Reports for the listeners of `data.events.on`.

use std::sync::Arc;
use std::time::Duration;

use super::outcome::{Fate, Outcome};
use crate::model::{Error, Event, Key};

/// Reports for the listeners of `data.events.on`.
#[derive(Debug, Clone)]
pub enum Report {
    /// A handler failed and will be retried.
    Retry {
        /// The event.
        event: Arc<Event>,
        /// How often the handler was tried.
        attempts: u32,
        /// The error message.
        error: String,
        /// How long the event waits for the retry.
        delay: Duration,
    },
    /// A handler gave an event up.
    Dropped {
        /// The event.
        event: Arc<Event>,
        /// How often the handler tried.
        attempts: u32,
        /// The key of the dead letter that the event has become.
        dead_letter: Option<Key>,
    },
    /// The group has missed changes.
    Gap {
        /// How many, if known.
        changes: Option<u64>,
        /// What happened.
        reason: String,
    },
    /// Other members of a stream's group have other handlers.
    Differs {
        /// The event names of this member.
        own: Vec<String>,
        /// The event names of the others.
        others: Vec<String>,
    },
    /// The group cannot be consumed now. The consumer retries.
    Failed(Error),
}

/// The report of an outcome, if it needs one.
pub(super) fn report(outcome: &Outcome) -> Option<Report> {
    let event = || Arc::clone(&outcome.event);
    match &outcome.fate {
        Fate::Done | Fate::Moved(_) => None,
        Fate::Missed => Some(Report::Gap {
            changes: Some(1),
            reason: format!(
                "'{}' of '{}' reached a member without a handler for it, and a stream cannot hand events over. Give \
                 programs with different handlers groups of their own.",
                outcome.event.kind.name(),
                outcome.event.item.key.to_text()
            ),
        }),
        Fate::Unreadable => Some(Report::Gap {
            changes: Some(1),
            reason: format!("The event of '{}' cannot be read.", outcome.event.item.key.to_text()),
        }),
        Fate::Retry { retry, error, delay } => Some(Report::Retry {
            event: event(),
            attempts: retry.attempts,
            error: error.clone(),
            delay: *delay,
        }),
    }
}
