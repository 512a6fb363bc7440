//! What a call returns to `index.js`, and how its text crosses.

use std::borrow::Cow;
use std::ptr;

use napi::bindgen_prelude::ToNapiValue;
use napi::{Result, Status, check_status, sys};

use crate::data::Answer;
use crate::model::Error;
use crate::model::json::is_rich;

/// The return value of a call.
pub enum Reply {
    /// The answer: `undefined`, `true` for the value as it was given, or text that is JSON, with `!` before it where tags must be revived.
    Answer(Answer),
    /// The number under which the answer will come: see `settled`.
    Ticket(u32),
    /// A number of an event's delivery.
    Number(f64),
    /// What went wrong: `[name, code, message, hint?]`.
    Failure(Error),
}

impl ToNapiValue for Reply {
    // SAFETY: the trait asks its callers for the environment of the call that is under way.
    unsafe fn to_napi_value(env: sys::napi_env, reply: Self) -> Result<sys::napi_value> {
        match reply {
            // SAFETY: napi calls this with the environment of the call that is under way.
            Self::Answer(Answer::Text(text)) if is_rich(&text) => unsafe { string(env, &format!("!{text}")) },
            // SAFETY: as above.
            Self::Answer(Answer::Text(text)) => unsafe { string(env, &text) },
            // SAFETY: as above.
            Self::Answer(Answer::Given) => unsafe { ToNapiValue::to_napi_value(env, true) },
            // SAFETY: as above.
            Self::Answer(Answer::Nothing) => unsafe { ToNapiValue::to_napi_value(env, ()) },
            // SAFETY: as above.
            Self::Ticket(ticket) => unsafe { ToNapiValue::to_napi_value(env, ticket) },
            // SAFETY: as above.
            Self::Number(number) => unsafe { ToNapiValue::to_napi_value(env, number) },
            Self::Failure(error) => {
                let mut fields =
                    vec![error.name.to_owned(), error.code.to_owned(), error.message.into_owned()];
                fields.extend(error.hint.map(Cow::into_owned));
                // SAFETY: as above.
                unsafe { ToNapiValue::to_napi_value(env, fields) }
            }
        }
    }
}

/// A string of V8's: ASCII, which most texts are, is copied without being decoded.
///
/// # Safety
/// `env` must be the environment of the call that is under way.
unsafe fn string(env: sys::napi_env, text: &str) -> Result<sys::napi_value> {
    let create = if text.is_ascii() { sys::napi_create_string_latin1 } else { sys::napi_create_string_utf8 };
    let length = isize::try_from(text.len()).map_err(|_| napi::Error::from_status(Status::InvalidArg))?;
    let mut value = ptr::null_mut();
    // SAFETY: the pointer and length are those of `text`, which V8 copies before this returns.
    check_status!(unsafe { create(env, text.as_ptr().cast(), length, &raw mut value) })?;
    Ok(value)
}
