//! Who leads a group: the process that holds the lock of the group's file, and in it the handle that
//! asked last.
//!
//! The lock is the operating system's, so it is free as soon as its holder is dead. It is tried from
//! time to time: a thread that waits for it could not be stopped, and would outlive its handle.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::watch;
use tokio::time::timeout;

use super::super::error::from_io;
use crate::model::Result;
use crate::store::feed::{BoxFuture, Seat};

/// How often the lock is tried by a process that waits for it. It costs a system call.
const TRY_EVERY: Duration = Duration::from_millis(50);

/// The line of the handles of this process on one group.
#[derive(Default)]
pub struct Line {
    state: watch::Sender<State>,
}

#[derive(Default)]
struct State {
    lock: Lock,
    /// Those who want to lead, in the order in which they asked.
    waiting: Vec<u64>,
    /// The one who does.
    seated: Option<u64>,
    next: u64,
}

#[derive(Default)]
enum Lock {
    /// Nobody waits.
    #[default]
    Closed,
    /// Of a file that another process may have locked.
    Open(File),
    /// This process is elected. The file of a store in memory has no name and no rival.
    Held(#[allow(dead_code, reason = "the lock goes with the file")] Option<File>),
}

impl State {
    /// Whether it is the turn of one in this process.
    fn is_turn_of(&self, id: u64) -> bool {
        self.seated.is_none() && self.waiting.last() == Some(&id)
    }

    /// Seats one whose turn it is if this process is elected.
    fn seat(&mut self, id: u64) -> bool {
        if !self.is_turn_of(id) {
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

/// Tries the lock of a file. A system call that was interrupted is no lock.
fn is_locked(file: &File) -> bool {
    match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        // A file system without locks belongs to one machine's one process, which is then elected.
        Err(TryLockError::Error(error)) => error.kind() == io::ErrorKind::Unsupported,
    }
}

/// The file whose lock elects the leader of a group.
pub fn lock_file(folder: &Path, group: &str) -> PathBuf {
    folder.join(format!("events-{}.lock", utf8_percent_encode(group, NON_ALPHANUMERIC)))
}

/// A place in the line; `file` is none for a store in memory.
pub fn take(line: &Arc<Line>, file: Option<&Path>) -> Result<Box<dyn Seat>> {
    let mut id = 0;
    let mut opened = Ok(());
    line.state.send_modify(|state| {
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
    opened.map(|()| Box::new(Place { line: Arc::clone(line), id }) as _)
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).truncate(false).write(true).open(path)
}

struct Place {
    line: Arc<Line>,
    id: u64,
}

impl Place {
    async fn wait(&self, until: impl FnMut(&State) -> bool) {
        // The sender is in `self`, so it is there as long as somebody waits.
        let _ = self.line.state.subscribe().wait_for(until).await;
    }
}

impl Seat for Place {
    fn granted(&self) -> BoxFuture<'_, ()> {
        Box::pin(async {
            loop {
                self.wait(|state| state.is_turn_of(self.id)).await;
                if self.line.state.send_if_modified(|state| state.seat(self.id)) {
                    return;
                }
                // Another process leads; meanwhile another of this one may get the turn.
                let _ = timeout(TRY_EVERY, self.wait(|state| !state.is_turn_of(self.id))).await;
            }
        })
    }

    fn wanted(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.wait(|state| state.waiting.last() != Some(&self.id)))
    }

    fn release(&self) {
        self.line.state.send_modify(|state| {
            if state.seated == Some(self.id) {
                state.seated = None;
            }
        });
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.line.state.send_modify(|state| {
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
    fn the_last_to_ask_is_seated_once_the_other_has_risen() {
        let line = Arc::new(Line::default());
        let first = take(&line, None).unwrap();
        assert!(is_ready(&mut first.granted()));
        let mut wanted = first.wanted();
        assert!(!is_ready(&mut wanted));
        let second = take(&line, None).unwrap();
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
    async fn a_lock_is_waited_for_and_freed() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_file(folder.path(), "a/b");
        let here = Arc::new(Line::default());
        let elsewhere = Arc::new(Line::default());
        let first = take(&here, Some(&path)).unwrap();
        first.granted().await;
        let second = take(&elsewhere, Some(&path)).unwrap();
        let mut granted = second.granted();
        assert!(!is_ready(&mut granted));
        drop(first);
        granted.await;
    }

    #[test]
    fn those_who_come_and_go_while_another_process_leads_leave_nothing_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_file(folder.path(), "g");
        let leader = Arc::new(Line::default());
        let first = take(&leader, Some(&path)).unwrap();
        pollster::block_on(first.granted());
        let line = Arc::new(Line::default());
        for _ in 0..3 {
            drop(take(&line, Some(&path)).unwrap());
            assert!(matches!(line.state.borrow().lock, Lock::Closed));
        }
    }
}
