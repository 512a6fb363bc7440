//! Whether the stream and its leases can be reached. If not, a process with nothing else to do exits, and the next
//! one handles its changes.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::StreamMember;
use super::registration::Registration;
use crate::events::report::Report;
use crate::model::Error;

/// After this time without an answer the process may exit.
const LET_GO: Duration = Duration::from_secs(8);
/// How often to check.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// When the stream last answered.
#[derive(Debug)]
pub(super) struct LastContact {
    at: Mutex<Instant>,
    cut_off: AtomicBool,
}

impl Default for LastContact {
    fn default() -> Self {
        Self { at: Mutex::new(Instant::now()), cut_off: AtomicBool::new(false) }
    }
}

impl LastContact {
    /// The stream has answered now.
    pub(super) fn now(&self) {
        *self.at.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    pub(super) fn is_cut_off(&self) -> bool {
        self.cut_off.load(Ordering::Acquire)
    }

    fn since(&self) -> Duration {
        self.at.lock().unwrap_or_else(PoisonError::into_inner).elapsed()
    }
}

/// Notifies JavaScript when the stream becomes unreachable or reachable again. It never resolves.
pub(super) async fn watch(member: &StreamMember) {
    loop {
        sleep(LOOK_EVERY).await;
        let is_cut_off = member.contact.since() >= LET_GO;
        if member.contact.is_cut_off() == is_cut_off {
            continue;
        }
        // Errors were reported as they came. Requests without an answer were not.
        if is_cut_off && *member.registered.borrow() == Registration::UnderWay {
            let seconds = LET_GO.as_secs();
            member.group.report(Report::Failed(Error::refused(
                "UNREACHABLE",
                format!(
                    "No answer came within {seconds} seconds. Check the network, the region and the endpoint."
                ),
            )));
        }
        member.contact.cut_off.store(is_cut_off, Ordering::Release);
        member.group.notify();
    }
}
