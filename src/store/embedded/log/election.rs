//! Leader election: a group is led by the process that holds the lock of the group's file, and in that process by the
//! handle that asked last.
//!
//! The operating system frees the lock as soon as its holder dies. Candidates try the lock from time to time: a thread
//! that blocks on it could not be stopped, and would outlive its handle.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::watch;
use tokio::time::timeout;

use crate::model::Result;
use crate::store::embedded::error::from_io;
use crate::store::feed::{BoxFuture, Seat};

/// How often a waiting process tries the lock. Each try costs a system call.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// The election of the leader of one group, as far as this process takes part.
#[derive(Default)]
pub(super) struct Election {
    state: watch::Sender<Candidates>,
}

#[derive(Default)]
struct Candidates {
    lock: Lock,
    /// The candidates in the order in which they asked.
    waiting: Vec<u64>,
    /// The candidate that leads the group.
    seated: Option<u64>,
    next: u64,
}

#[derive(Default)]
enum Lock {
    /// There is no candidate.
    #[default]
    Closed,
    /// The file is open. Another process may hold its lock.
    Open(File),
    /// This process is elected. There is no file for a store in memory: it has no rivals.
    Held(#[allow(dead_code, reason = "the lock goes with the file")] Option<File>),
}

impl Candidates {
    /// Whether a candidate is the next of this process.
    fn is_next(&self, id: u64) -> bool {
        self.seated.is_none() && self.waiting.last() == Some(&id)
    }

    /// Seats a candidate if it is the next one and this process is elected. Returns whether it did.
    fn seat(&mut self, id: u64) -> bool {
        if !self.is_next(id) {
            return false;
        }
        if let Lock::Open(file) = &self.lock
            && is_locked(file)
            && let Lock::Open(file) = std::mem::take(&mut self.lock)
        {
            self.lock = Lock::Held(Some(file));
        }
        let elected = matches!(self.lock, Lock::Held(_));
        if elected {
            self.seated = Some(id);
        }
        elected
    }
}

/// Tries to lock a file. An interrupted system call counts as a failure.
fn is_locked(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // On a file system without locks only one process can use the store, so it is elected.
        Err(TryLockError::Error(error)) => error.kind() == io::ErrorKind::Unsupported,
    }
}

/// The file whose lock elects the leader of a group.
pub(super) fn lock_file(folder: &Path, group: &str) -> PathBuf {
    folder.join(format!("events-{}.lock", utf8_percent_encode(group, NON_ALPHANUMERIC)))
}

/// Takes part in an election. `file` is `None` for a store in memory.
pub(super) fn stand(election: &Arc<Election>, file: Option<&Path>) -> Result<Box<dyn Seat>> {
    let mut id = 0;
    let mut opened = Ok(());
    election.state.send_modify(|state| {
        if matches!(state.lock, Lock::Closed) {
            match file.map(open).transpose() {
                Ok(Some(file)) => state.lock = Lock::Open(file),
                Ok(None) => state.lock = Lock::Held(None),
                Err(error) => {
                    opened = Err(from_io(&error));
                    return;
                }
            }
        }
        id = state.next;
        state.next += 1;
        state.waiting.push(id);
    });
    opened.map(|()| Box::new(Candidate { election: Arc::clone(election), id }) as _)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

/// A handle of this process that wants to lead a group.
struct Candidate {
    election: Arc<Election>,
    id: u64,
}

impl Candidate {
    async fn wait(&self, until: impl FnMut(&Candidates) -> bool) {
        // `self` holds the sender, so waiting cannot fail.
        let _ = self.election.state.subscribe().wait_for(until).await;
    }
}

impl Seat for Candidate {
    fn granted(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            loop {
                self.wait(|state| state.is_next(self.id)).await;
                if self.election.state.send_if_modified(|state| state.seat(self.id)) {
                    return;
                }
                // Another process leads. Meanwhile another candidate of this process may become the next.
                let _ = timeout(TRY_EVERY, self.wait(|state| !state.is_next(self.id))).await;
            }
        })
    }

    fn wanted(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wait(|state| state.waiting.last() != Some(&self.id)))
    }

    fn release(&self) {
        self.election.state.send_modify(|state| {
            if state.seated == Some(self.id) {
                state.seated = None;
            }
        });
    }
}

impl Drop for Candidate {
    fn drop(&mut self) {
        self.election.state.send_modify(|state| {
            state.waiting.retain(|id| *id != self.id);
            if state.seated == Some(self.id) {
                state.seated = None;
            }
            if state.waiting.is_empty() {
                state.lock = Lock::Closed;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::task::{Context, Waker};

    use super::*;

    fn is_ready(future: &mut BoxFuture<'_, ()>) -> bool {
        Future::poll(future.as_mut(), &mut Context::from_waker(Waker::noop())).is_ready()
    }

    #[test]
    fn the_last_to_ask_is_seated_once_the_other_has_released_the_seat() {
        let election = Arc::new(Election::default());
        let first = stand(&election, None).unwrap();
        assert!(is_ready(&mut first.granted()));
        let mut wanted = first.wanted();
        assert!(!is_ready(&mut wanted));
        let second = stand(&election, None).unwrap();
        assert!(is_ready(&mut wanted));
        let mut granted = second.granted();
        assert!(!is_ready(&mut granted));
        first.release();
        assert!(is_ready(&mut granted));
        drop((granted, wanted));
        assert!(!is_ready(&mut first.granted()));
        drop(second);
        assert!(is_ready(&mut first.granted()));
    }

    #[tokio::test]
    async fn a_candidate_waits_for_the_lock_of_another_process() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_file(folder.path(), "a/b");
        let here = Arc::new(Election::default());
        let elsewhere = Arc::new(Election::default());
        let first = stand(&here, Some(&path)).unwrap();
        first.granted().await;
        let second = stand(&elsewhere, Some(&path)).unwrap();
        let mut granted = second.granted();
        assert!(!is_ready(&mut granted));
        drop(first);
        granted.await;
    }

    #[test]
    fn candidates_that_withdraw_while_another_process_leads_leave_no_file_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_file(folder.path(), "g");
        let leader = Arc::new(Election::default());
        let first = stand(&leader, Some(&path)).unwrap();
        pollster::block_on(first.granted());
        let election = Arc::new(Election::default());
        for _ in 0..3 {
            drop(stand(&election, Some(&path)).unwrap());
            assert!(matches!(election.state.borrow().lock, Lock::Closed));
        }
    }
}
