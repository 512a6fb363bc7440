//! `transaction`: one run of its function. A run reads items, gathers edits, and commits them if nothing that it has
//! read has changed. `lib/transaction.js` runs the function anew if something has.

mod commit;
mod entry;
mod options;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use compact_str::CompactString;
use indexmap::IndexMap;

use self::entry::TouchedItem;
use self::options::Conditions;
use super::StoreRef;
use super::add::AddOptions;
use super::answer::Answer;
use super::batch_keys::{BatchVerb, complete_key, distinct_keys};
use super::get::GetManyOptions;
use super::import_item::read_unversioned;
use super::options::Options;
use super::remove::RemoveOptions;
use super::set_many::split_items;
use super::set_options::SetOptions;
use super::set_plan::plan_set;
use super::snapshot::read_at_one_moment;
use crate::model::item_text::Detail;
use crate::model::limits::MAX_TRANSACTION_ITEMS;
use crate::model::{Error, Item, Json, Key, Millis, Result, Stamp};
use crate::plan::{Change, Plan, Step};

/// One run of the function of a transaction.
#[derive(Default)]
pub struct Transaction(Mutex<RunState>);

#[derive(Default)]
struct RunState {
    /// By partition key and sort key.
    entries: IndexMap<(CompactString, CompactString), TouchedItem>,
    edits: usize,
    /// How many times it has read from the store.
    reads: usize,
}

impl Transaction {
    /// The edits so far of items that are about to be read, each as one plan. The read shows these, and none that come
    /// before its answer.
    pub fn edits_of<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> Vec<Plan> {
        let run = self.lock();
        let edits = |key: Key| run.entries.get(&(key.pk, key.sk)).map(TouchedItem::edits);
        keys.into_iter().filter_map(|key| Key::parse(key).ok().and_then(edits)).collect()
    }

    /// `tx.get(key, options)`: the item as the edits leave it.
    pub async fn get(
        self: Arc<Self>,
        store: StoreRef,
        key: CompactString,
        edits: Vec<Plan>,
        options: Option<Json>,
    ) -> Result<Answer> {
        let options = GetManyOptions::read(options.as_ref())?;
        let key = complete_key(&key, BatchVerb::Transaction)?;
        if !self.has_read(&key)? {
            let item = store.read(&key, true).await?;
            self.lock().note(&key, item)?;
        }
        let item = self.lock().preview(&key, &edits, &Stamp::random(store.now()))?;
        Ok(item.map_or(Answer::Nothing, |item| Answer::item(item, Detail::of(options.meta, false))))
    }

    /// `tx.get([keys], options)`: the items that exist, in the order of the keys, as the edits leave them.
    pub async fn get_many(
        self: Arc<Self>,
        store: StoreRef,
        keys: Vec<String>,
        edits: Vec<Plan>,
        options: Option<Json>,
    ) -> Result<Answer> {
        let options = GetManyOptions::read(options.as_ref())?;
        let keys = distinct_keys(&keys, BatchVerb::Transaction)?;
        let mut unread = Vec::new();
        for key in &keys {
            if !self.has_read(key)? {
                unread.push(key.clone());
            }
        }
        if !unread.is_empty() {
            let page = read_at_one_moment(&store, &unread).await?;
            if let Some(row) = page.unreadable.first() {
                return Err(row.to_error());
            }
            self.lock().note_many(&unread, page.items)?;
        }
        let stamp = Stamp::random(store.now());
        let run = self.lock();
        let items = keys.iter().map(|key| run.preview(key, &edits, &stamp)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::items(items.iter().flatten(), Detail::of(options.meta, false), |_| {}))
    }

    /// `tx.set(key, value, options)`
    pub fn set(&self, key: &str, value: Option<Json>, options: Option<&Json>, now: Millis) -> Result<()> {
        let plan = plan_set(Key::parse(key)?, value, &SetOptions::read(options)?, now.seconds())?;
        self.lock().edit(plan)
    }

