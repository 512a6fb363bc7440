//! `watch`: the items as they are, then each change, as long as somebody asks for more.
//!
//! Changes only tell which items to read again, so what a watch gives is always what is stored at that moment: an item
//! never goes back to an earlier state, however late or often its changes are heard.

mod given;
mod stale;
mod watched;

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{Instant, sleep, sleep_until};

use self::stale::{Stale, TakenStale};
use self::watched::{RECENT, Watched};
use super::StoreRef;
use super::answer::{Answer, push_unreadable};
use super::options::{Options, options};
use super::traversal::selected;
use super::wanted::{AttributeNames, LabelRanges, wanted};
use crate::model::item_text::{Detail, push_key};
use crate::model::row::Unreadable;
use crate::model::{Cursor, Item, Json, Key, LabelNumber, Millis, Result, Seconds};
use crate::plan::Match;
use crate::store::Freshness;
use crate::store::feed::Listening;
use crate::store::runtime::{elsewhere, runtime};

options! {
    /// What `watch` takes. `lib/watch.js` keeps `signal`.
    WatchOptions {
        filter: Option<Box<Match>>,
        label: Option<LabelNumber>,
        labels: LabelRanges,
        initial: Option<bool>,
        meta: bool,
        version: bool,
    }
}

/// Most items of an answer, as many as DynamoDB reads in one request. JavaScript may hold so many that have changed again.
const AT_ONCE: usize = 100;

/// A call of `watch`, which answers again and again until it ends.
pub struct Watch {
    stale: Arc<Stale>,
    watched: Arc<Watched>,
    detail: Detail,
    initial: bool,
    stage: tokio::sync::Mutex<Stage>,
    listening: Mutex<Option<Listening>>,
    begun: AtomicBool,
    ended: watch::Sender<bool>,
}

/// How long an index may lag behind its items.
const INDEX_LAG: Duration = Duration::from_secs(3);

enum Stage {
    /// Nothing was asked for.
    New,
    /// The items behind this place, as they are. The watch hears since a time.
    Items(Option<Cursor>, Millis),
    /// The changes. An index is looked at again at a time, for what it lacked when the items were read.
    Changes(Option<Again>),
}

/// A second look at an index.
#[derive(Clone, Copy)]
struct Again {
    at: Instant,
    /// When the first look ended.
    looked: Seconds,
}

impl Again {
    fn after_lag(store: &StoreRef) -> Self {
        Self { at: Instant::now() + INDEX_LAG, looked: store.now().seconds() }
    }
}

impl Watch {
    /// Watches what an expression selects; everything without one.
    pub fn new(expression: Option<&str>, options: Option<&Json>) -> Result<Self> {
        let WatchOptions { filter, label, labels, initial, meta, version } = WatchOptions::read(options)?;
        let mut wanted = wanted(filter, labels, AttributeNames::default(), false)?;
        let (range, label) = selected(expression, label, &mut wanted)?;
        let watched = Arc::new(Watched { range, label, wanted });
        Ok(Self {
            stale: Arc::new(Stale::of(Arc::clone(&watched))),
            watched,
            detail: Detail::of(meta, version),
            initial: initial != Some(false),
            stage: tokio::sync::Mutex::new(Stage::New),
            listening: Mutex::default(),
            begun: AtomicBool::new(false),
            ended: watch::Sender::new(false),
        })
    }

