//! `set`: one item.

use compact_str::CompactString;

use super::StoreRef;
use super::answer::Answer;
use super::options::Options;
use super::set_options::SetOptions;
use super::set_plan::plan_set;
use crate::model::item_text::Detail;
use crate::model::{Json, Key, Result};
use crate::store::Write;

/// `set(key, value, options)`. `value` is `None` for `undefined`. Most items are stored exactly as they are given;
/// then the answer says only that.
pub async fn set(
    store: StoreRef,
    key: CompactString,
    value: Option<Json>,
    options: Option<Json>,
) -> Result<Answer> {
    let mut options = SetOptions::read(options.as_ref())?;
    let (detail, token) = (options.detail(), options.idempotency_token.0.take());
    let plan = plan_set(Key::parse(&key)?, value.clone(), &options, store.now().seconds())?;
    let written = store.commit(Write::One { plan: Box::new(plan), token, once: false }).await?;
    Ok(match (written.into_item(), value) {
        (None, _) => Answer::Nothing,
        (Some(item), Some(given))
            if detail == Detail::Value && *item.value() == given && !given.is_rich() =>
        {
            Answer::Given
        }
        (Some(item), _) => Answer::item(item, detail),
    })
}
