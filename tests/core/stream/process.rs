//! A simulated process: a consumer, and the JavaScript that runs its handlers.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ampt_data::events::stream::StreamMember;
use ampt_data::events::{Group, Handler, Host};
use ampt_data::model::Millis;
use ampt_data::store::feed::ChangeStream;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, sleep, timeout};

use super::access::Access;
use super::clock::now;
use super::history::HANDLERS;
use super::shards::change_of;
use super::world::{Faults, Shared};

pub struct Process {
    world: Shared,
    pub access: Arc<Access>,
    member: Arc<StreamMember>,
    stop: watch::Sender<bool>,
    consumer: JoinHandle<()>,
    driver: JoinHandle<()>,
    idles: JoinSet<()>,
    /// The changes that a process made itself.
    own: Own,
}

type Own = Arc<Mutex<Vec<usize>>>;

struct Told(Arc<Notify>);

impl Host for Told {
    fn notify(&self) {
        self.0.notify_one();
    }
}

impl Process {
    /// Starts a process whose handlers take up to `longest` milliseconds.
    pub fn start(world: &Shared, longest: u64) -> Self {
        Self::start_ahead(world, longest, fastrand::i64(-1000..=1000))
    }

    /// The same with a clock that is `ahead` milliseconds ahead of the stream's.
    pub fn start_ahead(world: &Shared, longest: u64, ahead: i64) -> Self {
        let access = Arc::new(Access {
            world: Arc::clone(world),
            frozen: Mutex::new(Instant::now()),
            writes: watch::Sender::default(),
            ahead,
            holds: Arc::new(AtomicU32::new(0)),
        });
        let told = Arc::new(Notify::new());
        let group = Arc::new(Group::new("g".to_owned(), Arc::new(Told(Arc::clone(&told))), now));
        for id in 0..HANDLERS {
            group.add(
                Handler::new(u32::try_from(id).unwrap(), &["*".to_owned()], Duration::from_secs(20)).unwrap(),
            );
        }
        let settled = watch::Sender::default();
        let owner = format!("p{:016x}", fastrand::u64(..));
        let stream: Arc<Access> = Arc::clone(&access);
        let member = Arc::new(StreamMember::new(stream, Arc::clone(&group), owner, settled.clone()));
        let stop = watch::Sender::new(false);
        let writes = access.hold_writes();
        let consumer = tokio::spawn(Arc::clone(&member).consume(writes, stop.subscribe()));
        let own = Own::default();
        let driver = Driver {
            world: Arc::clone(world),
            access: Arc::clone(&access),
            group,
            told,
            settled,
            own: Arc::clone(&own),
            longest,
        };
        let driver = tokio::spawn(driver.run());
        let idles = JoinSet::new();
        Self { world: Arc::clone(world), access, member, stop, consumer, driver, idles, own }
    }

    pub fn holds_writes(&self) -> bool {
        self.access.holds.load(Ordering::Relaxed) > 0
    }

    pub fn is_cut_off(&self) -> bool {
        self.member.is_cut_off()
    }

    /// Writes to a collection, unless writes are held.
    pub fn write(&self, collection: &str, poison: u32) {
        if self.holds_writes() {
            return;
        }
        let mut world = self.world.lock().unwrap();
        let first = world.history.changes.len();
        world.write(collection, poison);
        self.own.lock().unwrap().extend(first..world.history.changes.len());
        drop(world);
        self.access.writes.send_replace(self.access.now());
    }

    /// Asks for idle, and checks the answer against what is handled.
    pub fn ask_idle(&mut self) {
        self.idles.spawn(idle(Arc::clone(&self.world), Arc::clone(&self.member)));
    }

    /// Waits until idle.
    pub async fn idle(&self) {
        idle(Arc::clone(&self.world), Arc::clone(&self.member)).await;
    }

    /// Waits until nothing is left, although some changes may be lost.
    pub async fn rest(&self) {
        let idle = timeout(Duration::from_secs(6 * 60 * 60), self.member.idle()).await;
        idle.expect("it does not come to rest").unwrap();
    }

