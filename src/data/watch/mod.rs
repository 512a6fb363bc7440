//! `watch`: the items as they are, then each change, as long as somebody asks for more.
//!
//! Changes only tell which items to read again, so what a watch gives is always what is stored at that moment: an item
//! never goes back to an earlier state, however late or often its changes are heard.

mod given;
mod stale;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep, sleep_until};

use self::stale::{Stale, TakenStale};
use super::StoreRef;
use super::answer::{Answer, push_unreadable};
use super::hearing::{Follow, Hearing};
use super::options::{Options, options};
use super::traversal::selected;
use super::wanted::{AttributeNames, LabelRanges, wanted};
use super::watched::{RECENT, Watched};
use crate::model::item_text::{Detail, push_key};
use crate::model::row::Unreadable;
use crate::model::{Cursor, Item, Json, Key, LabelNumber, Millis, Result, Seconds};
use crate::plan::Match;
use crate::store::Freshness;
use crate::store::feed::BoxFuture;
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
    hearing: Hearing,
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
            hearing: Hearing::new(),
        })
    }

    async fn advance(&self, store: &StoreRef) -> Result<Answer> {
        let mut stage = self.stage.lock().await;
        if let Stage::New = *stage {
            let since = store.now();
            let listening = store.listen(Arc::clone(&self.stale) as _).await?;
            self.hearing.hear(listening);
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
}

impl Follow for Watch {
    fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Some items, and keys whose items are gone.
    fn next(self: Arc<Self>, store: StoreRef) -> BoxFuture<'static, Result<Answer>> {
        // The second look at an index waits for a timer of the runtime.
        let needs_timer = self.watched.lags(&store);
        let next = async move { self.hearing.until_end(self.advance(&store)).await };
        if needs_timer { Box::pin(elsewhere(next)) } else { Box::pin(next) }
    }
}

/// Resolves when it is time to look again, if it ever is.
async fn due(again: Option<Again>) -> Again {
    let Some(again) = again else { return std::future::pending().await };
    sleep_until(again.at).await;
    again
}
