//! What a call returns to `lib/`, as [`crate::data::wire`] describes it.

use std::borrow::Cow;

use bytestring::ByteString;
use napi::bindgen_prelude::{JsValue, ToNapiValue};
use napi::{Env, Result, sys};

use crate::data::Answer;
use crate::data::wire::Mark;
use crate::model::Error;
use crate::model::json::is_rich;

/// The return value of a call.
pub(super) enum Reply {
    /// The answer.
    Answer(Answer),
    /// The number under which the answer will come: see `settled`.
    Ticket(u32),
    /// A number that is neither an answer nor a ticket.
    Number(f64),
    /// What went wrong.
    Failure(Error),
    /// A value of JavaScript that is made already, in the call that is under way.
    Made(sys::napi_value),
}

impl ToNapiValue for Reply {
    // SAFETY: the trait asks its callers for the environment of the call that is under way.
    unsafe fn to_napi_value(raw: sys::napi_env, reply: Self) -> Result<sys::napi_value> {
        let env = Env::from_raw(raw);
        // SAFETY: `raw` is the environment of the call that is under way.
        unsafe {
            match reply {
                Self::Answer(Answer::Text(answer)) => text(env, &answer),
                Self::Answer(Answer::Parts(parts)) => ToNapiValue::to_napi_value(raw, texts(&parts)),
                Self::Answer(Answer::Given) => ToNapiValue::to_napi_value(raw, true),
                Self::Answer(Answer::Nothing) => ToNapiValue::to_napi_value(raw, ()),
                Self::Ticket(ticket) => ToNapiValue::to_napi_value(raw, ticket),
                Self::Number(number) => ToNapiValue::to_napi_value(raw, number),
                Self::Failure(error) => ToNapiValue::to_napi_value(raw, fields(error)),
                Self::Made(value) => Ok(value),
            }
        }
    }
}

/// The parts of an answer behind a `null`, which no failure begins with.
fn texts(parts: &[ByteString]) -> Vec<Option<String>> {
    let texts = parts.iter().map(|part| Some(with_mark(part).into_owned()));
    std::iter::once(None).chain(texts).collect()
}

/// A failure as [`FAILURE`](crate::data::wire::FAILURE) lists its fields.
fn fields(error: Error) -> Vec<Option<String>> {
    let Error { name, code, message, hint, found } = error;
    let (key, item) = found.map_or((None, None), |found| (Some(found.key), found.item));
    let item = item.map(|item| match &*item {
        "" => item,
        item => with_mark(&format!("{}{item}", Mark::Item.character())).into_owned(),
    });
    let (name, code, message) = (name.to_owned(), code.to_owned(), message.into_owned());
    vec![Some(name), Some(code), Some(message), hint.map(Cow::into_owned), key, item]
}

/// The string of an answer that is a text.
pub(super) fn text(env: Env, text: &str) -> Result<sys::napi_value> {
    string(env, &with_mark(text))
}

/// Marks a text that holds tags.
fn with_mark(text: &str) -> Cow<'_, str> {
    if is_rich(text) { format!("{}{text}", Mark::Tagged.character()).into() } else { text.into() }
}

/// A string of V8. Most texts are ASCII, which V8 copies without decoding.
fn string(env: Env, text: &str) -> Result<sys::napi_value> {
    if text.is_ascii() {
        env.create_string_latin1(text.as_bytes()).map(|string| string.raw())
    } else {
        env.create_string(text).map(|string| string.raw())
    }
}
