//! `Match`, the one language of predicates: `{ status: "open", total: { $gte: 100 } }`.
//!
//! A predicate is about a value or its absence. Names of an object descend to its attributes, and what an attribute of
//! something missing, or of something that is no object, would be is missing as well. Of what is missing, everything is
//! false but a negation. At the root, names are the root attributes of an object, and operators are about an item that
//! holds a single value.
//!
//! [`Match::holds`] is the one definition of what a predicate means. A store that compiles it must mean the same.

mod evaluate;
mod operand;
mod operators;
mod parse;
#[cfg(test)]
mod tests;
mod trail;

pub use operand::{Operand, are_equal};

use crate::model::{Json, Kind, Name, NameFinder};

/// A predicate on the value of an item, or on its absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    text: Json,
    predicate: Predicate,
}

impl Match {
    /// The predicate as the application wrote it, in the text of [`crate::model::json`].
    pub fn text(&self) -> &str {
        self.text.as_str()
    }

    /// The predicate as a tree.
    pub fn predicate(&self) -> &Predicate {
        &self.predicate
    }
}

/// A part of a predicate, about one place in a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// All hold; without parts it holds for everything.
    All(Vec<Predicate>),
    /// At least one holds; without parts it holds for nothing.
    Any(Vec<Predicate>),
    /// The part does not hold.
    Not(Box<Predicate>),
    /// All hold, each for the attribute of its name.
    Attributes(Vec<OfAttribute>),
    /// The value is there and passes.
    Value(ValueTest),
}

/// What must hold for an attribute, or for its absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfAttribute {
    /// The name of the attribute.
    pub name: Name,
    /// What must hold.
    pub part: Predicate,
    finder: NameFinder,
}

impl OfAttribute {
    fn new(name: Name, part: Predicate) -> Self {
        let finder = NameFinder::new(&name);
        Self { name, part, finder }
    }
}

/// A test of a value that is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueTest {
    /// Any value passes.
    Exists,
    /// It equals the operand: numbers by value, Sets without order, objects without the order of names.
    Equal(Operand),
    /// It equals one of the operands.
    OneOf(Vec<Operand>),
    /// It is of the operand's kind, a number, a string or bytes, and compares so with it.
    Compare(Comparison, Operand),
    /// A string or bytes that begin with the operand.
    StartsWith(Operand),
    /// A string or bytes with the operand inside, or an array or a Set with the operand as an element.
    Contains(Operand),
    /// It is of this kind.
    OfKind(Kind),
    /// Its size compares so with the number: UTF-16 code units of a string, as in JavaScript and in DynamoDB, bytes,
    /// elements of an array or a Set, attributes of an object. Nothing else has a size.
    Size(Comparison, String),
}

/// How two values compare that have an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// Less than the operand.
    Less,
    /// At most the operand.
    LessOrEqual,
    /// As large as the operand.
    Same,
    /// At least the operand.
    GreaterOrEqual,
    /// Greater than the operand.
    Greater,
}
