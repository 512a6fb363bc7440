//! The one reader of rows: of tables, of stream records, and of what `import` gets.
//!
//! It reads DynamoDB's JSON in one pass. A row that breaks the schema is not an error of the parser, so the parser goes
//! on with the next row.

use std::fmt;

use compact_str::CompactString;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use super::Unreadable;
use super::fault::Faults;
use super::schema::{Column, KeyPart};
use super::value::{Attribute, JsonStr, Object, Order};
use crate::model::limits::{LABELS, MAX_TIME};
use crate::model::{Body, Item, Json, Key, LabelNumber, Labels, Seconds, Version};

/// The content of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowItem {
    /// The item. A time that the row lacks is 0.
    pub item: Item,
    /// What the item lacks of the row, as a part of a sentence.
    pub lost: Option<String>,
}

/// A row, or why it cannot be read.
pub struct ReadRow(pub Result<RowItem, Unreadable>);

/// Reads the text of one row.
pub fn read(text: &str, order: Order) -> Result<RowItem, Unreadable> {
    let mut columns = Columns { order, ..Columns::default() };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    if deserializer.deserialize_map(RowVisitor(&mut columns)).is_ok() {
        return columns.row();
    }
    // The parser's message would show data of the row.
    columns.faults.note("is not DynamoDB's JSON");
    Err(columns.unreadable())
}

impl<'de> Deserialize<'de> for ReadRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut columns = Columns { order: Order::ByName, ..Columns::default() };
        deserializer.deserialize_map(RowVisitor(&mut columns))?;
        Ok(Self(columns.row()))
    }
}

/// The columns of a row so far.
#[derive(Default)]
struct Columns {
    order: Order,
    /// The key of the item, then its labels.
    keys: [FoundKey; LABELS as usize + 1],
    value: Option<String>,
    object: String,
    created: Option<Seconds>,
    version: Option<Version>,
    ttl: Option<Seconds>,
    lost: Option<String>,
    faults: Faults,
}

#[derive(Default)]
struct FoundKey {
    pk: Option<CompactString>,
    sk: Option<CompactString>,
    kv: bool,
}

impl FoundKey {
    fn key(&self) -> Option<Key> {
        Some(Key::of_row(self.pk.clone()?, self.sk.clone()?, self.kv))
    }
}

impl Columns {
    fn row(mut self) -> Result<RowItem, Unreadable> {
        let key = self.keys[0].key();
        match &key {
            None => self.faults.note_row("it lacks the columns 'pk' and 'sk', two strings"),
            // A page that ends at any other key could not continue.
            Some(key)
                if key.pk.is_empty() || key.sk.is_empty() || key.pk.contains(':') || key.sk.contains('|') =>
            {
                self.faults.note_row("its key is invalid: no part can be empty, 'pk' cannot contain ':' and 'sk' cannot contain '|'");
            }
            Some(_) => {}
        }
        for columns in &self.keys[1..] {
            if let Some(label) = columns.key()
                && (label.pk.is_empty() || label.sk.is_empty() || label.pk.contains(':'))
            {
                self.faults.note_row(
                    "one of its labels is invalid: no part can be empty, and its 'pk' cannot contain ':'",
                );
            }
        }
        let (Some(key), false) = (key, self.faults.is_any()) else { return Err(self.unreadable()) };
        let mut labels = Labels::default();
        for (number, columns) in LabelNumber::all().zip(&self.keys[1..]) {
            labels.set(number, columns.key());
            if columns.pk.is_some() != columns.sk.is_some() {
                let number = number.get();
                self.lost.get_or_insert_with(|| {
                    format!("it lacks one of the columns 'pk{number}' and 'sk{number}'")
                });
            }
        }
        if self.value.is_some() && self.object != "{}" {
            self.lost
                .get_or_insert_with(|| "it has the column 'val' beside attributes of an object".to_owned());
        }
        let body = match self.value {
            Some(value) => Body::Value(Json::from_text(value)),
            None => Body::Object(Json::from_text(self.object)),
        };
        let (created, version) = (self.created.unwrap_or_default(), self.version.unwrap_or_default());
        Ok(RowItem { item: Item { key, body, created, version, ttl: self.ttl, labels }, lost: self.lost })
    }

    fn unreadable(mut self) -> Unreadable {
        Unreadable { key: self.keys[0].key(), reason: self.faults.take().unwrap_or_default() }
    }

