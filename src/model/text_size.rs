//! The size of a value as DynamoDB counts it, found in one pass over its text: the values of a whole store are measured so.

use memchr::memchr2;

/// Most levels of a text, as for a [`Tree`](super::Tree).
const MAX_DEPTH: usize = 128;

/// The size of a value; `None` if the text is no value.
pub(super) fn value_size(text: &str) -> Option<usize> {
    let mut sizer = Sizer { text: text.as_bytes(), at: 0 };
    let size = sizer.value(0)?;
    (sizer.at == text.len()).then_some(size)
}

/// The size of the root attributes of an object; `None` if the text is no object.
pub(super) fn attributes_size(text: &str) -> Option<usize> {
    let mut sizer = Sizer { text: text.as_bytes(), at: 0 };
    sizer.expect(b'{')?;
    let size = sizer.members(0)?;
    (sizer.at == text.len()).then_some(size)
}

/// The size of a number.
pub(super) fn number_size(digits: &[u8]) -> usize {
    let significant = digits.iter().filter(|byte| byte.is_ascii_digit()).count();
    significant.div_ceil(2) + 1 + usize::from(digits.first() == Some(&b'-'))
}

/// How the texts inside of a tag count.
#[derive(Clone, Copy)]
enum Leaf {
    Number,
    Bytes,
    Text,
}

struct Sizer<'a> {
    text: &'a [u8],
    at: usize,
}

