//! Whether a predicate holds, judged on the text of a value. Only what is asked about is parsed.

use super::{Comparison, Match, OfAttribute, Operand, Predicate, ValueTest};
use crate::model::json::{kind_of, malformed};
use crate::model::members::{elements, member, members};
use crate::model::scalar::{bytes_of, encoded, string_of};
use crate::model::{Body, ElementKind, ElementSet, Kind, Result, number};

/// What a predicate is about.
#[derive(Clone, Copy)]
struct Subject<'a> {
    /// The text of the value; `None` if there is none.
    value: Option<&'a str>,
    /// The text of the object that has the attributes; `None` if there is none.
    object: Option<&'a str>,
}

impl Match {
    /// Whether the predicate holds for the value of an item; `None` if there is no item. An error if the stored text is
    /// damaged.
    pub fn holds(&self, body: Option<&Body>) -> Result<bool> {
        match body {
            None => self.predicate.holds(Subject::MISSING),
            Some(Body::Value(value)) => self.holds_for_value(value.as_str()),
            Some(Body::Object(object)) => self.holds_for_object(object.as_str()),
        }
    }

    /// Whether the predicate holds for an item that holds a single value, given its text.
    pub fn holds_for_value(&self, text: &str) -> Result<bool> {
        self.predicate.holds(Subject { value: Some(text), object: None })
    }

    /// Whether the predicate holds for an item that holds an object, given its text.
    pub fn holds_for_object(&self, text: &str) -> Result<bool> {
        self.predicate.holds(Subject { value: None, object: Some(text) })
    }
}

impl<'a> Subject<'a> {
    const MISSING: Self = Self { value: None, object: None };

    /// The value of an attribute.
    fn of(value: Option<&'a str>) -> Self {
        Self { value, object: value.filter(|text| kind_of(text) == Kind::Object) }
    }
}

impl Predicate {
    fn holds(&self, subject: Subject<'_>) -> Result<bool> {
        match self {
            Self::All(parts) => all(parts, |part| part.holds(subject)),
            Self::Any(parts) => any(parts, |part| part.holds(subject)),
            Self::Not(part) => part.holds(subject).map(|holds| !holds),
            Self::Value(test) => match (subject.value, test) {
                (Some(text), test) => test.passes(text),
                // The object of an item is there, but is compared by its attributes.
                (None, ValueTest::Exists | ValueTest::OfKind(Kind::Object)) => Ok(subject.object.is_some()),
                (None, _) => Ok(false),
            },
            Self::Attributes(parts) => match (subject.object, parts.as_slice()) {
                (None, parts) => all(parts, |of| of.part.holds(Subject::MISSING)),
                (Some(object), parts) if is_surely_false(parts, object)? => Ok(false),
                // One pass that ends at the attribute.
                (Some(object), [OfAttribute { name, part, .. }]) => {
                    part.holds(Subject::of(member(object, name.as_str()).ok_or_else(malformed)?))
                }
                (Some(object), parts) => {
                    let members = members(object).ok_or_else(malformed)?;
                    all(parts, |OfAttribute { name, part, .. }| {
                        let found = members.iter().find(|(other, _)| *other == name.as_str());
                        part.holds(Subject::of(found.map(|(_, value)| *value)))
                    })
                }
            },
        }
    }
}

/// Whether a part holds neither for a missing attribute nor for any attribute of its name, at whatever depth. A filter
/// passes over most items, and this is told without finding the attributes of each.
fn is_surely_false(parts: &[OfAttribute], object: &str) -> Result<bool> {
    any(parts, |OfAttribute { part, finder, .. }| {
        if part.holds(Subject::MISSING)? {
            return Ok(false);
        }
        let Some(values) = finder.values(object) else { return Ok(false) };
        for value in values {
            if value.is_none() || part.holds(Subject::of(value))? {
                return Ok(false);
            }
        }
        Ok(true)
    })
}

impl ValueTest {
    fn passes(&self, text: &str) -> Result<bool> {
        Ok(match self {
            Self::Exists => true,
            Self::Equal(operand) => operand.equals(text)?,
            Self::OneOf(operands) => any(operands, |operand| operand.equals(text))?,
            Self::Compare(comparison, operand) => {
                operand.compare(text).is_some_and(|ordering| comparison.allows(ordering))
            }
            Self::StartsWith(Operand::String(prefix)) => {
                string_of(text).is_some_and(|string| string.starts_with(prefix))
            }
            Self::StartsWith(Operand::Bytes(prefix)) => {
                bytes_of(text).is_some_and(|bytes| bytes.starts_with(prefix))
            }
            Self::StartsWith(_) => false,
            Self::Contains(operand) => contains(text, operand)?,
            Self::OfKind(kind) => kind_of(text) == *kind,
            Self::Size(comparison, digits) => has_size(text, *comparison, digits)?,
        })
    }
}

fn contains(text: &str, operand: &Operand) -> Result<bool> {
    match (kind_of(text), operand) {
        (Kind::String, Operand::String(inner)) => {
            Ok(string_of(text).is_some_and(|string| string.contains(inner)))
        }
        (Kind::Bytes, Operand::Bytes(inner)) => {
            Ok(bytes_of(text).is_some_and(|bytes| memchr::memmem::find(&bytes, inner).is_some()))
        }
        (Kind::Array, operand) => {
            any(&elements(text).ok_or_else(malformed)?, |element| operand.equals(element))
        }
        (Kind::Set, operand) => {
            let set = ElementSet::of_set(text)?.ok_or_else(malformed)?;
            Ok(match operand {
                Operand::String(inner) => set.contains(ElementKind::String, inner),
                Operand::Number(digits) => set.contains(ElementKind::Number, digits),
                Operand::Bytes(inner) => set.contains(ElementKind::Bytes, &encoded(inner)),
                Operand::Whole(_) => false,
            })
        }
        _ => Ok(false),
    }
}

fn has_size(text: &str, comparison: Comparison, digits: &str) -> Result<bool> {
    let size = match kind_of(text) {
        Kind::String => string_of(text).ok_or_else(malformed)?.encode_utf16().count(),
        Kind::Bytes => bytes_of(text).ok_or_else(malformed)?.len(),
        Kind::Array => elements(text).ok_or_else(malformed)?.len(),
        Kind::Object => members(text).ok_or_else(malformed)?.len(),
        Kind::Set => ElementSet::of_set(text)?.ok_or_else(malformed)?.len(),
        _ => return Ok(false),
    };
    Ok(number::compare(&size.to_string(), digits).is_some_and(|ordering| comparison.allows(ordering)))
}

fn all<T>(parts: &[T], mut holds: impl FnMut(&T) -> Result<bool>) -> Result<bool> {
    any(parts, |part| holds(part).map(|holds| !holds)).map(|fails| !fails)
}

fn any<T>(parts: &[T], mut holds: impl FnMut(&T) -> Result<bool>) -> Result<bool> {
    for part in parts {
        if holds(part)? {
            return Ok(true);
        }
    }
    Ok(false)
}