    fn read_value<'de, A: MapAccess<'de>>(&mut self, map: &mut A) -> Result<(), A::Error> {
        let mut text = String::new();
        map.next_value_seed(Attribute {
            text: &mut text,
            order: self.order,
            faults: &mut self.faults,
            depth: 1,
        })?;
        self.value = Some(text);
        Ok(())
    }

    fn lose(&mut self, column: &str) {
        self.lost.get_or_insert_with(|| {
            format!(
                "the schema has no column '{column}'; the columns of an object's attributes begin with '_'"
            )
        });
    }

    fn read_key(&mut self, number: usize, part: KeyPart, scalar: Scalar) {
        let key = &mut self.keys[number];
        match (part, scalar) {
            (KeyPart::Partition, Scalar::Text(text)) => key.pk = Some(text),
            (KeyPart::Sort, Scalar::Text(text)) => key.sk = Some(text),
            (KeyPart::Simple, Scalar::Truth(truth)) => key.kv = truth,
            (KeyPart::Simple, _) => self.faults.note("must be a boolean"),
            (KeyPart::Partition | KeyPart::Sort, _) => self.faults.note("must be a string"),
        }
    }

    /// Whole epoch seconds.
    fn seconds(&mut self, scalar: Scalar) -> Option<Seconds> {
        // Without the fraction: a long one would round a float up to the next second.
        let whole = |digits: &str| digits.split('.').next().and_then(|whole| whole.parse::<i64>().ok());
        // The cast is exact: a time is far below 2^53.
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        let rounded = |digits: &str| {
            digits
                .parse::<f64>()
                .ok()
                .filter(|seconds| seconds.abs() <= MAX_TIME as f64)
                .map(|seconds| seconds as i64)
        };
        let seconds = match scalar {
            Scalar::Number(digits) if !digits.contains(['e', 'E']) => {
                whole(&digits).or_else(|| rounded(&digits))
            }
            Scalar::Number(digits) => rounded(&digits),
            _ => None,
        };
        let seconds = seconds.filter(|seconds| (-MAX_TIME..=MAX_TIME).contains(seconds));
        self.time(seconds.map(Seconds))
    }

    fn version(&mut self, scalar: Scalar) -> Option<Version> {
        self.time(match scalar {
            Scalar::Number(digits) => Version::of_number(&digits),
            _ => None,
        })
    }

    fn time<T>(&mut self, read: Option<T>) -> Option<T> {
        if read.is_none() {
            self.faults.note("must be a number of epoch seconds");
        }
        read
    }
}

struct RowVisitor<'a>(&'a mut Columns);

impl<'de> Visitor<'de> for RowVisitor<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let columns = self.0;
        let mut text = String::with_capacity(512);
        let mut object = Object::begin(&mut text, columns.order);
        while let Some(JsonStr(name)) = map.next_key()? {
            name.as_ref().clone_into(&mut columns.faults.column);
            match Column::of(&name) {
                Column::Attribute(attribute) => object.push(attribute, &mut map, &mut columns.faults, 1)?,
                Column::Value => columns.read_value(&mut map)?,
                Column::Created => columns.created = columns.seconds(map.next_value()?),
                Column::Modified => columns.version = columns.version(map.next_value()?),
                Column::Expiry => columns.ttl = columns.seconds(map.next_value()?),
                Column::Key(number, part) => columns.read_key(number, part, map.next_value()?),
                Column::Foreign => {
                    map.next_value::<IgnoredAny>()?;
                    columns.lose(&name);
                }
            }
        }
        object.end();
        columns.object = text;
        Ok(())
    }
}

/// The value of a column that is not part of the item's value.
enum Scalar {
    Text(CompactString),
    Number(CompactString),
    Truth(bool),
    Other,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ScalarVisitor;
        impl<'de> Visitor<'de> for ScalarVisitor {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an attribute value")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                let mut scalar = Scalar::Other;
                while let Some(JsonStr(kind)) = map.next_key()? {
                    scalar = match &*kind {
                        "S" => Scalar::Text(map.next_value::<JsonStr>()?.0.into()),
                        "N" => Scalar::Number(map.next_value::<JsonStr>()?.0.into()),
                        "BOOL" => Scalar::Truth(map.next_value()?),
                        _ => {
                            map.next_value::<IgnoredAny>()?;
                            Scalar::Other
                        }
                    };
                }
                Ok(scalar)
            }
        }
        deserializer.deserialize_map(ScalarVisitor)
    }
}
