//! A predicate in DynamoDB's grammar of conditions and filters.
//!
//! Where DynamoDB and its emulators could differ, the text leaves no room: a size never differs, but is smaller or larger,
//! which is false of whatever has no size; bounds are two comparisons, because `BETWEEN` refuses reversed ones; what is
//! empty is not searched for.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::clause::Clause;
use super::expressions::Expressions;
use crate::model::attribute::to_attribute;
use crate::model::limits::MAX_NESTING;
use crate::model::row::schema::{KEY, VALUE, attribute_column};
use crate::model::{Kind, Result};
use crate::plan::Match;
use crate::plan::matching::{Comparison, OfAttribute, Operand, Predicate, ValueTest};

/// Operands of one `IN`. DynamoDB takes 100, the attribute included.
const OPERANDS_OF_IN: usize = 50;

/// Adds the condition that a predicate holds for the row, or for its absence.
pub(super) fn compile(expressions: &mut Expressions, matches: &Match) -> Result<()> {
    compile_about(expressions, matches, false)
}

/// Adds the condition that a predicate holds for a row that is read.
pub(super) fn compile_filter(expressions: &mut Expressions, matches: &Match) -> Result<()> {
    compile_about(expressions, matches, true)
}

fn compile_about(expressions: &mut Expressions, matches: &Match, is_filter: bool) -> Result<()> {
    if *matches.predicate() == Predicate::All(Vec::new()) {
        return Ok(());
    }
    let mut compiler = Compiler { expressions, columns: HashMap::new(), is_filter };
    let clause = compiler.predicate(matches.predicate(), &[])?;
    let (conditions, operators) = clause.into_conditions();
    expressions.require_all(conditions, operators);
    Ok(())
}

struct Compiler<'a> {
    expressions: &'a mut Expressions,
    /// The placeholders of columns and names.
    columns: HashMap<String, String>,
    /// Whether there is a row. A filter cannot name the columns of keys.
    is_filter: bool,
}

