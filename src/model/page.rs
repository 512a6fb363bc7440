//! Pages of items, and the cursor from one to the next.

use compact_str::CompactString;

use super::error::{Error, Result};
use super::item::Item;
use super::key::split;
use super::label::LabelNumber;
use super::limits::SIMPLE_SORT_KEY;
use super::row::Unreadable;

/// A place in an index: the last item of a page. As text it is `pk:sk`, or
/// `pk:sk|labelPk:labelSk` where items are read by a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The item's partition and sort key.
    pub key: (CompactString, CompactString),
    /// The label's, when a label's index is read.
    pub label: Option<(CompactString, CompactString)>,
}

/// Items of an index in order, and the cursor to the next page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// The items, no more than the limit.
    pub items: Vec<Item>,
    /// Rows of another program that cannot be read. They do not count against the limit.
    pub unreadable: Vec<Unreadable>,
    /// Items that were only counted.
    pub counted: u64,
    /// The places of some of these, if they are wanted.
    pub cursors: Vec<Cursor>,
    /// Where the next page begins, if there may be one.
    pub last: Option<Cursor>,
}

impl Cursor {
    /// The place of an item in the index of a label, or of the keys.
    pub fn of(item: &Item, label: Option<LabelNumber>) -> Self {
        let columns = |key: &super::key::Key| (key.pk.clone(), key.sk.clone());
        Self { key: columns(&item.key), label: label.and_then(|number| item.labels.get(number)).map(columns) }
    }

    /// Parses a cursor, trimmed as a key is. A sort key has no `|` and a partition key has no `:`, so the text is
    /// unambiguous.
    pub fn parse(text: &str, by_label: bool) -> Result<Self> {
        let place = |text: &str| {
            let (pk, sk) = split(text).ok()?;
            Some((CompactString::from(pk), CompactString::from(sk.as_deref().unwrap_or(SIMPLE_SORT_KEY))))
        };
        let cursor = if by_label {
            text.split_once(':').and_then(|(pk, rest)| {
                let (sk, label) = rest.split_once('|')?;
                Some(Self { key: place(&format!("{pk}:{sk}"))?, label: Some(place(label)?) })
            })
        } else {
            place(text).map(|key| Self { key, label: None })
        };
        cursor.ok_or_else(Self::invalid)
    }

    /// The error for a value that is not a cursor.
    pub fn invalid() -> Error {
        Error::invalid_option("Invalid 'start': pass the 'lastKey' of the page before.")
    }

    /// The error for a cursor of another collection.
    pub fn foreign(&self) -> Error {
        let cursor = self.to_text();
        Error::invalid_option(format!(
            "Invalid 'start': '{cursor}' is not in the collection of this request."
        ))
    }

    /// About how many bytes its text has.
    pub fn weight(&self) -> usize {
        let places = [Some(&self.key), self.label.as_ref()];
        places.into_iter().flatten().map(|(pk, sk)| pk.len() + sk.len() + 2).sum()
    }

    /// The cursor as `lastKey` shows it.
    pub fn to_text(&self) -> String {
        let (pk, sk) = &self.key;
        match &self.label {
            Some((label_pk, label_sk)) => format!("{pk}:{sk}|{label_pk}:{label_sk}"),
            None => format!("{pk}:{sk}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_cursor_are_one() {
        for (text, by_label) in [
            ("foo:bar", false),
            ("a|b:x:y", false),
            ("it:1|grp:same", true),
            ("simple|odd:0|one|two:0", true),
            ("p:s:t|l:m:n", true),
            ("a:0|title:What | Why", true),
        ] {
            assert_eq!(Cursor::parse(text, by_label).unwrap().to_text(), text);
        }
    }

    #[test]
    fn text_is_trimmed_as_a_key_is() {
        for (text, trimmed, by_label) in
            [(" n : 1 ", "n:1", false), ("n", "n:0", false), (" n : 1 | l : 2 ", "n:1|l:2", true)]
        {
            assert_eq!(Cursor::parse(text, by_label).unwrap().to_text(), trimmed);
        }
    }

    #[test]
    fn refuses_what_no_page_ended_with() {
        for (text, by_label) in [("", false), (":x", false), ("it:1", true), ("it", true), ("it:1|", true)] {
            assert!(Cursor::parse(text, by_label).is_err(), "{text}");
        }
    }
}
