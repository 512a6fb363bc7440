//! Strings, lists and objects as JSON text, written in one pass.

use std::fmt::{Display, Write};

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

/// Writes a string as the inside of a JSON string.
pub fn push_escaped(text: &mut String, string: &str) {
    if string.bytes().any(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
        let escaped = Value::from(string).to_string();
        text.push_str(&escaped[1..escaped.len() - 1]);
    } else {
        text.push_str(string);
    }
}

/// Writes a list; `push` writes one element.
pub fn push_list<T>(text: &mut String, items: impl IntoIterator<Item = T>, push: impl Fn(&mut String, T)) {
    text.push('[');
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        push(text, item);
    }
    text.push(']');
}

/// Writes an object; `push` writes its members.
pub fn push_object(text: &mut String, push: impl FnOnce(&mut Members<'_>)) {
    text.push('{');
    push(&mut Members { text, is_first: true });
    text.push('}');
}

/// The members of an object that is being written. Names are written as they are, without escapes.
pub struct Members<'a> {
    text: &'a mut String,
    is_first: bool,
}

impl Members<'_> {
    /// A member whose value `push` writes.
    pub fn value(&mut self, name: &str, push: impl FnOnce(&mut String)) {
        self.text.push_str(if self.is_first { "\"" } else { ",\"" });
        self.is_first = false;
        self.text.push_str(name);
        self.text.push_str("\":");
        push(self.text);
    }

    /// A string.
    pub fn string(&mut self, name: &str, string: &str) {
        self.value(name, |text| push_string(text, string));
    }

    /// A number.
    pub fn number(&mut self, name: &str, number: impl Display) {
        self.value(name, |text| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{number}");
        });
    }

    /// `true` or `false`.
    pub fn bool(&mut self, name: &str, value: bool) {
        self.json(name, if value { "true" } else { "false" });
    }

    /// An object; `push` writes its members.
    pub fn object(&mut self, name: &str, push: impl FnOnce(&mut Members<'_>)) {
        self.value(name, |text| push_object(text, push));
    }

    /// A value that is JSON text already.
    pub fn json(&mut self, name: &str, json: &str) {
        self.value(name, |text| text.push_str(json));
    }

    /// A list; `push` writes one element.
    pub fn list<T>(&mut self, name: &str, items: impl IntoIterator<Item = T>, push: impl Fn(&mut String, T)) {
        self.value(name, |text| push_list(text, items, push));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_holds_what_was_written() {
        let mut text = String::new();
        push_object(&mut text, |members| {
            members.string("s", "a\"b\n");
            members.number("n", -1);
            members.json("j", "[true]");
            members.list("l", ["x", "y"], push_string);
            members.list("e", [""; 0], push_string);
            members.value("o", |text| push_object(text, |_| {}));
        });
        let expected =
            serde_json::json!({ "s": "a\"b\n", "n": -1, "j": [true], "l": ["x", "y"], "e": [], "o": {} });
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), expected);
    }
}