    /// `tx.import(item, options)`, with a list of the one item
    pub fn import(&self, list: &Json, options: Option<&Json>, now: Millis) -> Result<()> {
        let condition = Conditions::read(options)?.condition();
        for item in split_items(list)? {
            let item = read_unversioned(list, item, now).map_err(|(key, error)| refused(key, &error))?;
            self.lock().edit(Plan { condition: condition.clone(), ..Plan::store_anew(item) })?;
        }
        Ok(())
    }

    /// `tx.add(key, delta, options)` and, with `name`, `tx.add(key, name, delta, options)`
    pub fn add(&self, key: &str, name: Option<&str>, delta: Json, options: Option<&Json>) -> Result<()> {
        let plan = AddOptions::read(options)?.plan(Key::parse(key)?, name, delta);
        self.lock().edit(plan)
    }

    /// `tx.remove(key, options)`
    pub fn remove(&self, key: &str, options: Option<&Json>) -> Result<()> {
        let plan = RemoveOptions::read(options)?.plan(complete_key(key, BatchVerb::Remove)?);
        self.lock().edit(plan)
    }

    /// `tx.check(key, options)`
    pub fn check(&self, key: &str, options: Option<&Json>) -> Result<()> {
        let condition = Conditions::read(options)?.of_check()?;
        let key = complete_key(key, BatchVerb::Transaction)?;
        self.lock().edit(Plan { key, condition, change: Change::Check })
    }

    fn has_read(&self, key: &Key) -> Result<bool> {
        self.lock().entry(key).map(|entry| entry.is_read())
    }

    /// Each change is complete, so the state is sound even if a holder panicked.
    fn lock(&self) -> MutexGuard<'_, RunState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Adds to an error which item it is about, with the same words as `lib/transaction.js`.
fn refused(key: Option<String>, error: &Error) -> Error {
    let key = key.map(|key| format!(" ('{key}')")).unwrap_or_default();
    Error { message: format!("The item{key} of 'tx.import': {}", error.message).into(), ..error.clone() }
}

impl RunState {
    fn entry(&mut self, key: &Key) -> Result<&mut TouchedItem> {
        let place = (key.pk.clone(), key.sk.clone());
        if self.entries.len() >= MAX_TRANSACTION_ITEMS && !self.entries.contains_key(&place) {
            return Err(Error::transaction_too_large());
        }
        Ok(self.entries.entry(place).or_insert_with(|| TouchedItem::new(key.clone())))
    }

    fn note(&mut self, key: &Key, item: Option<Item>) -> Result<()> {
        self.reads += 1;
        self.entry(key)?.note(item);
        Ok(())
    }

    fn note_many(&mut self, keys: &[Key], mut items: Vec<Item>) -> Result<()> {
        self.reads += 1;
        for key in keys {
            let place = items.iter().position(|item| item.key.same_row(key));
            let item = place.map(|place| items.swap_remove(place));
            self.entry(key)?.note(item);
        }
        Ok(())
    }

    fn edit(&mut self, Plan { key, mut condition, change }: Plan) -> Result<()> {
        let place = self.edits;
        self.edits += 1;
        let entry = self.entry(&key)?;
        entry.place.get_or_insert(place);
        // `foo` and `foo:0` name one row. Its key is spelled as in the last write.
        entry.key = key;
        // The item has one version for all of its edits, which is what is stored.
        if let Some(Step { condition: first, .. }) = entry.steps.first_mut()
            && first.version.is_none_or(|version| Some(version) == condition.version)
        {
            first.version = first.version.or(condition.version.take());
            condition.version = None;
        }
        let step = Step { condition, change };
        match entry.steps.last_mut() {
            Some(last) if let Some(both) = last.then(&step) => *last = both,
            _ => entry.steps.push(step),
        }
        Ok(())
    }

    fn preview(&self, key: &Key, edits: &[Plan], stamp: &Stamp) -> Result<Option<Item>> {
        let Some(entry) = self.entries.get(&(key.pk.clone(), key.sk.clone())) else { return Ok(None) };
        match edits.iter().find(|plan| plan.key.same_row(key)) {
            Some(edits) => entry.preview(edits, stamp),
            None => Ok(entry.read.item().cloned()),
        }
    }
}
