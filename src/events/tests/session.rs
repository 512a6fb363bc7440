//! The sessions of a handle, as the thread that runs its handlers sees them.

use std::cell::Cell;
use std::future::Future;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::mpsc::Receiver;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use super::support::{Bell, TestClock, open, put};
use crate::events::{Handler, HandlerError, Report, Run, Sessions};
use crate::store::Store;
use crate::store::embedded::{EmbeddedStore, Location};

/// Whatever takes longer than this never happens.
const PATIENCE: Duration = Duration::from_secs(30);
/// A batch of one record, of the creation of `a:1`.
const RECORDS: &str = r#"[{"dynamodb": {
    "SequenceNumber": "7", "ApproximateCreationDateTime": 1700000000, "StreamViewType": "NEW_AND_OLD_IMAGES",
    "NewImage": {"pk": {"S": "a"}, "sk": {"S": "1"}, "val": {"S": "x"}}
}}]"#;

struct Handle {
    store: Arc<EmbeddedStore>,
    sessions: Rc<Sessions>,
    bell: Receiver<()>,
    handlers: Cell<u32>,
}

impl Handle {
    fn new() -> Self {
        Self::of(&open(Location::Memory, || TestClock::new().now()))
    }

    fn of(store: &Arc<EmbeddedStore>) -> Self {
        let (host, bell) = Bell::new();
        let sessions = Rc::new(Sessions::new(host));
        Self { store: Arc::clone(store), sessions, bell, handlers: Cell::new(0) }
    }

    fn on(&self, group: &str, name: &str) -> u32 {
        let id = self.handlers.get();
        self.handlers.set(id + 1);
        let handler = Handler::new(id, &[name.to_owned()], Duration::from_secs(20)).unwrap();
        let store: Arc<dyn Store> = Arc::clone(&self.store) as _;
        self.sessions.add(&store, group, handler, None, false).unwrap();
        id
    }

    /// Runs handlers until a future resolves.
    fn drive<T>(
        &self,
        future: impl Future<Output = T>,
        mut handler: impl FnMut(u32, &Run) -> Result<(), HandlerError>,
    ) -> T {
        let mut future = pin!(future);
        let late = Instant::now() + PATIENCE;
        loop {
            if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return value;
            }
            for (session, run) in self.sessions.runs() {
                let result = handler(session, &run);
                self.sessions.finish(session, run.id, result);
            }
            // A wait of a moment is no failure.
            let _ = self.bell.recv_timeout(Duration::from_millis(1));
            assert!(Instant::now() < late, "it never resolves");
        }
    }

    /// Fetches the next run, without ending it.
    fn run(&self) -> (u32, Run) {
        let late = Instant::now() + PATIENCE;
        loop {
            if let Some(run) = self.sessions.runs().pop() {
                return run;
            }
            let _ = self.bell.recv_timeout(Duration::from_millis(1));
            assert!(Instant::now() < late, "nothing is to run");
        }
    }

    /// Waits until the process may exit.
    fn wait_until_free(&self) {
        let late = Instant::now() + PATIENCE;
        while self.sessions.holds_process() {
            let _ = self.bell.recv_timeout(Duration::from_millis(1));
            assert!(Instant::now() < late, "the process is held");
        }
    }
}

fn key(run: &Run) -> String {
    run.event.item.key.to_text()
}

#[test]
fn a_group_is_joined_with_its_first_handler_and_left_with_its_last() {
    let handle = Handle::new();
    put(&handle.store, "a:before", None);
    let (first, second) = (handle.on("g", "*"), handle.on("g", "*"));
    put(&handle.store, "a:1", None);
    for handler in [first, second] {
        let (session, run) = handle.run();
        assert_eq!((run.handler, key(&run).as_str()), (handler, "a:1"));
        assert!(handle.sessions.holds_process(), "a handler runs");
        handle.sessions.finish(session, run.id, Ok(()));
    }
    handle.wait_until_free();
    handle.sessions.remove("g", first);
    put(&handle.store, "a:2", None);
    let (session, run) = handle.run();
    assert_eq!(run.handler, second);
    handle.sessions.remove("g", second);
    handle.sessions.finish(session, run.id, Ok(()));
    handle.wait_until_free();
    put(&handle.store, "a:3", None);
    assert!(handle.sessions.runs().is_empty(), "nobody handles the group");
    // The next session continues where the last one stopped.
    let third = handle.on("g", "*");
    let (again, run) = handle.run();
    assert_eq!((run.handler, key(&run).as_str()), (third, "a:3"));
    assert_ne!(again, session);
}

