//! `add`: atomic counters.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::CallToken;
use super::options::{Options, options};
use crate::model::item_text::Detail;
use crate::model::{Json, Key, Name, Result, Version};
use crate::plan::{BodyEdit, Change, Condition, Edit, Match, OverValue, Plan, Update};
use crate::store::Write;

options! {
    /// What `add` takes.
    AddOptions {
        meta: bool,
        version: Option<Version>,
        matches as "if": Option<Box<Match>>,
        idempotency_token as "idempotencyToken": CallToken,
    }
}

/// `add(key, delta, options)` and, with `name`, `add(key, name, delta, options)`.
pub async fn add(
    store: StoreRef,
    key: CompactString,
    name: Option<String>,
    delta: Json,
    options: Option<Json>,
) -> Result<Answer> {
    let options = AddOptions::read(options.as_ref())?;
    let plan = options.plan(Key::parse(&key)?, name.as_deref(), delta);
    let CallToken(token) = options.idempotency_token;
    let written = store.commit(Write::One { plan: Box::new(plan), token, once: false }).await?;
    let detail = Detail::of(options.meta, options.version.is_some());
    Ok(written.into_item().map_or(Answer::Nothing, |item| Answer::item(item, detail)))
}

impl AddOptions {
    /// The plan of `add`.
    pub(super) fn plan(&self, key: Key, name: Option<&str>, delta: Json) -> Plan {
        let edit = Edit::Add(delta);
        let body = match name {
            None => BodyEdit::Value(edit),
            Some(name) => BodyEdit::Attributes {
                edits: vec![(Name::from_plain(name), Some(edit))],
                over_value: OverValue::Replace,
            },
        };
        let change = Change::Update(Update { body, labels: Vec::new(), ttl: None });
        Plan {
            key,
            condition: Condition {
                version: self.version,
                matches: self.matches.clone(),
                ..Condition::default()
            },
            change,
        }
    }
}