    /// Stops in order.
    pub async fn stop(mut self) {
        self.check_idles();
        self.stop.send_replace(true);
        self.consumer.await.unwrap();
        self.driver.abort();
    }

    /// Crashes.
    pub fn crash(mut self) {
        self.check_idles();
        self.world.lock().unwrap().history.disturbed = true;
        self.consumer.abort();
        self.driver.abort();
    }

    /// Fails if an answer was wrong. Pending ones are dropped.
    fn check_idles(&mut self) {
        while let Some(ended) = self.idles.try_join_next() {
            ended.unwrap();
        }
        self.idles.abort_all();
    }

    /// Freezes for a while.
    pub fn freeze(&self, time: Duration) {
        self.world.lock().unwrap().history.disturbed = true;
        *self.access.frozen.lock().unwrap() = Instant::now() + time;
    }
}

async fn idle(world: Shared, member: Arc<StreamMember>) {
    let asked = now();
    let may_fail = || {
        let Faults { failures, lost, .. } = world.lock().unwrap().faults;
        failures + lost > 0
    };
    // A failure may be reported after the faults have ended.
    let before = may_fail();
    let idle = member.idle().await;
    assert!(idle.is_ok() || before || may_fail(), "idle fails where nothing does: {idle:?}");
    if idle.is_ok() {
        let undone = world.lock().unwrap().history.undone(asked);
        assert!(undone.is_empty(), "idle at {:?}, asked at {asked:?}, while {undone:?} are left", now());
    }
}

/// Runs the handlers.
struct Driver {
    world: Shared,
    access: Arc<Access>,
    group: Arc<Group>,
    told: Arc<Notify>,
    settled: watch::Sender<Millis>,
    own: Own,
    longest: u64,
}

impl Driver {
    async fn run(self) {
        let mut handlers = JoinSet::new();
        loop {
            self.access.thaw().await;
            for report in self.group.take_reports() {
                self.world.lock().unwrap().history.report(&report);
            }
            self.check_settled();
            while let Some(run) = self.group.next_run() {
                let (change, handler) = (change_of(&run.event), run.handler as usize);
                let (world, group, access) =
                    (Arc::clone(&self.world), Arc::clone(&self.group), Arc::clone(&self.access));
                let time = world.lock().unwrap().rng.u64(0..=self.longest);
                handlers.spawn(async move {
                    let mut running = Running::new(world, change);
                    let success = running.world.lock().unwrap().history.begin(change, handler);
                    sleep(Duration::from_millis(time)).await;
                    access.thaw().await;
                    running.end(handler, success);
                    group.finish(run.id, if success { Ok(()) } else { Err("poison".into()) });
                });
            }
            tokio::select! {
                biased;
                () = self.told.notified() => {}
                Some(ended) = handlers.join_next(), if !handlers.is_empty() => ended.unwrap(),
            }
        }
    }

    /// Own writes that count as settled are handled, or have failed and wait.
    fn check_settled(&self) {
        let settled = Millis(self.settled.borrow().0 - self.access.ahead);
        let world = self.world.lock().unwrap();
        let history = &world.history;
        for number in &*self.own.lock().unwrap() {
            let change = &history.changes[*number];
            // A failed event that waits long enough lets later ones of its collection count, too.
            let has_failed = || {
                let before = &history.changes[..=*number];
                before.iter().any(|before| before.collection == change.collection && before.failures > 0)
            };
            assert!(
                change.written > settled || history.is_done(*number) || has_failed(),
                "change {number} counts as settled at {:?}: {change:?}, settled {settled:?}, registered {:?}",
                now(),
                history.registered
            );
        }
        drop(world);
    }
}

/// A running handler. It may die with its process.
struct Running {
    world: Shared,
    change: usize,
    ended: bool,
}

impl Running {
    fn new(world: Shared, change: usize) -> Self {
        Self { world, change, ended: false }
    }

    fn end(&mut self, handler: usize, success: bool) {
        self.ended = true;
        self.world.lock().unwrap().history.end(self.change, handler, success);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if !self.ended
            && let Ok(mut world) = self.world.lock()
        {
            world.history.abort(self.change);
        }
    }
}
