//! The root attributes of an object's text, found without reading what they hold.
//!
//! Every write of an object needs them and few look inside, so this only finds where each ends. It
//! relies on the text being JSON without white space, which is how it is written everywhere here.

use memchr::memchr2;

/// The names, quotes included, and the values of an object; `None` if the text is none.
pub(super) fn members(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut members = Vec::with_capacity(16);
    scanner.expect(b'{')?;
    if scanner.expect(b'}').is_none() {
        loop {
            let name = scanner.slice(Scanner::string)?;
            scanner.expect(b':')?;
            members.push((name, scanner.slice(Scanner::value)?));
            if scanner.expect(b',').is_none() {
                scanner.expect(b'}')?;
                break;
            }
        }
    }
    (scanner.at == text.len()).then_some(members)
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    /// What `skip` passes over.
    fn slice(&mut self, skip: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a str> {
        let from = self.at;
        skip(self)?;
        self.text.get(from..self.at)
    }

    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.at += memchr2(b'"', b'\\', self.text.as_bytes().get(self.at..)?)?;
            // A backslash and whatever it escapes.
            if self.expect(b'"').is_some() {
                return Some(());
            }
            self.at += 2;
        }
    }

    fn value(&mut self) -> Option<()> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' | b'[' => self.nested(),
            _ => self.scalar(),
        }
    }

    fn nested(&mut self) -> Option<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Some(());
            }
        }
    }

    fn scalar(&mut self) -> Option<()> {
        let from = self.at;
        while !matches!(self.peek()?, b',' | b'}' | b']') {
            self.at += 1;
        }
        (self.at > from).then_some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Map, Value};

    use super::*;
    use crate::model::random::value;

    proptest! {
        #[test]
        fn finds_what_a_parser_finds(entries in prop::collection::vec(("[\"\\\\a:}]{0,3}", value()), 0..6)) {
            let object: Map<String, Value> = entries.into_iter().collect();
            let text = Value::Object(object.clone()).to_string();
            let found = members(&text).unwrap();
            let expected: Vec<_> =
                object.iter().map(|(name, value)| (Value::from(name.as_str()).to_string(), value.to_string())).collect();
            let found: Vec<_> = found.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn survives_any_text(text in "[{}\\[\\]\",:\\\\a0]{0,12}") {
            if let Some(found) = members(&text) {
                prop_assert!(found.iter().all(|(name, _)| name.starts_with('"')));
            }
        }
    }

    #[test]
    fn tells_what_is_no_object() {
        for text in
            ["", "{", "[]", "{}}", "{\"a\"}", "{\"a\":}", "{\"a\":1", "{\"a\":1,}", "{\"a\":\"\\", "{a:1}"]
        {
            assert_eq!(members(text), None, "{text}");
        }
    }
}
