//! Strings, bytes and Sets, read from the text of a value.

use std::borrow::Cow;

use super::members::elements;

/// The string of a text; `None` if it is no string. Few strings have escapes.
pub fn string_of(text: &str) -> Option<Cow<'_, str>> {
    let borrowed = serde_json::from_str::<&str>(text).map(Cow::Borrowed);
    borrowed.or_else(|_| serde_json::from_str(text).map(Cow::Owned)).ok()
}

/// The bytes of a text; `None` if it is no Uint8Array.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    decoded(string_of(inner(text, "{\"\\u0000B\":")?)?.as_bytes())
}

/// The bytes that base64 stands for.
pub fn decoded(base64: &[u8]) -> Option<Vec<u8>> {
    base64_simd::STANDARD.decode_to_vec(base64).ok()
}

/// The elements of a Set, as the text has them: all are strings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetElements<'a> {
    /// Strings.
    Strings(Vec<Cow<'a, str>>),
    /// The digits of numbers.
    Numbers(Vec<Cow<'a, str>>),
    /// Bytes as base64.
    Bytes(Vec<Cow<'a, str>>),
}

impl<'a> SetElements<'a> {
    /// The Set of a text; `None` if it is none.
    pub fn of(text: &'a str) -> Option<Self> {
        let strings = |array| elements(array)?.into_iter().map(string_of).collect::<Option<Vec<_>>>();
        if let Some(array) = inner(text, "{\"\\u0000SS\":") {
            return strings(array).map(Self::Strings);
        }
        if let Some(array) = inner(text, "{\"\\u0000NS\":") {
            return strings(array).map(Self::Numbers);
        }
        strings(inner(text, "{\"\\u0000BS\":")?).map(Self::Bytes)
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        match self {
            Self::Strings(elements) | Self::Numbers(elements) | Self::Bytes(elements) => elements.len(),
        }
    }

    /// Whether there are none. A Set that is stored has at least one.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The text inside of a tag that begins so.
fn inner<'a>(text: &'a str, tag: &str) -> Option<&'a str> {
    text.strip_prefix(tag)?.strip_suffix('}')
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
        let set = |text| SetElements::of(text).map(|set| (set.len(), set.is_empty()));
        assert_eq!(set(r#"{"\u0000SS":["a","\""]}"#), Some((2, false)));
        assert_eq!(SetElements::of(r#"{"\u0000NS":["1"]}"#), Some(SetElements::Numbers(vec!["1".into()])));
        assert_eq!(set(r#"{"\u0000BS":["AA=="]}"#), Some((1, false)));
        assert_eq!(set(r#"{"a":["b"]}"#), None);
        assert_eq!(set(r#"["a"]"#), None);
    }
}