#[test]
fn a_stop_waits_for_running_handlers_and_ends_run() {
    let handle = Handle::new();
    handle.on("g", "*");
    let running = handle.sessions.run();
    put(&handle.store, "a:1", None);
    let (session, run) = handle.run();
    put(&handle.store, "a:2", None);
    let mut stopped = Box::pin(Rc::clone(&handle.sessions).stop());
    let mut context = Context::from_waker(Waker::noop());
    std::thread::sleep(Duration::from_millis(50));
    assert!(stopped.as_mut().poll(&mut context).is_pending());
    assert!(handle.sessions.runs().is_empty(), "no other handler starts");
    handle.sessions.finish(session, run.id, Ok(()));
    handle.drive(stopped, |_, run| panic!("{run:?} starts"));
    handle.drive(running, |_, run| panic!("{run:?} starts"));
    assert!(!handle.sessions.holds_process());
    // An event that has not begun goes to another handle.
    let other = Handle::of(&handle.store);
    other.on("g", "*");
    assert_eq!(key(&other.run().1), "a:2");
}

#[test]
fn groups_that_feed_each_other_are_idle_together() {
    let handle = Handle::new();
    handle.on("ping", "*:ping:*");
    handle.on("pong", "*:pong:*");
    put(&handle.store, "ping:0", None);
    let mut order = Vec::new();
    let idle = Rc::clone(&handle.sessions).idle();
    let resolved = handle.drive(idle, |_, run| {
        order.push(key(run));
        let (side, number) = (&run.event.item.key.pk, run.event.item.key.sk.parse::<u32>().unwrap());
        if number < 5 {
            let other = if side == "ping" { "pong" } else { "ping" };
            put(&handle.store, &format!("{other}:{}", number + 1), None);
        }
        Ok(())
    });
    resolved.unwrap();
    assert_eq!(order, ["ping:0", "pong:1", "ping:2", "pong:3", "ping:4", "pong:5"]);
}

#[test]
fn a_lambda_batch_is_handled_beside_a_consumer_by_the_same_handlers() {
    let handle = Handle::new();
    assert!(handle.sessions.handle("g", RECORDS).is_err_and(|error| error.code == "NO_HANDLERS"));
    let first = handle.on("g", "*");
    put(&handle.store, "own:1", None);
    let (consumed, run) = handle.run();
    assert_eq!(key(&run), "own:1");
    // A handler that is added later handles the next batch, too.
    let second = handle.on("g", "created");
    let mut runs = Vec::new();
    let handled = handle.drive(handle.sessions.handle("g", RECORDS).unwrap(), |session, run| {
        assert_ne!(session, consumed);
        runs.push((run.handler, key(run)));
        Ok(())
    });
    assert_eq!(handled.unwrap(), None);
    assert_eq!(runs, [(first, "a:1".to_owned()), (second, "a:1".to_owned())]);
    handle.sessions.finish(consumed, run.id, Ok(()));
    handle
        .drive(Rc::clone(&handle.sessions).idle(), |session, run| {
            assert_eq!((session, run.handler), (consumed, second));
            Ok(())
        })
        .unwrap();
}

#[test]
fn a_lambda_batch_resolves_to_the_first_record_that_failed() {
    let handle = Handle::new();
    handle.on("g", "*");
    let failed =
        handle.drive(handle.sessions.handle("g", RECORDS).unwrap(), |_, _| Err("no".into())).unwrap();
    assert_eq!(failed.as_deref(), Some("7"));
    let reports = handle.sessions.reports();
    let [(group, Report::Retry { attempts: 1, error, .. })] = &*reports else { panic!("{reports:?}") };
    assert_eq!((group.as_str(), error.as_str()), ("g", "no"));
}
