//! A predicate in DynamoDB's grammar of conditions and filters.
//!
//! Where DynamoDB and its emulators could differ, the text leaves no room: a size never differs, but is smaller or larger,
//! which is false of whatever has no size; bounds are two comparisons, because `BETWEEN` refuses reversed ones; what is
//! empty is not searched for.

use std::collections::HashMap;

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;

use super::clause::Clause;
use super::expressions::Expressions;
use crate::model::attribute::to_attribute;
use crate::model::limits::MAX_NESTING;
use crate::model::row::schema::{KEY, VALUE, attribute_column};
use crate::model::{Kind, Name, Result};
use crate::plan::Match;
use crate::plan::matching::{Comparison, Operand, Predicate, ValueTest};

/// Operands of one `IN`. DynamoDB takes 100, the attribute included.
const OPERANDS_OF_IN: usize = 50;

/// Adds the condition that a predicate holds for the row, or for its absence.
pub(super) fn compile(expressions: &mut Expressions, matches: &Match) -> Result<()> {
    if *matches.predicate() == Predicate::All(Vec::new()) {
        return Ok(());
    }
    let mut compiler = Compiler { expressions, columns: HashMap::new() };
    let clause = compiler.predicate(matches.predicate(), &[])?;
    let (conditions, operators) = clause.into_conditions();
    expressions.require_all(conditions, operators);
    Ok(())
}

struct Compiler<'a> {
    expressions: &'a mut Expressions,
    /// The placeholders of columns and names.
    columns: HashMap<String, String>,
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
                let part = |(name, part): &(Name, Predicate)| {
                    let inner = if path.is_empty() { attribute_column(name) } else { name.to_plain() };
                    self.predicate(part, &[path, &[inner]].concat())
                };
                let parts = parts.iter().map(part).collect::<Result<Vec<_>>>()?;
                Ok(self.all(parts))
            }
            // No row has a value this deep.
            Predicate::Value(_) if path.len() > MAX_NESTING => Ok(self.never()),
            Predicate::Value(ValueTest::OneOf(operands)) if operands.is_empty() => Ok(self.never()),
            Predicate::Value(ValueTest::Exists) if path.is_empty() => Ok(self.exists(KEY.pk)),
            Predicate::Value(ValueTest::OfKind(Kind::Object)) if path.is_empty() => {
                let object = Clause::all([self.exists(KEY.pk), self.lacks(VALUE)]);
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
        Clause::all([self.exists(KEY.pk), self.lacks(KEY.pk)])
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Json;

    fn compiled(text: &str) -> Expressions {
        let mut expressions = Expressions::default();
        let matches = Match::parse("if", &Json::from_text(text.to_owned())).unwrap();
        compile(&mut expressions, &matches).unwrap();
        expressions
    }

    fn condition(text: &str) -> String {
        compiled(text).condition().unwrap()
    }

    #[test]
    fn names_and_values_are_placeholders() {
        let expressions = compiled(r#"{"a.b":{"and":1,"size":{"$ne":"x"}},"and":{"$gt":2}}"#);
        assert_eq!(expressions.condition().unwrap(), "#0.#1=:0 AND NOT #0.#2=:1 AND #3>:2");
        let names = expressions.names().unwrap();
        assert_eq!(
            ["#0", "#1", "#2", "#3"].map(|name| names[name].as_str()),
            ["_a.b", "and", "size", "_and"]
        );
        assert_eq!(condition(r#"{"$gte":1,"$or":[{"$lt":5},{"a":1}]}"#), "#0>=:0 AND (#0<:1 OR #1=:2)");
        assert_eq!(compiled("{}"), Expressions::default());
    }

    #[test]
    fn what_dynamodb_could_refuse_or_see_otherwise_is_said_in_another_way() {
        for (text, expected) in [
            (r#"{"a":{"$between":[2,1]}}"#, "#0>=:0 AND #0<=:1"),
            (r#"{"a":{"$startsWith":""}}"#, "attribute_type(#0,:0)"),
            (r#"{"a":{"$contains":""}}"#, "(contains(#0,:0) OR attribute_type(#0,:1))"),
            (r#"{"a":{"$size":{"$ne":1}}}"#, "(size(#0)<:0 OR size(#0)>:1)"),
            (r#"{"a":{"$in":[]}}"#, "attribute_exists(#0) AND attribute_not_exists(#0)"),
        ] {
            assert_eq!(condition(text), expected, "{text}");
        }
        // A path that no row has would be refused.
        let deep = format!("{}1{}", "{\"a\":".repeat(33), "}".repeat(33));
        assert_eq!(condition(&deep), "attribute_exists(#0) AND attribute_not_exists(#0)");
        assert_eq!(compiled(&deep).names().unwrap()["#0"], "pk");
    }

    #[test]
    fn what_exceeds_the_limits_does_not_fit() {
        let any =
            |count: usize| format!("{{\"$or\":[{}]}}", vec!["{\"a\":{\"$exists\":true}}"; count].join(","));
        let one_of = |count: usize| format!("{{\"a\":{{\"$in\":[{}]}}}}", vec!["1"; count].join(","));
        assert!(compiled(&any(140)).fits() && !compiled(&any(160)).fits());
        assert!(compiled(&one_of(250)).fits() && !compiled(&one_of(310)).fits());
        let long = format!("{}1{}", "{\"name\":".repeat(32), "}".repeat(32));
        let long = format!("{{\"$or\":[{}]}}", vec![long; 60].join(","));
        assert!(compiled(&long).condition().unwrap().len() > 4096 && !compiled(&long).fits());
    }
}
