//! What is told to the functions of `data.events.on`.

use std::sync::Arc;
use std::time::Duration;

use super::dispatcher::{Fate, Outcome};
use crate::model::{Error, Event};

/// What is told to the functions of `data.events.on`.
#[derive(Debug, Clone)]
pub enum Report {
    /// A handler failed and will run again.
    Retry {
        /// What it was to handle.
        event: Arc<Event>,
        /// How often it was tried.
        attempts: u32,
        /// What it threw.
        error: String,
        /// How long the event waits.
        delay: Duration,
    },
    /// An event was given up after 24 hours.
    Dropped {
        /// The event.
        event: Arc<Event>,
        /// How often the handler that kept failing was tried.
        attempts: u32,
    },
    /// Changes were lost to the group.
    Gap {
        /// How many, if that is known.
        changes: Option<u64>,
        /// What happened.
        reason: String,
    },
    /// Other members of a stream's group have other handlers.
    Differs {
        /// The event names that this one wants.
        own: Vec<String>,
        /// Those of the others.
        others: Vec<String>,
    },
    /// The group cannot be consumed now; that is tried again.
    Failed(Error),
}

/// What is told of what became of an event.
pub(super) fn report(outcome: &Outcome) -> Option<Report> {
    let event = || Arc::clone(&outcome.event);
    match &outcome.fate {
        Fate::Done | Fate::Moved(_) => None,
        Fate::Missed => Some(Report::Gap {
            changes: Some(1),
            reason: format!(
                "'{}' of '{}' came to a member that does not want it, and a stream cannot hand it over. Give programs \
                 with different handlers a 'group' of their own.",
                outcome.event.kind.name(),
                outcome.event.item.key.to_text()
            ),
        }),
        Fate::GivenUp => Some(Report::Gap {
            changes: Some(1),
            reason: format!("The event of '{}' cannot be read.", outcome.event.item.key.to_text()),
        }),
        Fate::Retry { retry, error, delay } => Some(Report::Retry {
            event: event(),
            attempts: retry.attempts,
            error: error.clone(),
            delay: *delay,
        }),
        Fate::Dropped { attempts } => Some(Report::Dropped { event: event(), attempts: *attempts }),
    }
}