    /// Some items, and keys whose items are gone, as soon as there are any; nothing once the watch has ended.
    pub fn next(self: Arc<Self>, store: StoreRef) -> impl Future<Output = Result<Answer>> + Send + 'static {
        // The second look at an index waits for a timer of the runtime.
        let needs_timer = self.watched.lags(&store);
        let next = self.next_here(store);
        async move { if needs_timer { elsewhere(next).await } else { next.await } }
    }

    async fn next_here(self: Arc<Self>, store: StoreRef) -> Result<Answer> {
        let mut ended = self.ended.subscribe();
        let answer = tokio::select! {
            biased;
            _ = ended.wait_for(|ended| *ended) => Ok(Answer::Nothing),
            answer = self.advance(&store) => answer,
        };
        // It may have ended while it began to listen.
        if answer.is_err() || self.is_ended() {
            self.end();
        }
        answer
    }

    /// Notes that the watch is asked for items. Returns whether this is the first time.
    pub fn begin(&self) -> bool {
        !self.begun.swap(true, Ordering::Relaxed)
    }

    /// Hears nothing more, and answers no more.
    pub fn end(&self) {
        self.ended.send_replace(true);
        drop(self.listening().take());
    }

    /// Whether the watch has ended.
    pub fn is_ended(&self) -> bool {
        *self.ended.borrow()
    }

    async fn advance(&self, store: &StoreRef) -> Result<Answer> {
        let mut stage = self.stage.lock().await;
        if let Stage::New = *stage {
            let since = store.now();
            let listening = store.listen(Arc::clone(&self.stale) as _).await?;
            *self.listening() = Some(listening);
            *stage = if self.initial {
                Stage::Items(None, since)
            } else {
                self.stale.settle();
                Stage::Changes(None)
            };
        }
        while let Stage::Items(start, since) = &*stage {
            let since = *since;
            let page = self.watched.page(store, start.clone()).await?;
            // The changes of all others were heard long ago.
            self.stale.gave_first(page.items.iter().filter(|item| item.version.at() >= since - RECENT));
            *stage = if let Some(last) = page.last {
                Stage::Items(Some(last), since)
            } else {
                self.settle_later()?;
                Stage::Changes(self.watched.lags(store).then(|| Again::after_lag(store)))
            };
            if let Some(answer) = self.answer(&page.items, &[], &page.unreadable) {
                return Ok(answer);
            }
        }
        loop {
            let again = if let Stage::Changes(again) = &*stage { *again } else { None };
            let taken = tokio::select! {
                taken = self.stale.take(AT_ONCE) => taken?,
                again = due(again) => {
                    *stage = Stage::Changes(None);
                    self.stale.suspect(&self.watched.recent(store, again.looked).await?);
                    continue;
                }
            };
            if let Some(answer) = self.read_again(store, taken).await? {
                return Ok(answer);
            }
        }
    }

    /// Lets the list forget what the first read gave, once the changes from before its end must have been heard.
    fn settle_later(&self) -> Result<()> {
        let stale = Arc::downgrade(&self.stale);
        runtime()?.spawn(async move {
            sleep(RECENT).await;
            if let Some(stale) = stale.upgrade() {
                stale.settle();
            }
        });
        Ok(())
    }

    /// The items that have changed, as they are now; `None` if the watch is about none of them.
    async fn read_again(&self, store: &StoreRef, taken: TakenStale) -> Result<Option<Answer>> {
        let keys: Vec<_> = taken.keys.iter().map(|(key, _)| key.clone()).collect();
        let mut page = store.read_many(&keys, Freshness::Consistent).await?;
        page.unreadable.extend(taken.unreadable);
        let mut items = self.watched.admitted(page.items)?;
        let row = |key: &Key| (key.pk.clone(), key.sk.clone());
        let unreadable = page.unreadable.iter().filter_map(|row| row.key.as_ref());
        let there: HashSet<_> = items.iter().map(|item| &item.key).chain(unreadable).map(row).collect();
        let changes: HashMap<_, _> = taken.keys.iter().map(|(key, change)| (row(key), *change)).collect();
        let gone =
            taken.keys.into_iter().filter(|(key, change)| change.was_there() && !there.contains(&row(key)));
        let gone: Vec<_> = gone.map(|(key, _)| key).collect();
        items.retain(|item| self.stale.gave(item, changes.get(&row(&item.key)).copied().unwrap_or_default()));
        Ok(self.answer(&items, &gone, &page.unreadable))
    }

    fn answer(&self, items: &[Item], gone: &[Key], unreadable: &[Unreadable]) -> Option<Answer> {
        if items.is_empty() && gone.is_empty() && unreadable.is_empty() {
            return None;
        }
        Some(Answer::items(items, self.detail, |members| {
            if !gone.is_empty() {
                members.list("gone", gone, push_key);
            }
            push_unreadable(members, unreadable);
        }))
    }

    /// It is replaced in one step, so it is sound even if a holder panicked.
    fn listening(&self) -> MutexGuard<'_, Option<Listening>> {
        self.listening.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Resolves when it is time to look again, if it ever is.
async fn due(again: Option<Again>) -> Again {
    let Some(again) = again else { return std::future::pending().await };
    sleep_until(again.at).await;
    again
}
