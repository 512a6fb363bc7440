//! Converts attribute values to the text of values: see [`crate::model::json`].

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::fault::Faults;
use crate::model::limits::MAX_NESTING;
use crate::model::number;
use crate::model::text::{push_key, push_string};

/// A string, borrowed from the text unless it has escapes.
pub(crate) struct JsonStr<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for JsonStr<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct JsonStrVisitor;
        impl<'de> Visitor<'de> for JsonStrVisitor {
            type Value = JsonStr<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(JsonStr(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(JsonStr(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(JsonStrVisitor)
    }
}

/// In which order the attributes of an object are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As the row has them.
    #[default]
    AsGiven,
    /// By name. DynamoDB keeps no order, and objects of the same order are much cheaper for the application: the JavaScript
    /// engine gives them one shape.
    ByName,
}

/// Writes an object.
pub(super) struct Object<'a> {
    text: &'a mut String,
    order: Order,
    start: usize,
    /// Where each attribute begins and ends.
    members: Vec<(usize, usize)>,
}

impl<'a> Object<'a> {
    /// Begins an object at the end of the text.
    pub(super) fn begin(text: &'a mut String, order: Order) -> Self {
        let start = text.len();
        Self { text, order, start, members: Vec::with_capacity(16) }
    }

    /// Writes an attribute, whose value is next in `map`.
    pub(super) fn push<'de, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        faults: &mut Faults,
        depth: usize,
    ) -> Result<(), A::Error> {
        self.text.push(if self.members.is_empty() { '{' } else { ',' });
        let from = self.text.len();
        push_key(self.text, name);
        self.text.push(':');
        map.next_value_seed(Attribute { text: self.text, order: self.order, faults, depth })?;
        self.members.push((from, self.text.len()));
        Ok(())
    }

    pub(super) fn end(mut self) {
        if self.members.is_empty() {
            self.text.push('{');
        }
        let Self { text, order, start, members } = &mut self;
        let member = |&(from, to): &(usize, usize)| &text[from..to];
        if *order == Order::ByName && !members.is_sorted_by_key(member) {
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

/// Writes an attribute value at the end of the text, and notes what is wrong with it.
pub(super) struct Attribute<'a> {
    pub text: &'a mut String,
    pub order: Order,
    pub faults: &'a mut Faults,
    /// The number of levels around the value.
    pub depth: usize,
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
        let Self { text, order, faults, depth } = self;
        let Some(JsonStr(kind)) = map.next_key()? else {
            faults.note("holds a value without a type");
            return Ok(());
        };
        match &*kind {
            "S" => push_string(text, &map.next_value::<JsonStr>()?.0),
            "BOOL" => text.push_str(if map.next_value()? { "true" } else { "false" }),
            "N" => match number::spelled(&map.next_value::<JsonStr>()?.0) {
                Ok(digits) => number::push_json(text, &digits),
                Err(_) => faults.note("holds a number that DynamoDB does not support"),
            },
            "NULL" => {
                if !map.next_value::<bool>()? {
                    faults.note("holds a NULL that is not true");
                }
                text.push_str("null");
            }
            "M" | "L" if depth >= MAX_NESTING => {
                map.next_value::<IgnoredAny>()?;
                faults.note("is nested too deep");
            }
            "M" | "L" => {
                map.next_value_seed(Elements { text, order, faults, kind: &kind, depth: depth + 1 })?;
            }
            "B" | "SS" | "NS" | "BS" => {
                text.push_str("{\"\\u0000");
                text.push_str(&kind);
                text.push_str("\":");
                match &*kind {
                    "B" => push_scalar(text, faults, "B", &map.next_value::<JsonStr>()?.0),
                    _ => map.next_value_seed(Elements { text, order, faults, kind: &kind, depth })?,
                }
                text.push('}');
            }
            _ => {
                map.next_value::<IgnoredAny>()?;
                faults.note("holds a value of a type that DynamoDB does not have");
            }
        }
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value::<IgnoredAny>()?;
            faults.note("holds a value of two types");
        }
        Ok(())
    }
}

/// Writes an element of a set of this type, or the bytes of a single value.
fn push_scalar(text: &mut String, faults: &mut Faults, kind: &str, scalar: &str) {
    match kind {
        "NS" => match number::spelled(scalar) {
            Ok(digits) => push_string(text, &digits),
            Err(_) => faults.note("holds a set of numbers with another value in it"),
        },
        "SS" => push_string(text, scalar),
        _ if base64_simd::STANDARD.check(scalar.as_bytes()).is_ok() => push_string(text, scalar),
        _ => faults.note("holds bytes that are not base64"),
    }
}

/// The elements of a list, a map or a set.
struct Elements<'a> {
    text: &'a mut String,
    order: Order,
    faults: &'a mut Faults,
    kind: &'a str,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Elements<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.kind {
            "M" => deserializer.deserialize_map(self),
            _ => deserializer.deserialize_seq(self),
        }
    }
}

impl<'de> Visitor<'de> for Elements<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the elements of a value")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        if self.kind != "M" {
            return Err(A::Error::custom("a map for a list"));
        }
        let mut object = Object::begin(self.text, self.order);
        while let Some(JsonStr(name)) = map.next_key()? {
            if name.is_empty() {
                self.faults.note("holds a map with an empty name");
            }
            object.push(&name, &mut map, self.faults, self.depth)?;
        }
        object.end();
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Self { text, order, faults, kind, depth } = self;
        text.push('[');
        let start = text.len();
        if kind == "L" {
            // The comma goes again if no element follows.
            loop {
                let end = text.len();
                if end > start {
                    text.push(',');
                }
                if list.next_element_seed(Attribute { text, order, faults, depth })?.is_none() {
                    text.truncate(end);
                    break;
                }
            }
        } else {
            let mut places = Vec::new();
            while let Some(JsonStr(scalar)) = list.next_element()? {
                if !places.is_empty() {
                    text.push(',');
                }
                let from = text.len();
                push_scalar(text, faults, kind, &scalar);
                places.push(from..text.len());
            }
            let mut seen = HashSet::with_capacity(places.len());
            if places.is_empty() {
                faults.note("holds an empty set");
            } else if places.len() > 1 && !places.iter().all(|place| seen.insert(&text[place.clone()])) {
                faults.note("holds a set with an element twice");
            }
        }
        text.push(']');
        Ok(())
    }
}
