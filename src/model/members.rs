//! Splits the text of an object into its root attributes, and that of an array into its elements.
//!
//! Every write of an object needs them and few look inside, so this finds only where each ends. The text must be JSON
//! without white space, as all texts of this package are.

use memchr::{memchr2, memmem};

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

/// The values of all attributes of a name, at any depth of an object, which are found without looking at the rest of it: far
/// faster than [`member`]. The outer `None` means that other parts of a text can look like this name.
pub fn values_of_name<'a>(text: &'a str, name: &'a str) -> Option<impl Iterator<Item = Option<&'a str>>> {
    // These follow the end of a string, so a quote before any other character begins one.
    if matches!(name.as_bytes().get(1)?, b':' | b',' | b'}' | b']' | b'"' | b'\\') {
        return None;
    }
    let bytes = text.as_bytes();
    let mut from = 0;
    Some(std::iter::from_fn(move || {
        loop {
            let at = from + memmem::find(&bytes[from..], name.as_bytes())?;
            from = at + name.len();
            let is_key =
                bytes.get(from) == Some(&b':') && matches!(bytes.get(at.wrapping_sub(1)), Some(b'{' | b','));
            if is_key {
                return Some(Scanner { text, at: from + 1 }.slice(Scanner::value));
            }
        }
    }))
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
                if let Some(mut values) = values_of_name(object_text.as_str(), name) {
                    prop_assert!(values.any(|found| found == Some(value)));
                }
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
            drop(values_of_name(&text, "\"a\"").map(Iterator::count));
        }
    }

    #[test]
    fn what_looks_like_a_name_is_none() {
        let found =
            |text, name| values_of_name(text, name).map(|values| values.flatten().collect::<Vec<_>>());
        let text = r#"{"a":1,"b":{"a":"a"},"c":["a",{"a":[2]}],"x\"a":3,"d":"\"a\":4"}"#;
        assert_eq!(found(text, "\"a\""), Some(vec!["1", "\"a\"", "[2]"]));
        assert_eq!(found(r#"{"a,":":"}"#, "\":\""), None);
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
