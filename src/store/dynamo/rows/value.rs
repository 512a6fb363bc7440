//! Attribute values as the text of the values that they stand for: see [`crate::model::json`].

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::number;
use crate::model::text::push_key;

/// A string, borrowed from the text where it holds no escape.
pub(super) struct Text<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Writes an object whose attributes come one by one, in the order of their names. DynamoDB keeps none, and
/// objects of one order are far cheaper to the application: the engine gives them one shape.
pub(super) struct Object<'a> {
    text: &'a mut String,
    start: usize,
    /// Where each attribute begins, and where it ends.
    members: Vec<(usize, usize)>,
}

impl<'a> Object<'a> {
    /// An object behind what the string holds.
    pub(super) fn begin(text: &'a mut String) -> Self {
        let start = text.len();
        Self { text, start, members: Vec::with_capacity(16) }
    }

    /// Writes the attribute whose value is next.
    pub(super) fn push<'de, A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<(), A::Error> {
        self.text.push(if self.members.is_empty() { '{' } else { ',' });
        let from = self.text.len();
        push_key(self.text, name);
        self.text.push(':');
        map.next_value_seed(Attribute(self.text))?;
        self.members.push((from, self.text.len()));
        Ok(())
    }

    pub(super) fn end(mut self) {
        if self.members.is_empty() {
            self.text.push('{');
        }
        let Self { text, start, members } = &mut self;
        let member = |&(from, to): &(usize, usize)| &text[from..to];
        if !members.is_sorted_by_key(member) {
            members.sort_unstable_by_key(member);
            let mut sorted = String::with_capacity(text.len() - *start);
            for place in members.iter() {
                sorted.push(if sorted.is_empty() { '{' } else { ',' });
                sorted.push_str(member(place));
            }
            text.replace_range(*start.., &sorted);
        }
        text.push('}');
    }
}

/// Writes an attribute value behind what the string holds.
pub(super) struct Attribute<'a>(pub &'a mut String);

impl Attribute<'_> {
    /// The text of an attribute value alone.
    pub(super) fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        let mut text = String::new();
        Attribute(&mut text).deserialize(deserializer)?;
        Ok(text)
    }
}

impl<'de> DeserializeSeed<'de> for Attribute<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Attribute<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an attribute value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some(Text(kind)) = map.next_key()? else { return Err(A::Error::custom("no type")) };
        match &*kind {
            // A string's own spelling is as good as another.
            "S" | "BOOL" => self.0.push_str(map.next_value::<&RawValue>()?.get()),
            "N" => {
                let Text(digits) = map.next_value()?;
                number::push_json(self.0, &digits);
            }
            "NULL" => {
                map.next_value::<&RawValue>()?;
                self.0.push_str("null");
            }
            "M" => map.next_value_seed(Attributes(self.0))?,
            "L" => map.next_value_seed(List(self.0))?,
            "B" | "SS" | "NS" | "BS" => {
                self.0.push_str("{\"\\u0000");
                self.0.push_str(&kind);
                self.0.push_str("\":");
                self.0.push_str(map.next_value::<&RawValue>()?.get());
                self.0.push('}');
            }
            _ => return Err(A::Error::custom("a type that is not known")),
        }
        match map.next_key::<Text>()? {
            None => Ok(()),
            Some(_) => Err(A::Error::custom("two types")),
        }
    }
}

/// The attributes of a map.
struct Attributes<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Attributes<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Attributes<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut object = Object::begin(self.0);
        while let Some(Text(name)) = map.next_key()? {
            object.push(&name, &mut map)?;
        }
        object.end();
        Ok(())
    }
}

/// The elements of a list.
struct List<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.0.push('[');
        let start = self.0.len();
        // Where nothing follows, the comma that was written for it goes.
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(',');
            }
            if list.next_element_seed(Attribute(self.0))?.is_none() {
                self.0.truncate(end);
                break;
            }
        }
        self.0.push(']');
        Ok(())
    }
}