impl Compiler<'_> {
    /// A predicate about a place: without names that of the item, else a column and the names inside of it.
    fn predicate(&mut self, predicate: &Predicate, path: &[String]) -> Result<Clause> {
        match predicate {
            Predicate::All(parts) => self.parts(parts, path).map(|parts| self.all(parts)),
            Predicate::Any(parts) => self.parts(parts, path).map(|parts| self.any(parts)),
            Predicate::Not(part) => match &**part {
                Predicate::Not(part) => self.predicate(part, path),
                part => self.predicate(part, path).map(Clause::not),
            },
            Predicate::Attributes(parts) => {
                let part = |OfAttribute { name, part, .. }: &OfAttribute| {
                    let inner = if path.is_empty() { attribute_column(name) } else { name.to_plain() };
                    self.predicate(part, &[path, &[inner]].concat())
                };
                let parts = parts.iter().map(part).collect::<Result<Vec<_>>>()?;
                Ok(self.all(parts))
            }
            // No row has a value this deep.
            Predicate::Value(_) if path.len() > MAX_NESTING => Ok(self.never()),
            Predicate::Value(ValueTest::OneOf(operands)) if operands.is_empty() => Ok(self.never()),
            Predicate::Value(ValueTest::Exists) if path.is_empty() => Ok(self.item()),
            Predicate::Value(ValueTest::OfKind(Kind::Object)) if path.is_empty() => {
                let object = Clause::all([self.item(), self.lacks(VALUE)]);
                let place = self.name(VALUE);
                let value = self.of_kind(&place, "M");
                Ok(Clause::any([object, value]))
            }
            Predicate::Value(test) => {
                // A placeholder must be used, so it is made where it is.
                let names: Vec<_> = path.iter().map(|name| self.name(name)).collect();
                let place = if names.is_empty() { self.name(VALUE) } else { names.join(".") };
                self.test(test, &place)
            }
        }
    }

    fn parts(&mut self, parts: &[Predicate], path: &[String]) -> Result<Vec<Clause>> {
        parts.iter().map(|part| self.predicate(part, path)).collect()
    }

    fn test(&mut self, test: &ValueTest, place: &str) -> Result<Clause> {
        let text = match test {
            ValueTest::Exists => format!("attribute_exists({place})"),
            ValueTest::Equal(operand) => format!("{place}={}", self.operand(operand)?),
            ValueTest::OneOf(operands) => return self.one_of(operands, place),
            ValueTest::Compare(comparison, operand) => {
                format!("{place}{}{}", sign(*comparison), self.operand(operand)?)
            }
            ValueTest::StartsWith(prefix) => match empty_of(prefix) {
                Some(kind) => return Ok(self.of_kind(place, kind)),
                None => format!("begins_with({place},{})", self.operand(prefix)?),
            },
            ValueTest::Contains(inner) => {
                let contains = Clause::one(format!("contains({place},{})", self.operand(inner)?), 1);
                let every = empty_of(inner).map(|kind| self.of_kind(place, kind));
                return Ok(Clause::any(std::iter::once(contains).chain(every)));
            }
            ValueTest::OfKind(kind) => {
                let types = types_of(*kind).iter().map(|kind| self.of_kind(place, kind)).collect();
                return Ok(self.any(types));
            }
            ValueTest::Size(comparison, digits) => {
                let digits = self.expressions.value_of(AttributeValue::N(digits.clone()));
                format!("size({place}){}{digits}", sign(*comparison))
            }
        };
        Ok(Clause::one(text, 1))
    }

    fn one_of(&mut self, operands: &[Operand], place: &str) -> Result<Clause> {
        let list = |operands: &[Operand]| {
            let placeholders =
                operands.iter().map(|operand| self.operand(operand)).collect::<Result<Vec<_>>>()?;
            Ok(Clause::one(format!("{place} IN ({})", placeholders.join(",")), placeholders.len()))
        };
        let lists = operands.chunks(OPERANDS_OF_IN).map(list).collect::<Result<Vec<_>>>()?;
        Ok(self.any(lists))
    }

    fn of_kind(&mut self, place: &str, kind: &str) -> Clause {
        let kind = self.expressions.value_of(AttributeValue::S(kind.to_owned()));
        Clause::one(format!("attribute_type({place},{kind})"), 1)
    }

    fn all(&mut self, clauses: Vec<Clause>) -> Clause {
        if clauses.is_empty() { self.never().not() } else { Clause::all(clauses) }
    }

    fn any(&mut self, clauses: Vec<Clause>) -> Clause {
        if clauses.is_empty() { self.never() } else { Clause::any(clauses) }
    }

    /// What no row is, and no absence of one.
    fn never(&mut self) -> Clause {
        let column = if self.is_filter { VALUE } else { KEY.pk };
        Clause::all([self.exists(column), self.lacks(column)])
    }

    /// There is a row.
    fn item(&mut self) -> Clause {
        if self.is_filter { self.never().not() } else { self.exists(KEY.pk) }
    }

    fn exists(&mut self, column: &str) -> Clause {
        Clause::one(format!("attribute_exists({})", self.name(column)), 1)
    }

    fn lacks(&mut self, column: &str) -> Clause {
        Clause::one(format!("attribute_not_exists({})", self.name(column)), 1)
    }

    /// The placeholder of a column or of a name inside one.
    fn name(&mut self, name: &str) -> String {
        if let Some(known) = self.columns.get(name) {
            return known.clone();
        }
        let placeholder = self.expressions.name_of(name);
        self.columns.insert(name.to_owned(), placeholder.clone());
        placeholder
    }

    fn operand(&mut self, operand: &Operand) -> Result<String> {
        let value = match operand {
            Operand::Number(digits) => AttributeValue::N(digits.clone()),
            Operand::String(text) => AttributeValue::S(text.clone()),
            Operand::Bytes(bytes) => AttributeValue::B(Blob::new(bytes.clone())),
            Operand::Whole(tree) => to_attribute(tree)?,
        };
        Ok(self.expressions.value_of(value))
    }
}

fn sign(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Less => "<",
        Comparison::LessOrEqual => "<=",
        Comparison::Same => "=",
        Comparison::GreaterOrEqual => ">=",
        Comparison::Greater => ">",
    }
}

/// The type of an operand that is empty, so that every value of its type begins with it.
fn empty_of(operand: &Operand) -> Option<&'static str> {
    match operand {
        Operand::String(text) if text.is_empty() => Some("S"),
        Operand::Bytes(bytes) if bytes.is_empty() => Some("B"),
        _ => None,
    }
}

fn types_of(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Null => &["NULL"],
        Kind::Boolean => &["BOOL"],
        Kind::Number => &["N"],
        Kind::String => &["S"],
        Kind::Array => &["L"],
        Kind::Object => &["M"],
        Kind::Bytes => &["B"],
        Kind::Set => &["SS", "NS", "BS"],
        // Never stored.
        Kind::Undefined => &[],
    }
}
