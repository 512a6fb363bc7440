//! `add`: atomic counters.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::CallToken;
use super::options::{Options, options};
use crate::model::{Json, Key, Name, Result};
use crate::plan::{BodyEdit, Change, Condition, Edit, Match, OverValue, Plan, Update};
use crate::store::Write;

options! {
    /// What `add` takes.
    AddOptions {
        meta: bool,
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
    let mut options = AddOptions::read(options.as_ref())?;
    let (meta, token) = (options.meta, options.idempotency_token.0.take());
    let plan = plan_add(Key::parse(&key)?, name.as_deref(), delta, options);
    let written = store.commit(Write::One { plan: Box::new(plan), token }).await?;
    Ok(written.into_item().map_or(Answer::Nothing, |item| Answer::item(item, meta)))
}

/// The plan of `add`.
pub(super) fn plan_add(key: Key, name: Option<&str>, delta: Json, options: AddOptions) -> Plan {
    let edit = Edit::Add(delta);
    let body = match name {
        None => BodyEdit::Value(edit),
        Some(name) => BodyEdit::Attributes {
            edits: vec![(Name::from_plain(name), Some(edit))],
            over_value: OverValue::Replace,
        },
    };
    let change = Change::Update(Update { body, labels: Vec::new(), ttl: None });
    Plan { key, condition: Condition { matches: options.matches, ..Condition::default() }, change }
}
