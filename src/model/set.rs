//! Sets: which elements they have, and of which kind all of these are.

use indexmap::IndexSet;

use super::error::Result;
use super::json::{Json, tagged};
use super::number;
use super::tree::Tree;

/// The kind that all elements of a set share. The name is that of its tag, and of the type in DynamoDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ElementKind {
    /// `SS`
    String,
    /// `NS`
    Number,
    /// `BS`
    Bytes,
}

/// A Set, taken apart. Numbers are spelled as DynamoDB spells them, so that equal ones are one element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ElementSet {
    kind: ElementKind,
    members: IndexSet<String>,
}

impl ElementKind {
    /// `SS`, `NS` or `BS`.
    pub fn name(self) -> &'static str {
        match self {
            Self::String => "SS",
            Self::Number => "NS",
            Self::Bytes => "BS",
        }
    }

    fn parse(tag: &str) -> Option<Self> {
        [Self::String, Self::Number, Self::Bytes].into_iter().find(|kind| kind.name() == tag)
    }

    /// The kind and the text of an element.
    fn of(element: &Tree) -> Option<(Self, &str)> {
        match (element, tagged(element)) {
            (_, Some(("N", digits))) => Some((Self::Number, digits.as_str()?)),
            (_, Some(("B", base64))) => Some((Self::Bytes, base64.as_str()?)),
            (Tree::String(text), _) => Some((Self::String, text)),
            (Tree::Number(digits), _) => Some((Self::Number, digits)),
            _ => None,
        }
    }
}

impl ElementSet {
    /// Takes a Set apart, given its text; `None` if it is no Set.
    pub fn of_set(text: &str) -> Result<Option<Self>> {
        let tree = Tree::parse(text);
        let Some((tag, inner)) = tree.as_ref().and_then(tagged) else { return Ok(None) };
        let (Some(kind), Some(given)) = (ElementKind::parse(tag), inner.as_array()) else { return Ok(None) };
        Self::new(kind, given.iter().filter_map(Tree::as_str)).map(Some)
    }

    /// The Set of the elements of an array; `None` if they are not all strings, numbers or bytes, or if there are none.
    pub fn of_list(list: &[Tree]) -> Result<Option<Self>> {
        let Some(elements) = list.iter().map(ElementKind::of).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        match elements.first() {
            Some((kind, _)) if elements.iter().all(|(other, _)| other == kind) => {
                Self::new(*kind, elements.iter().map(|(_, text)| *text)).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn new<'a>(kind: ElementKind, texts: impl Iterator<Item = &'a str>) -> Result<Self> {
        let spelled = |text: &str| match kind {
            ElementKind::Number => number::normalize(text),
            ElementKind::String | ElementKind::Bytes => Ok(text.to_owned()),
        };
        Ok(Self { kind, members: texts.map(spelled).collect::<Result<_>>()? })
    }

    /// What all elements are.
    pub fn kind(&self) -> ElementKind {
        self.kind
    }

    /// The number of elements.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no element. DynamoDB stores no such Set.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether an element is among them: a string, the digits of a number, or bytes as base64.
    pub fn contains(&self, kind: ElementKind, element: &str) -> bool {
        self.kind == kind
            && match kind {
                ElementKind::Number => {
                    number::spelled(element).is_ok_and(|digits| self.members.contains(&*digits))
                }
                ElementKind::String | ElementKind::Bytes => self.members.contains(element),
            }
    }

    /// Adds the elements of a Set of the same kind.
    pub fn insert_all(&mut self, others: Self) {
        self.members.extend(others.members);
    }

    /// Removes the elements of a Set of the same kind.
    pub fn remove_all(&mut self, others: &Self) {
        self.members.retain(|member| !others.members.contains(member));
    }

    /// The Set as a value.
    pub fn to_json(&self) -> Json {
        let members = self.members.iter().cloned().map(Tree::String).collect();
        let tag = (format!("\0{}", self.kind.name()), Tree::Array(members));
        Json::from_tree(&Tree::Object(std::iter::once(tag).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Option<String> {
        let tree = Tree::parse(text).unwrap();
        ElementSet::of_list(tree.as_array().unwrap()).unwrap().map(|set| set.to_json().as_str().to_owned())
    }

    fn set(text: &str) -> ElementSet {
        ElementSet::of_set(text).unwrap().unwrap()
    }

    #[test]
    fn a_list_of_one_kind_is_a_set() {
        for (given, expected) in [
            (r#"["b","a","b"]"#, r#"{"\u0000SS":["b","a"]}"#),
            (
                r#"[1,1.0,1e1,{"\u0000N":"12345678901234567890"}]"#,
                r#"{"\u0000NS":["1","10","12345678901234567890"]}"#,
            ),
            (r#"[{"\u0000B":"AAE="},{"\u0000B":"AAE="}]"#, r#"{"\u0000BS":["AAE="]}"#),
        ] {
            assert_eq!(list(given).as_deref(), Some(expected));
        }
        for given in ["[]", r#"["a",1]"#, "[null]", "[[1]]", r#"[{"a":1}]"#, r#"[{"\u0000SS":["a"]}]"#] {
            assert_eq!(list(given), None, "{given}");
        }
    }

    #[test]
    fn equal_numbers_are_one_element_however_they_are_spelled() {
        let mut numbers = set(r#"{"\u0000NS":["1e+21","2"]}"#);
        numbers.insert_all(set(r#"{"\u0000NS":["1000000000000000000000","3"]}"#));
        assert_eq!(numbers.to_json().as_str(), r#"{"\u0000NS":["1000000000000000000000","2","3"]}"#);
        assert!(
            numbers.contains(ElementKind::Number, "2.0") && numbers.contains(ElementKind::Number, "1e21")
        );
        assert!(!numbers.contains(ElementKind::String, "2"));
        numbers.remove_all(&set(r#"{"\u0000NS":["1e21","3.0","4"]}"#));
        assert_eq!((numbers.len(), numbers.is_empty()), (1, false));
    }

    #[test]
    fn tells_what_is_no_set() {
        for text in
            [r#"["a"]"#, r#"{"SS":["a"]}"#, r#"{"\u0000B":"AAE="}"#, r#"{"\u0000\u0000SS":["a"]}"#, "1"]
        {
            assert_eq!(ElementSet::of_set(text), Ok(None), "{text}");
        }
    }
}
