//! Splits the text of an object into its root attributes, and that of an array into its elements.
//!
//! Every write of an object needs them and few look inside, so this finds only where each ends. The text must be JSON
//! without white space, as all texts of this package are.

use memchr::memchr2;

/// The names, quotes included, and the values of an object; `None` if the text is not an object.
pub fn members(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut scanner = Scanner { text, at: 0 };
    let members = scanner.members()?;
    (scanner.at == text.len()).then_some(members)
}

/// The value of an attribute, given its name with quotes, found in one pass that ends there. The outer `None` means that
/// the text before is not that of an object.
#[allow(clippy::option_option)] // no object, no such attribute, its value
pub fn member<'a>(text: &'a str, name: &str) -> Option<Option<&'a str>> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.expect(b'{')?;
    if scanner.expect(b'}').is_some() {
        return Some(None);
    }
    loop {
        let found = scanner.slice(Scanner::string)? == name;
        scanner.expect(b':')?;
        let value = scanner.slice(Scanner::value)?;
        if found {
            return Some(Some(value));
        }
        if scanner.expect(b',').is_none() {
            return scanner.expect(b'}').map(|()| None);
        }
    }
}

/// The elements of an array; `None` if the text is not an array.
pub fn elements(text: &str) -> Option<Vec<&str>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut elements = Vec::new();
    scanner.expect(b'[')?;
    if scanner.expect(b']').is_none() {
        loop {
            elements.push(scanner.slice(Scanner::value)?);
            if scanner.expect(b',').is_none() {
                scanner.expect(b']')?;
                break;
            }
        }
    }
    (scanner.at == text.len()).then_some(elements)
}

/// An object in an array.
pub struct Listed<'a> {
    /// The object.
    pub text: &'a str,
    /// Its names, quotes included, and its values.
    pub members: Vec<(&'a str, &'a str)>,
}

/// The elements of an array of objects, found in one pass; `None` if the text is nothing of the kind.
pub(super) fn objects(text: &str) -> Option<Vec<Listed<'_>>> {
    let mut scanner = Scanner { text, at: 0 };
    let mut objects = Vec::new();
    scanner.expect(b'[')?;
    if scanner.expect(b']').is_none() {
        loop {
            let from = scanner.at;
            let members = scanner.members()?;
            objects.push(Listed { text: text.get(from..scanner.at)?, members });
            if scanner.expect(b',').is_none() {
                scanner.expect(b']')?;
                break;
            }
        }
    }
    (scanner.at == text.len()).then_some(objects)
}

/// The value at the beginning of a text; `None` if there is none.
pub(super) fn first_value(text: &str) -> Option<&str> {
    Scanner { text, at: 0 }.slice(Scanner::value)
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

    /// The members of an object, in order.
    fn members(&mut self) -> Option<Vec<(&'a str, &'a str)>> {
        let mut members = Vec::with_capacity(16);
        self.expect(b'{')?;
        if self.expect(b'}').is_some() {
            return Some(members);
        }
        loop {
            let name = self.slice(Scanner::string)?;
            self.expect(b':')?;
            members.push((name, self.slice(Scanner::value)?));
            if self.expect(b',').is_none() {
                return self.expect(b'}').map(|()| members);
            }
        }
    }

    /// The text that `skip` passes over.
    fn slice(&mut self, skip: impl FnOnce(&mut Self) -> Option<()>) -> Option<&'a str> {
        let from = self.at;
        skip(self)?;
        self.text.get(from..self.at)
    }

    fn string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        loop {
            self.at += memchr2(b'"', b'\\', self.text.as_bytes().get(self.at..)?)?;
            // A backslash and the character that it escapes.
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
    use super::*;
    use crate::model::random::tree;
    use crate::model::{Json, Tree};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_parser_finds(entries in prop::collection::vec(("[\"\\\\a:}]{0,3}", tree()), 0..6)) {
            let object = Tree::Object(entries.into_iter().collect());
            let list = Tree::Array(vec![object.clone(), Tree::Object(std::iter::empty().collect()), object.clone()]);
            let read = |text: &str| Tree::parse(text).unwrap();
            let object_text = Json::from_tree(&object);
            let found = members(object_text.as_str()).unwrap().into_iter();
            let found = found.map(|(name, value)| (read(name).as_str().unwrap().to_owned(), read(value)));
            prop_assert_eq!(Tree::Object(found.collect()), object);
            for (name, value) in members(object_text.as_str()).unwrap() {
                prop_assert_eq!(member(object_text.as_str(), name), Some(Some(value)));
            }
            prop_assert_eq!(member(object_text.as_str(), "\"none\""), Some(None));
            let list_text = Json::from_tree(&list);
            let found = objects(list_text.as_str()).unwrap();
            prop_assert!(found.iter().all(|listed| members(listed.text).as_ref() == Some(&listed.members)));
            prop_assert_eq!(Tree::Array(found.iter().map(|listed| read(listed.text)).collect()), list);
        }

        #[test]
        fn finds_the_elements_that_a_parser_finds(items in prop::collection::vec(tree(), 0..6)) {
            let list = Tree::Array(items);
            let list_text = Json::from_tree(&list);
            let found = elements(list_text.as_str()).unwrap();
            prop_assert_eq!(Tree::Array(found.into_iter().map(|text| Tree::parse(text).unwrap()).collect()), list);
        }

        #[test]
        fn survives_any_text(text in "[{}\\[\\]\",:\\\\a0]{0,12}") {
            if let Some(found) = members(&text) {
                prop_assert!(found.iter().all(|(name, _)| name.starts_with('"')));
            }
            drop((objects(&text), elements(&text), member(&text, "\"a\"")));
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
