//! `add`: atomic counters.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::option_kinds::CallToken;
use super::options::{Options, options};
use crate::model::{Json, Key, Name, Result};
use crate::plan::{BodyEdit, Change, Condition, Edit, OverValue, Plan, Update};
use crate::store::Write;

options! {
    /// What `add` takes.
    AddOptions {
        meta: bool,
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
    let AddOptions { meta, idempotency_token: CallToken(token) } = AddOptions::read(options.as_ref())?;
    let edit = Edit::Add(delta);
    let body = match name {
        None => BodyEdit::Value(edit),
        Some(name) => BodyEdit::Attributes {
            edits: vec![(Name::from_plain(&name), Some(edit))],
            over_value: OverValue::Replace,
        },
    };
    let change = Change::Update(Update { body, labels: Vec::new(), ttl: None });
    let plan = Plan { key: Key::parse(&key)?, condition: Condition::default(), change };
    let written = store.commit(Write::One { plan: Box::new(plan), token }).await?;
    Ok(written.into_item().map_or(Answer::Nothing, |item| Answer::item(item, meta)))
}
