//! The part of one process in a stream: which shards it holds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use compact_str::CompactString;
use tokio::sync::{Notify, watch};
use tokio::task::{AbortHandle, JoinError, JoinSet};
use tokio::time::{Instant, sleep, sleep_until};

use super::registration::Starts;
use super::shard::{ShardConsumer, ShardEnd};
use super::survey::{Survey, Taken};
use super::{Slot, StreamMember, done};
use crate::events::dispatcher::Dispatcher;
use crate::events::outcome::FeedId;
use crate::events::stopped;
use crate::model::Result;

/// How often to look at the leases.
const LOOK_EVERY: Duration = Duration::from_secs(2);

pub(super) struct Coordinator {
    member: Arc<StreamMember>,
    starts: Starts,
    held: BTreeMap<String, Held>,
    shards: JoinSet<(String, ShardEnd)>,
    /// `None` while a look is under way.
    survey: Option<Survey>,
    looking: Slot<Looked>,
    look_at: Instant,
    /// Whether the shards must be handed over, because this process stops or pauses.
    drain: watch::Sender<bool>,
    stopping: bool,
    /// Shards that have ended, and how, which the survey does not know yet.
    ends: Vec<(String, ShardEnd)>,
    failing: bool,
}

struct Held {
    feed: FeedId,
    wake: Arc<Notify>,
    blocked: watch::Sender<BTreeSet<CompactString>>,
    task: AbortHandle,
}

struct Looked {
    survey: Survey,
    taken: Vec<Taken>,
    result: Result<()>,
}

impl Coordinator {
    pub(super) fn new(member: Arc<StreamMember>, starts: Starts) -> Self {
        Self {
            survey: Some(Survey::new(Arc::clone(&member))),
            member,
            starts,
            held: BTreeMap::new(),
            shards: JoinSet::new(),
            looking: None,
            look_at: Instant::now(),
            drain: watch::Sender::new(false),
            stopping: false,
            ends: Vec::new(),
            failing: false,
        }
    }

    /// Consumes until `stop`, then hands all shards over.
    pub(super) async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let member = Arc::clone(&self.member);
        loop {
            self.rest(&stop);
            if self.stopping && self.shards.is_empty() && self.looking.is_none() {
                return;
            }
            let look = !*self.drain.borrow() && self.survey.is_some();
            tokio::select! {
                biased;
                () = stopped(&mut stop), if !self.stopping => self.stopping = true,
                Some(ended) = self.shards.join_next(), if !self.shards.is_empty() => self.ended(ended),
                looked = done(&mut self.looking) => self.looked(looked),
                () = member.group.changed.notified() => {}
                () = member.group.next_alarm() => {}
                () = sleep_until(self.look_at), if look => self.look(),
                () = sleep(LOOK_EVERY), if !look => {}
            }
            member.group.dispatch(Dispatcher::tick);
            self.wake();
        }
    }

    /// Hands all shards over while this process stops, its event loop is blocked, or a newer copy of the program
    /// runs. Takes shards again afterwards.
    fn rest(&mut self, stop: &watch::Receiver<bool>) {
        let rests = self.stopping || self.member.group.is_deaf() || self.member.copy.is_outdated();
        if rests {
            self.drain.send_if_modified(|drain| !std::mem::replace(drain, true));
        } else if !*self.drain.borrow() || self.shards.is_empty() {
            self.drain.send_if_modified(|drain| std::mem::replace(drain, false));
            self.accept(stop);
        }
    }

    /// Lets handlers start, even after a newer copy that is gone already has ended that. A newer copy and a stop
    /// announce themselves before they end it, so the check afterwards misses neither.
    fn accept(&self, stop: &watch::Receiver<bool>) {
        let StreamMember { group, copy, .. } = &*self.member;
        group.dispatch(|dispatcher, _| dispatcher.accept(true));
        if *stop.borrow() || copy.is_outdated() {
            group.accept_no_more();
        }
    }

    /// Wakes the shards for which the dispatcher has something.
    fn wake(&self) {
        let feeds = self.member.group.dispatch(|dispatcher, _| dispatcher.feeds_with_news());
        for held in self.held.values().filter(|held| feeds.contains(&held.feed)) {
            held.wake.notify_one();
        }
    }

    fn look(&mut self) {
        let Some(mut survey) = self.survey.take() else { return };
        let held: BTreeSet<_> = self.held.keys().cloned().collect();
        self.looking = Some(Box::pin(async move {
            let mut taken = Vec::new();
            let result = survey.look(&held, &mut taken).await;
            Looked { survey, taken, result }
        }));
    }

    /// A shard has ended. A look that is under way learns of it afterwards.
    fn ended(&mut self, ended: std::result::Result<(String, ShardEnd), JoinError>) {
        let Ok((id, end)) = ended else {
            // The task panicked. Its lease runs out, and another process takes it.
            for held in self.held.values().filter(|held| held.task.is_finished()) {
                self.member.group.dispatch(|dispatcher, _| dispatcher.forget(held.feed));
            }
            return self.held.retain(|_, held| !held.task.is_finished());
        };
        self.held.remove(&id);
        self.ends.push((id, end));
        if self.survey.is_some() {
            self.heed();
        }
    }

    fn looked(&mut self, Looked { survey, taken, result }: Looked) {
        for (id, held) in &self.held {
            let Some(now) = survey.blocked(id) else { continue };
            if held.blocked.send_if_modified(|blocked| {
                *blocked != now && {
                    *blocked = now;
                    true
                }
            }) {
                held.wake.notify_one();
            }
        }
        self.survey = Some(survey);
        self.look_at = Instant::now() + LOOK_EVERY;
        self.heed();
        match result {
            Ok(()) => {
                self.failing = false;
                self.member.contact.now();
            }
            Err(error) => self.member.failed(&mut self.failing, error),
        }
        for Taken { lease, began, blocked } in taken {
            let feed = self.member.group.next_feed();
            let wake = Arc::new(Notify::new());
            let id = lease.shard.clone();
            let start = self.starts.remove(&id);
            let drain = self.drain.subscribe();
            let (blocked, waits) = watch::channel(blocked);
            let member = Arc::clone(&self.member);
            let shard = ShardConsumer::new(member, lease, began, feed, Arc::clone(&wake), waits, start);
            let name = id.clone();
            let task = self.shards.spawn(async move { (name, shard.run(drain).await) });
            self.held.insert(id, Held { feed, wake, blocked, task });
        }
    }

    /// Tells the survey which shards have ended.
    fn heed(&mut self) {
        let Some(survey) = &mut self.survey else { return };
        for (id, end) in self.ends.drain(..) {
            match end {
                // Its children can be read now.
                ShardEnd::Closed => {
                    survey.relist();
                    self.look_at = Instant::now();
                }
                ShardEnd::Given => survey.give(id),
                ShardEnd::Released | ShardEnd::Lost => {}
            }
        }
    }
}
