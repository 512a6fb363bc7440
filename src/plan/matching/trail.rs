//! Where in a predicate its parser is, for messages.

use std::fmt;

use crate::model::Error;
use crate::model::json::plain_key;

/// Most characters of a place that a message shows.
const SHOWN: usize = 100;

/// Whether a name is that of an operator, known or not.
pub(super) fn is_operator(name: &str) -> bool {
    name.starts_with('$')
}

/// The place in a predicate that the parser has reached: `if.address.$or[0]`.
pub(super) struct Trail<'a> {
    outer: Option<&'a Trail<'a>>,
    step: Segment<'a>,
}

/// One segment of a trail.
#[derive(Clone, Copy)]
pub(super) enum Segment<'a> {
    /// The option that is the predicate.
    Option(&'static str),
    /// A name or an operator, as a tree spells it.
    Name(&'a str),
    /// An element of an array.
    Element(usize),
}

impl<'a> Trail<'a> {
    /// The root of the predicate that is given as the option of this name.
    pub(super) fn of(option: &'static str) -> Self {
        Self { outer: None, step: Segment::Option(option) }
    }

    /// A segment further.
    pub(super) fn enter<'b>(&'b self, step: Segment<'b>) -> Trail<'b>
    where
        'a: 'b,
    {
        Trail { outer: Some(self), step }
    }

    /// The error about this place.
    pub(super) fn refuse(&self, fault: impl fmt::Display) -> Error {
        let mut place = self.to_string();
        if let Some((end, _)) = place.char_indices().nth(SHOWN) {
            place.truncate(end);
            place.push('…');
        }
        Error::invalid_option(format!("'{place}' {fault}"))
    }

    /// Whether no attribute has been entered yet.
    pub(super) fn is_at_root(&self) -> bool {
        let is_name = matches!(self.step, Segment::Name(name) if !is_operator(name));
        !is_name && self.outer.is_none_or(Trail::is_at_root)
    }
}

impl fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(outer) = self.outer {
            outer.fmt(f)?;
        }
        match self.step {
            Segment::Option(name) => f.write_str(name),
            Segment::Name(name) => write!(f, ".{}", plain_key(name)),
            Segment::Element(at) => write!(f, "[{at}]"),
        }
    }
}
