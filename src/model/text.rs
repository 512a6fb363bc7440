//! Strings as JSON.

use serde_json::Value;

/// Writes a string as JSON.
pub fn push_string(text: &mut String, string: &str) {
    text.push('"');
    push_escaped(text, string);
    text.push('"');
}

/// Writes the name of an attribute as [`crate::model::Name`] spells it.
pub fn push_key(text: &mut String, name: &str) {
    text.push_str(if name.starts_with('\0') { "\"\\u0000" } else { "\"" });
    push_escaped(text, name);
    text.push('"');
}

/// Writes a string as the inside of one of JSON's.
pub fn push_escaped(text: &mut String, string: &str) {
    if string.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let escaped = Value::from(string).to_string();
        text.push_str(&escaped[1..escaped.len() - 1]);
    } else {
        text.push_str(string);
    }
}
