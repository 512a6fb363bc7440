//! The names of the table's columns, which are the reference's: every row is written and read by them.

use crate::model::limits::LABELS;
use crate::model::{LabelNumber, Name};

/// The value of an item that is not an object.
pub const VALUE: &str = "val";
/// When the item was created, in epoch seconds.
pub const CREATED: &str = "ct";
/// When the item was last written, in epoch seconds. The fraction is the item's version.
pub const MODIFIED: &str = "md";
/// When the item expires, in epoch seconds: the table's TTL attribute.
pub const EXPIRY: &str = "ttl";
/// How a column begins that holds a root attribute of an object.
const ATTRIBUTE_PREFIX: char = '_';

/// The columns of a key.
pub struct KeyColumns {
    /// The partition key.
    pub pk: &'static str,
    /// The sort key.
    pub sk: &'static str,
    /// `true` where the key has no colon, absent elsewhere.
    pub kv: &'static str,
}

/// The columns of the item's own key, then those of its labels.
const KEYS: [KeyColumns; LABELS as usize + 1] = [
    KeyColumns { pk: "pk", sk: "sk", kv: "kv" },
    KeyColumns { pk: "pk1", sk: "sk1", kv: "kv1" },
    KeyColumns { pk: "pk2", sk: "sk2", kv: "kv2" },
    KeyColumns { pk: "pk3", sk: "sk3", kv: "kv3" },
    KeyColumns { pk: "pk4", sk: "sk4", kv: "kv4" },
    KeyColumns { pk: "pk5", sk: "sk5", kv: "kv5" },
];

/// The columns of an item's own key.
pub const KEY: &KeyColumns = &KEYS[0];

/// The columns of a label.
pub fn label_columns(label: LabelNumber) -> &'static KeyColumns {
    &KEYS[usize::from(label.get())]
}

/// The columns that a query reads: those of a label, or of the items' own keys.
pub fn key_columns(label: Option<LabelNumber>) -> &'static KeyColumns {
    label.map_or(KEY, label_columns)
}

/// The index of a label.
pub fn index_name(label: LabelNumber) -> &'static str {
    const NAMES: [&str; LABELS as usize] = ["gsi1", "gsi2", "gsi3", "gsi4", "gsi5"];
    NAMES[usize::from(label.get() - 1)]
}

/// The column of a root attribute.
pub fn attribute_column(name: &Name) -> String {
    let mut column = name.to_plain();
    column.insert(0, ATTRIBUTE_PREFIX);
    column
}

/// What a column holds, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column<'a> {
    /// The root attribute of this name.
    Attribute(&'a str),
    /// See [`VALUE`].
    Value,
    /// See [`CREATED`].
    Created,
    /// See [`MODIFIED`].
    Modified,
    /// See [`EXPIRY`].
    Expiry,
    /// A part of a key: of the item's own if the number is 0, else of the label with this number.
    Key(usize, KeyPart),
    /// The schema has no such column: another program wrote it.
    Foreign,
}

/// A part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPart {
    /// See [`KeyColumns::pk`].
    Partition,
    /// See [`KeyColumns::sk`].
    Sort,
    /// See [`KeyColumns::kv`].
    Simple,
}

impl<'a> Column<'a> {
    /// The column of a name.
    pub fn of(name: &'a str) -> Self {
        if let Some(attribute) = name.strip_prefix(ATTRIBUTE_PREFIX) {
            return Self::Attribute(attribute);
        }
        match name {
            VALUE => Self::Value,
            CREATED => Self::Created,
            MODIFIED => Self::Modified,
            EXPIRY => Self::Expiry,
            _ => key_part(name).map_or(Self::Foreign, |(number, part)| Self::Key(number, part)),
        }
    }
}

fn key_part(name: &str) -> Option<(usize, KeyPart)> {
    let (part, number) = name.split_at_checked(2)?;
    let number = match number.as_bytes() {
        [] => 0,
        [digit @ b'1'..=b'9'] if digit - b'0' <= LABELS => usize::from(digit - b'0'),
        _ => return None,
    };
    match part {
        "pk" => Some((number, KeyPart::Partition)),
        "sk" => Some((number, KeyPart::Sort)),
        "kv" => Some((number, KeyPart::Simple)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_of_keys_are_found_by_their_names() {
        for (number, columns) in KEYS.iter().enumerate() {
            assert_eq!(Column::of(columns.pk), Column::Key(number, KeyPart::Partition));
            assert_eq!(Column::of(columns.sk), Column::Key(number, KeyPart::Sort));
            assert_eq!(Column::of(columns.kv), Column::Key(number, KeyPart::Simple));
        }
        for label in LabelNumber::all() {
            assert_eq!(label_columns(label).pk, format!("pk{}", label.get()));
            assert_eq!(index_name(label), format!("gsi{}", label.get()));
        }
    }

    #[test]
    fn columns_of_other_programs_are_foreign() {
        for name in ["", "p", "pk0", "pk6", "pk11", "gsi1", "id", "vals", "ät"] {
            assert_eq!(Column::of(name), Column::Foreign, "{name}");
        }
        assert_eq!(Column::of("_"), Column::Attribute(""));
        assert_eq!(Column::of(&attribute_column(&Name::from_plain("pk"))), Column::Attribute("pk"));
    }
}