impl Sizer<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.at += 1)
    }

    fn expect_all(&mut self, text: &[u8]) -> Option<()> {
        self.text.get(self.at..)?.starts_with(text).then(|| self.at += text.len())
    }

    fn value(&mut self, depth: usize) -> Option<usize> {
        match self.peek()? {
            b'"' => self.string(),
            b'{' | b'[' if depth == MAX_DEPTH => None,
            b'{' => {
                if let Some(leaf) = self.tag() {
                    let size = self.leaves(leaf)?;
                    return self.expect(b'}').map(|()| size);
                }
                self.at += 1;
                Some(3 + self.members(depth)?)
            }
            b'[' => {
                self.at += 1;
                Some(3 + self.list(|sizer| Some(1 + sizer.value(depth + 1)?))?)
            }
            b't' => self.expect_all(b"true").map(|()| 1),
            b'f' => self.expect_all(b"false").map(|()| 1),
            b'n' => self.expect_all(b"null").map(|()| 1),
            _ => self.number(),
        }
    }

    /// The members of an object behind its brace, to its end.
    fn members(&mut self, depth: usize) -> Option<usize> {
        let mut size = 0;
        if self.expect(b'}').is_some() {
            return Some(0);
        }
        loop {
            // A name that begins with NUL has one more, which is not the application's.
            let is_escaped = self.text.get(self.at..)?.starts_with(b"\"\\u0000");
            size += 1 + self.string()? - usize::from(is_escaped);
            self.expect(b':')?;
            size += self.value(depth + 1)?;
            if self.expect(b',').is_none() {
                return self.expect(b'}').map(|()| size);
            }
        }
    }

    /// The elements of a list behind its bracket, to its end.
    fn list(&mut self, element: impl Fn(&mut Self) -> Option<usize>) -> Option<usize> {
        let mut size = 0;
        if self.expect(b']').is_some() {
            return Some(0);
        }
        loop {
            size += element(self)?;
            if self.expect(b',').is_none() {
                return self.expect(b']').map(|()| size);
            }
        }
    }

    /// Passes over the brace and the name of a tag, if there is one.
    fn tag(&mut self) -> Option<Leaf> {
        let rest = self.text.get(self.at..)?.strip_prefix(b"{\"\\u0000")?;
        let end = memchr2(b'"', b'\\', rest)?;
        let leaf = match &rest[..end] {
            // Another NUL: a name of the application.
            b"" => return None,
            b"N" | b"NS" => Leaf::Number,
            b"B" | b"BS" => Leaf::Bytes,
            _ => Leaf::Text,
        };
        let rest = rest[end..].strip_prefix(b"\":")?;
        self.at = self.text.len() - rest.len();
        Some(leaf)
    }

    /// What is in a tag: a text or several.
    fn leaves(&mut self, leaf: Leaf) -> Option<usize> {
        match self.peek()? {
            b'[' => {
                self.at += 1;
                self.list(|sizer| sizer.leaf(leaf))
            }
            b'"' => self.leaf(leaf),
            _ => self.value(0).map(|_| 0),
        }
    }

    fn leaf(&mut self, leaf: Leaf) -> Option<usize> {
        let from = self.at + 1;
        let size = self.string()?;
        let text = self.text.get(from..self.at - 1)?;
        Some(match leaf {
            Leaf::Text => size,
            Leaf::Number => number_size(text),
            Leaf::Bytes => (text.len() - text.iter().rev().take_while(|byte| **byte == b'=').count()) * 3 / 4,
        })
    }

    /// A string: the bytes of its UTF-8.
    fn string(&mut self) -> Option<usize> {
        self.expect(b'"')?;
        let mut size = 0;
        loop {
            let plain = memchr2(b'"', b'\\', self.text.get(self.at..)?)?;
            size += plain;
            self.at += plain;
            if self.expect(b'"').is_some() {
                return Some(size);
            }
            if self.text.get(self.at + 1)? == &b'u' {
                let digits = std::str::from_utf8(self.text.get(self.at + 2..self.at + 6)?).ok()?;
                size += match u16::from_str_radix(digits, 16).ok()? {
                    ..0x80 => 1,
                    // A surrogate is half of a character of four bytes.
                    0x80..0x800 | 0xd800..0xe000 => 2,
                    _ => 3,
                };
                self.at += 6;
            } else {
                size += 1;
                self.at += 2;
            }
        }
    }

    fn number(&mut self) -> Option<usize> {
        let rest = self.text.get(self.at..)?;
        let is_part = |byte: &&u8| matches!(byte, b'0'..=b'9' | b'-' | b'+' | b'.' | b'e' | b'E');
        let length = rest.iter().take_while(is_part).count();
        self.at += length;
        (length > 0).then(|| number_size(&rest[..length]))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::json::{plain_key, tagged};
    use crate::model::random::tree;
    use crate::model::{Json, Tree};

    /// The same on a tree.
    fn tree_size(tree: &Tree) -> usize {
        if let Some((tag, inner)) = tagged(tree) {
            let elements = inner.as_array().unwrap_or(std::slice::from_ref(inner));
            let leaf = |value: &Tree| {
                let text = value.as_str().unwrap_or_default();
                match tag {
                    "N" | "NS" => number_size(text.as_bytes()),
                    "B" | "BS" => text.trim_end_matches('=').len() * 3 / 4,
                    _ => text.len(),
                }
            };
            return elements.iter().map(leaf).sum();
        }
        match tree {
            Tree::Null | Tree::Bool(_) => 1,
            Tree::Number(digits) => number_size(digits.as_bytes()),
            Tree::String(text) => text.len(),
            Tree::Array(items) => 3 + items.iter().map(|item| 1 + tree_size(item)).sum::<usize>(),
            Tree::Object(object) => {
                let member = |(key, value): (&String, &Tree)| 1 + plain_key(key).len() + tree_size(value);
                3 + object.iter().map(member).sum::<usize>()
            }
        }
    }

    proptest! {
        #[test]
        fn the_text_has_the_size_of_its_tree(tree in tree(), name in "\u{0}?\u{0}?[\"\\\\ż\u{1}😀a]{0,4}") {
            let text = Json::from_tree(&tree);
            prop_assert_eq!(value_size(text.as_str()), Some(tree_size(&tree)));
            let name = if name.starts_with('\0') { format!("\0{name}") } else { name };
            let object = Tree::Object([(name, tree)].into_iter().collect());
            let text = Json::from_tree(&object);
            prop_assert_eq!(attributes_size(text.as_str()), Some(tree_size(&object) - 3));
        }

        #[test]
        fn survives_any_text(text in "[{}\\[\\]\",:\\\\u0Nte-]{0,12}") {
            let _ = (value_size(&text), attributes_size(&text));
        }
    }

    #[test]
    fn escapes_count_as_what_they_mean() {
        for (text, size) in [
            (r#""\n\"\\""#, 3),
            (r#""\u0001\u00e9\u20ac\ud83d\ude00""#, 1 + 2 + 3 + 4),
            (r#"{"\u0000\u0000B":1}"#, 3 + 1 + 2 + 2),
            (r#"{"\u0000B":"AAE="}"#, 2),
        ] {
            assert_eq!(value_size(text), Some(size), "{text}");
        }
        for text in ["", "{", "[1", "\"", "\"\\", "{\"a\"}", "[]]", "nul", &"[".repeat(5000)] {
            assert_eq!(value_size(text), None, "{text}");
        }
    }
}
