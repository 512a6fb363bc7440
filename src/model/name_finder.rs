//! Finds attributes by their name without looking at the rest of an object.

use memchr::memmem::Finder;

use super::members::first_value;
use super::name::Name;

/// Finds the attributes of a name at any depth of an object, many times faster than its root attributes are told apart.
#[derive(Debug, Clone)]
pub struct NameFinder(Option<Finder<'static>>);

impl NameFinder {
    /// Finds attributes of this name.
    pub fn new(name: &Name) -> Self {
        // These characters follow the end of a string, so a quote before any other begins one.
        let is_plain =
            !matches!(name.as_str().as_bytes().get(1), Some(b':' | b',' | b'}' | b']' | b'"' | b'\\') | None);
        Self(is_plain.then(|| Finder::new(&format!("{}:", name.as_str())).into_owned()))
    }

    /// The values of all attributes of the name, at any depth. The outer `None` means that other parts of a text can look
    /// like the name, an inner one that the text is damaged.
    pub fn values<'a>(&'a self, text: &'a str) -> Option<impl Iterator<Item = Option<&'a str>>> {
        let finder = self.0.as_ref()?;
        let begins_a_name = |at: &usize| matches!(text.as_bytes().get(at.wrapping_sub(1)), Some(b'{' | b','));
        let places = finder.find_iter(text.as_bytes()).filter(begins_a_name);
        Some(places.map(|at| text.get(at + finder.needle().len()..).and_then(first_value)))
    }
}

/// Finders are equal if they find the same.
impl PartialEq for NameFinder {
    fn eq(&self, other: &Self) -> bool {
        let needle = |finder: &Self| finder.0.as_ref().map(|finder| finder.needle().to_vec());
        needle(self) == needle(other)
    }
}

impl Eq for NameFinder {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::members::members;
    use crate::model::random::tree;
    use crate::model::{Json, Tree};

    fn found<'a>(finder: &'a NameFinder, text: &'a str) -> Option<Vec<Option<&'a str>>> {
        finder.values(text).map(Iterator::collect)
    }

    proptest! {
        #[test]
        fn finds_every_root_attribute(entries in prop::collection::vec(("[\"\\\\a:}]{0,3}", tree()), 0..6)) {
            let object = Json::from_tree(&Tree::Object(entries.into_iter().collect()));
            for (name, value) in members(object.as_str()).unwrap() {
                let finder = NameFinder::new(&Name::from_text(name.to_owned().into()));
                if let Some(values) = found(&finder, object.as_str()) {
                    prop_assert!(values.contains(&Some(value)));
                }
            }
        }

        #[test]
        fn survives_any_text(text in "[{}\\[\\]\",:\\\\a0]{0,12}") {
            found(&NameFinder::new(&Name::from_plain("a")), &text);
        }
    }

    #[test]
    fn what_looks_like_a_name_is_none() {
        let text = r#"{"a":1,"b":{"a":"a"},"c":["a",{"a":[2]}],"x\"a":3,"d":"\"a\":4"}"#;
        let finder = NameFinder::new(&Name::from_plain("a"));
        assert_eq!(found(&finder, text), Some(vec![Some("1"), Some("\"a\""), Some("[2]")]));
        assert_eq!(found(&NameFinder::new(&Name::from_plain(":")), r#"{"a,":":"}"#), None);
    }
}
