//! `get` of one key, the verb that is called most.

use napi::{Env, Result};

use super::argument::ShortText;
use super::bound::{BoundFunction, bound_functions};
use super::reply::{Reply, text};
use super::store::NativeStore;
use crate::data::{self, Answer};
use crate::model::Json;

pub(super) const READS: &[BoundFunction] = bound_functions! {
    NativeStore: get(ShortText, Option<Json>) as "get";
};

impl NativeStore {
    fn get(&self, env: Env, key: ShortText, options: Option<Json>) -> Result<Reply> {
        if options.is_none()
            && let Some(reply) = self.value_at_once(env, &key)
        {
            return reply;
        }
        self.call(env, move |store| data::get(store, key.into(), options))
    }

    /// The value of a key that the store has at hand. It goes from the store to V8 in one copy.
    fn value_at_once(&self, env: Env, key: &ShortText) -> Option<Result<Reply>> {
        let of_value = |value: Option<&str>| match value {
            Some(value) => text(env, value).map(Reply::Made),
            None => Ok(Reply::Answer(Answer::Nothing)),
        };
        let read = self.if_open(|store| data::value_at_once(store, key.as_str(), of_value))?;
        Some(read.unwrap_or_else(|error| Ok(Reply::Failure(error))))
    }
}
