//! The commit of a run: one write on the condition that what was read is still there.

use std::sync::Arc;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};

use super::entry::TouchedItem;
use super::{RunState, Transaction};
use crate::data::StoreRef;
use crate::data::answer::Answer;
use crate::data::snapshot::read_at_one_moment;
use crate::model::limits::{MAX_TRANSACTION_BYTES, MAX_TRANSACTION_RUNS};
use crate::model::text::push_string;
use crate::model::{Body, Error, Key, Result, Stamp, size};
use crate::plan::{Change, Plan, apply};
use crate::store::Write;
use crate::store::runtime::elsewhere;

/// The first pause before the function runs anew: about the time that another transaction takes.
const FIRST_PAUSE: Duration = Duration::from_millis(2);
const FIRST_PAUSE_REMOTE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What must be written, or only checked.
struct Draft {
    entries: Vec<TouchedItem>,
    /// Whether all that was read is from one moment.
    is_snapshot: bool,
}

impl Transaction {
    /// Commits the run, which is the `number`th of its function, from 1. Answers the key of an item that has changed
    /// since it was read; then nothing is written, and the function must run anew.
    pub async fn commit(self: Arc<Self>, store: StoreRef, number: u32) -> Result<Answer> {
        let draft = self.lock().take();
        if draft.entries.iter().any(|entry| !entry.plan().change.is_none()) {
            store.check_writable()?;
        }
        draft.judge(&Stamp::random(store.now()))?;
        let changed = draft.write(&store).await?;
        settle(&store, number, changed).await
    }

    /// Ends a run whose function has failed, and answers as [`commit`](Self::commit) does: a function that has read items
    /// of different moments may have failed because they do not go together.
    pub async fn abandon(self: Arc<Self>, store: StoreRef, number: u32) -> Result<Answer> {
        let mut draft = self.lock().take();
        draft.entries.retain(TouchedItem::is_read);
        draft.entries.iter_mut().for_each(|entry| entry.steps.clear());
        // If the store fails as well, the application learns of the first failure.
        let changed = draft.write(&store).await.unwrap_or(None);
        settle(&store, number, changed).await
    }
}

/// The answer of a run: the key of an item that has changed, after a pause, so that others come to an end.
async fn settle(store: &StoreRef, number: u32, changed: Option<Key>) -> Result<Answer> {
    let Some(key) = changed else { return Ok(Answer::Nothing) };
    if number >= MAX_TRANSACTION_RUNS {
        return Err(Error::contention(key.to_text()).with_hint(
            "If the function of the transaction changes this item with 'data', it must use 'tx' instead.",
        ));
    }
    let pause = pause(number, store.is_remote());
    elsewhere(async move {
        tokio::time::sleep(pause).await;
        Ok(())
    })
    .await?;
    let mut text = String::new();
    push_string(&mut text, &key.to_text());
    Ok(Answer::text(text))
}

impl RunState {
    /// Takes what the run has gathered, the edits in their order.
    fn take(&mut self) -> Draft {
        let mut entries: Vec<_> = std::mem::take(&mut self.entries).into_values().collect();
        entries.sort_by_key(|entry| entry.place.unwrap_or(usize::MAX));
        Draft { entries, is_snapshot: self.reads <= 1 }
    }
}

impl Draft {
    /// Refuses edits whose conditions did not hold when their item was read, and more than a transaction may write.
    fn judge(&self, stamp: &Stamp) -> Result<()> {
        let mut bytes = 0;
        for entry in &self.entries {
            bytes += if entry.is_read() {
                let edits = entry.edits();
                match entry.preview(&edits, stamp)? {
                    Some(item) if !edits.change.is_none() => size::item_size(&item)?,
                    _ => 0,
                }
            } else {
                entry.steps.iter().map(|step| text_length(&step.change)).sum()
            };
        }
        if bytes > MAX_TRANSACTION_BYTES { Err(Error::transaction_too_large()) } else { Ok(()) }
    }

    /// Writes the edits. The key of an item that has changed since it was read, if there is one.
    async fn write(self, store: &StoreRef) -> Result<Option<Key>> {
        let mut plans: Vec<_> = self.entries.iter().map(TouchedItem::plan).collect();
        if plans.iter().all(|plan| plan.change.is_none()) {
            return self.verify(store, plans).await;
        }
        let read: Vec<_> =
            self.entries.iter().filter(|entry| entry.is_read()).map(|entry| &entry.key).collect();
        if let Some(key) = store.interference().and_then(|interference| interference.conflict(&read)) {
            return Ok(Some(key));
        }
        if let [entry] = self.entries.as_slice() {
            let plan = Box::new(plans.swap_remove(0));
            return match store.commit(Write::One { plan, token: None, once: true }).await {
                Err(error) if entry.is_overtaken(&error) => Ok(Some(entry.key.clone())),
                written => written.map(|_| None),
            };
        }
        let written = store.commit(Write::All { plans, returning: false }).await?;
        let entry = |key: &Key| self.entries.iter().find(|entry| entry.key.same_row(key));
        let overtaken = written
            .refused
            .iter()
            .find(|refused| entry(&refused.key).is_some_and(|entry| entry.is_overtaken(&refused.error)));
        match overtaken {
            Some(refused) => Ok(Some(refused.key.clone())),
            None => written.complete().map(|_| None),
        }
    }

    /// Makes sure that a run without edits has seen one moment.
    async fn verify(self, store: &StoreRef, mut plans: Vec<Plan>) -> Result<Option<Key>> {
        let has_unread = !self.entries.iter().all(TouchedItem::is_read);
        if !has_unread && (self.is_snapshot || self.entries.len() <= 1) {
            return Ok(None);
        }
        if plans.len() == 1 && store.check_writable().is_ok() {
            return store.commit(plans.swap_remove(0).into()).await.map(|_| None);
        }
        let keys: Vec<_> = plans.iter().map(|plan| plan.key.clone()).collect();
        let page = read_at_one_moment(store, &keys).await?;
        if let Some(row) = page.unreadable.first() {
            return Err(row.to_error());
        }
        let stamp = Stamp::random(store.now());
        for (entry, plan) in self.entries.iter().zip(&plans) {
            let item = page.items.iter().find(|item| item.key.same_row(&entry.key));
            if !entry.is_read() {
                apply(plan, item, &stamp)?;
            } else if !entry.is_still(item) {
                return Ok(Some(entry.key.clone()));
            }
        }
        Ok(None)
    }
}

fn pause(number: u32, is_remote: bool) -> Duration {
    let first = if is_remote { FIRST_PAUSE_REMOTE } else { FIRST_PAUSE };
    ExponentialBuilder::default()
        .with_min_delay(first)
        .with_max_delay(LONGEST_PAUSE)
        .without_max_times()
        .with_jitter()
        .build()
        .nth(number as usize - 1)
        .unwrap_or(LONGEST_PAUSE)
}

fn text_length(change: &Change) -> usize {
    match change {
        Change::Update(update) => update.body.text_length(),
        Change::Replace(replacement) => match &replacement.body {
            Body::Value(value) | Body::Object(value) => value.as_str().len(),
        },
        Change::Remove | Change::Check => 0,
        Change::Steps(steps) => steps.iter().map(|step| text_length(&step.change)).sum(),
    }
}
