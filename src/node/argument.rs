//! How texts come in.
//!
//! A text is copied into a buffer on the stack, which nearly all texts fit: asking V8 for the length first costs as
//! much as the copy.

use std::borrow::Cow;
use std::mem::MaybeUninit;

use compact_str::CompactString;
use napi::bindgen_prelude::{FromNapiValue, TypeName};
use napi::{Result, Status, ValueType, check_status, sys};

use crate::model::Json;

/// Bytes of the buffer, on the stack.
const BUFFER: usize = 4096;
/// Bytes of the longest character. V8 writes a whole character or none of it.
const LONGEST: usize = 4;

/// A short text: a key or a name.
pub struct ShortText(CompactString);

impl ShortText {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<ShortText> for CompactString {
    fn from(text: ShortText) -> Self {
        text.0
    }
}

impl TypeName for ShortText {
    fn type_name() -> &'static str {
        "String"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl FromNapiValue for ShortText {
    // SAFETY: the trait asks its callers for the environment of the call that is under way.
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: as above.
        unsafe { read(env, value, |text| Self(text.into())) }
    }
}

impl TypeName for Json {
    fn type_name() -> &'static str {
        "String"
    }

    fn value_type() -> ValueType {
        ValueType::String
    }
}

impl FromNapiValue for Json {
    // SAFETY: the trait asks its callers for the environment of the call that is under way.
    unsafe fn from_napi_value(env: sys::napi_env, value: sys::napi_value) -> Result<Self> {
        // SAFETY: as above.
        unsafe { read(env, value, |text| Self::from_text(text.into_owned())) }
    }
}

/// # Safety
/// `env` must be the environment of the call that is under way, and `value` one of its values.
unsafe fn read<T>(
    env: sys::napi_env,
    value: sys::napi_value,
    take: impl FnOnce(Cow<'_, str>) -> T,
) -> Result<T> {
    let mut buffer = [MaybeUninit::<u8>::uninit(); BUFFER];
    let mut length = 0;
    // SAFETY: V8 writes at most `BUFFER` bytes, and sets `length` to their number.
    check_status!(unsafe {
        sys::napi_get_value_string_utf8(env, value, buffer.as_mut_ptr().cast(), BUFFER, &raw mut length)
    })?;
    if length + 1 + LONGEST > BUFFER {
        // SAFETY: as asked of the caller.
        return unsafe { String::from_napi_value(env, value) }.map(|text| take(text.into()));
    }
    // SAFETY: V8 has written this many bytes.
    let bytes = unsafe { std::slice::from_raw_parts(buffer.as_ptr().cast::<u8>(), length) };
    let text = std::str::from_utf8(bytes).map_err(|_| napi::Error::from_status(Status::StringExpected))?;
    Ok(take(text.into()))
}
