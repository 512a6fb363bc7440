//! `changes`: each change of the selected items, from the first time that somebody asks.
//!
//! What is given are the images that the store has of each change, so no item is ever read for it. `watch` reads, and
//! so gives the newest state only.

mod waiting;

use std::sync::Arc;

use serde_json::Value;

use self::waiting::WaitingChanges;
use super::StoreRef;
use super::answer::{Answer, push_unreadable};
use super::hearing::{Follow, Hearing};
use super::options::{Options, options};
use super::traversal::selected;
use super::wanted::{AttributeNames, LabelRanges, wanted};
use super::watched::Watched;
use crate::model::item_text::{Detail, push_item};
use crate::model::text::push_object;
use crate::model::{Event, Item, Json, LabelNumber, Result, row};
use crate::plan::Match;
use crate::store::feed::BoxFuture;

options! {
    /// What `changes` takes. `lib/changes.js` keeps `signal`.
    ChangesOptions {
        filter: Option<Box<Match>>,
        label: Option<LabelNumber>,
        labels: LabelRanges,
        raw: bool,
        version: bool,
    }
}

/// About how many bytes of changes an answer has. JavaScript holds so many before it gives them one by one.
const AT_ONCE: usize = 1024 * 1024;

/// A call of `changes`, which answers again and again until it ends.
pub struct LiveChanges {
    waiting: Arc<WaitingChanges>,
    form: ChangeForm,
    begun: tokio::sync::Mutex<bool>,
    hearing: Hearing,
}

/// How an item is given.
#[derive(Clone, Copy)]
enum ChangeForm {
    Item(Detail),
    Row,
}

impl LiveChanges {
    /// The changes of what an expression selects; of everything without one.
    pub fn new(expression: Option<&str>, options: Option<&Json>) -> Result<Self> {
        let ChangesOptions { filter, label, labels, raw, version } = ChangesOptions::read(options)?;
        let mut wanted = wanted(filter, labels, AttributeNames::default(), false)?;
        let (range, label) = selected(expression, label, &mut wanted)?;
        Ok(Self {
            waiting: Arc::new(WaitingChanges::of(Watched { range, label, wanted })),
            form: if raw { ChangeForm::Row } else { ChangeForm::Item(Detail::of(true, version)) },
            begun: tokio::sync::Mutex::new(false),
            hearing: Hearing::new(),
        })
    }

    async fn advance(&self, store: &StoreRef) -> Result<Answer> {
        let mut begun = self.begun.lock().await;
        if !*begun {
            self.hearing.hear(store.listen(Arc::clone(&self.waiting) as _).await?);
            *begun = true;
        }
        let taken = self.waiting.take(AT_ONCE).await?;
        let changes =
            taken.changes.iter().map(|event| self.form.change(event)).collect::<Result<Vec<_>>>()?;
        Ok(Answer::object(|members| {
            members.list("changes", &changes, |text, change| text.push_str(change));
            push_unreadable(members, taken.unreadable.as_slice());
        }))
    }
}

impl Follow for LiveChanges {
    fn hearing(&self) -> &Hearing {
        &self.hearing
    }

    /// Some changes, in their order.
    fn next(self: Arc<Self>, store: StoreRef) -> BoxFuture<'static, Result<Answer>> {
        Box::pin(async move { self.hearing.until_end(self.advance(&store)).await })
    }
}

impl ChangeForm {
    fn change(self, event: &Event) -> Result<String> {
        let item = self.item(&event.item)?;
        let previous = event.previous.as_ref().map(|previous| self.item(previous)).transpose()?;
        let mut text = String::with_capacity(item.len() + previous.as_ref().map_or(0, String::len) + 64);
        push_object(&mut text, |members| {
            members.string("name", event.kind.name());
            members.json("item", &item);
            if let Some(previous) = &previous {
                members.json("previous", previous);
            }
        });
        Ok(text)
    }

    fn item(self, item: &Item) -> Result<String> {
        match self {
            Self::Row => row::to_row(item).map(|row| Value::Object(row).to_string()),
            Self::Item(detail) => {
                let mut text = String::new();
                push_item(&mut text, item, detail);
                Ok(text)
            }
        }
    }
}
