//! Strings and bytes, read from the text of a value.

use std::borrow::Cow;

/// The string of a text; `None` if it is no string. Few strings have escapes.
pub fn string_of(text: &str) -> Option<Cow<'_, str>> {
    let borrowed = serde_json::from_str::<&str>(text).map(Cow::Borrowed);
    borrowed.or_else(|_| serde_json::from_str(text).map(Cow::Owned)).ok()
}

/// The bytes of a text; `None` if it is no Uint8Array.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    let base64 = text.strip_prefix("{\"\\u0000B\":\"")?.strip_suffix("\"}")?;
    decoded(base64)
}

/// The bytes that base64 stands for.
pub fn decoded(base64: &str) -> Option<Vec<u8>> {
    base64_simd::STANDARD.decode_to_vec(base64.as_bytes()).ok()
}

/// Bytes as base64.
pub fn encoded(bytes: &[u8]) -> String {
    base64_simd::STANDARD.encode_to_string(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_text_has() {
        assert_eq!(string_of(r#""a\n\"""#).as_deref(), Some("a\n\""));
        assert_eq!(string_of("1"), None);
        assert_eq!(bytes_of(r#"{"\u0000B":"AAE="}"#), Some(vec![0, 1]));
        assert_eq!(bytes_of(r#"{"\u0000B":"-"}"#), None);
        assert_eq!(bytes_of(r#"{"\u0000\u0000B":"AAE="}"#), None);
    }
}
