//! Who consumes a group: the process that holds the lock of the group's file, and in it the handle
//! that asked last.
//!
//! The lock is the operating system's, so it is free as soon as its holder is dead. A thread waits
//! for it, which costs nothing; it serves all handles of the process.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use tokio::sync::watch;

use super::super::error::from_io;
use crate::model::Result;
use crate::store::changes::{Later, Seat};

/// The line of the handles of this process on one group.
#[derive(Default)]
pub struct Line {
    state: watch::Sender<State>,
}

#[derive(Default)]
struct State {
    /// Held while this process is elected; the file of a store in memory has no name and no rival.
    lock: Lock,
    /// Those who want to consume, in the order in which they asked.
    waiting: Vec<u64>,
    /// The one who does.
    seated: Option<u64>,
    next: u64,
}

#[derive(Default)]
enum Lock {
    #[default]
    Free,
    Waiting,
    Held(#[allow(dead_code, reason = "the lock goes with the file")] Option<File>),
}

impl State {
    fn is_turn_of(&self, id: u64) -> bool {
        matches!(self.lock, Lock::Held(_)) && self.seated.is_none() && self.waiting.last() == Some(&id)
    }
}

/// The file whose lock elects the consumer of a group.
pub fn lock_file(folder: &Path, group: &str) -> PathBuf {
    folder.join(format!("events-{}.lock", utf8_percent_encode(group, NON_ALPHANUMERIC)))
}

/// A place in the line; `file` is none for a store in memory.
pub fn take(line: &Arc<Line>, file: Option<&Path>) -> Result<Box<dyn Seat>> {
    let mut id = 0;
    let mut elect = false;
    line.state.send_modify(|state| {
        id = state.next;
        state.next += 1;
        state.waiting.push(id);
        if matches!(state.lock, Lock::Free) {
            (state.lock, elect) =
                if file.is_some() { (Lock::Waiting, true) } else { (Lock::Held(None), false) };
        }
    });
    let place = Place { line: Arc::clone(line), id };
    if elect && let Some(file) = file {
        wait_for_lock(line, file).map_err(|error| {
            line.state.send_modify(|state| state.lock = Lock::Free);
            from_io(&error)
        })?;
    }
    Ok(Box::new(place))
}

/// Waits in a thread of its own: nothing else can be waited for together with a lock of a file.
fn wait_for_lock(line: &Arc<Line>, path: &Path) -> io::Result<()> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(path)?;
    let line = Arc::clone(line);
    let wait = move || {
        // A file system without locks belongs to one machine's one process, which is then elected.
        let _ = file.lock();
        line.state.send_modify(|state| {
            state.lock = if state.waiting.is_empty() { Lock::Free } else { Lock::Held(Some(file)) };
        });
    };
    thread::Builder::new().name("ampt-data election".into()).spawn(wait).map(drop)
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
    fn granted(&self) -> Later<'_, ()> {
        Box::pin(async {
            loop {
                self.wait(|state| state.is_turn_of(self.id)).await;
                let taken = self.line.state.send_if_modified(|state| {
                    let turn = state.is_turn_of(self.id);
                    if turn {
                        state.seated = Some(self.id);
                    }
                    turn
                });
                if taken {
                    return;
                }
            }
        })
    }

    fn wanted(&self) -> Later<'_, ()> {
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
            if state.waiting.is_empty() && matches!(state.lock, Lock::Held(_)) {
                state.lock = Lock::Free;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::task::{Context, Waker};

    use super::*;

    fn is_ready(future: &mut Later<'_, ()>) -> bool {
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

    #[test]
    fn a_lock_is_waited_for_and_freed() {
        let folder = tempfile::tempdir().unwrap();
        let path = lock_file(folder.path(), "a/b");
        let here = Arc::new(Line::default());
        let elsewhere = Arc::new(Line::default());
        let first = take(&here, Some(&path)).unwrap();
        pollster::block_on(first.granted());
        let second = take(&elsewhere, Some(&path)).unwrap();
        let mut granted = second.granted();
        assert!(!is_ready(&mut granted));
        drop(first);
        pollster::block_on(granted);
    }
}
