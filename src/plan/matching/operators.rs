//! The operators: what each takes, and what it asks.

use super::trail::{Segment, Trail};
use super::{Comparison, Operand, Predicate, ValueTest};
use crate::model::json::tagged;
use crate::model::{Error, Kind, Result, Tree};

/// An operator.
#[derive(Clone, Copy)]
pub(super) enum Operator {
    Or,
    And,
    Not,
    OnValue(ValueOperator),
}

/// An operator whose operand is a value, not a predicate.
#[derive(Clone, Copy)]
pub(super) enum ValueOperator {
    Equal,
    NotEqual,
    Compare(Comparison),
    In,
    Between,
    StartsWith,
    Contains,
    Exists,
    Type,
    Size,
}

const OPERATORS: [(&str, Operator); 16] = [
    ("$eq", Operator::OnValue(ValueOperator::Equal)),
    ("$ne", Operator::OnValue(ValueOperator::NotEqual)),
    ("$lt", Operator::OnValue(ValueOperator::Compare(Comparison::Less))),
    ("$lte", Operator::OnValue(ValueOperator::Compare(Comparison::LessOrEqual))),
    ("$gt", Operator::OnValue(ValueOperator::Compare(Comparison::Greater))),
    ("$gte", Operator::OnValue(ValueOperator::Compare(Comparison::GreaterOrEqual))),
    ("$in", Operator::OnValue(ValueOperator::In)),
    ("$between", Operator::OnValue(ValueOperator::Between)),
    ("$startsWith", Operator::OnValue(ValueOperator::StartsWith)),
    ("$contains", Operator::OnValue(ValueOperator::Contains)),
    ("$exists", Operator::OnValue(ValueOperator::Exists)),
    ("$type", Operator::OnValue(ValueOperator::Type)),
    ("$size", Operator::OnValue(ValueOperator::Size)),
    ("$or", Operator::Or),
    ("$and", Operator::And),
    ("$not", Operator::Not),
];

/// The operators that the size of a value may be compared with.
const OF_SIZES: &str = "$eq, $ne, $lt, $lte, $gt, $gte, $in, $between";

const KINDS: [(&str, Kind); 8] = [
    ("string", Kind::String),
    ("number", Kind::Number),
    ("boolean", Kind::Boolean),
    ("null", Kind::Null),
    ("object", Kind::Object),
    ("array", Kind::Array),
    ("set", Kind::Set),
    ("bytes", Kind::Bytes),
];

impl Operator {
    pub(super) fn parse(name: &str, trail: &Trail<'_>) -> Result<Self> {
        OPERATORS.iter().find(|(known, _)| *known == name).map(|(_, operator)| *operator).ok_or_else(|| {
            let known: Vec<_> = OPERATORS.iter().map(|(known, _)| *known).collect();
            trail.refuse(format!(
                "is not an operator. The operators are {}; an attribute whose name begins with '$' can only be compared \
                 as a part of a whole object, with $eq",
                known.join(", ")
            ))
        })
    }
}

impl ValueOperator {
    /// What the operator asks with this operand. The trail ends at the operator.
    pub(super) fn predicate(self, given: &Tree, trail: &Trail<'_>) -> Result<Predicate> {
        let test = match self {
            Self::Equal => ValueTest::Equal(Operand::parse(given, trail)?),
            Self::NotEqual => {
                return Ok(not(Predicate::Value(ValueTest::Equal(Operand::parse(given, trail)?))));
            }
            Self::Compare(comparison) => ValueTest::Compare(comparison, ordered(given, trail)?),
            Self::In => ValueTest::OneOf(list(given, trail)?),
            Self::Between => {
                let [low, high] = bounds(given, trail)?;
                return Ok(between(
                    ValueTest::Compare(Comparison::GreaterOrEqual, low),
                    ValueTest::Compare(Comparison::LessOrEqual, high),
                ));
            }
            Self::StartsWith => match Operand::parse(given, trail)? {
                prefix @ (Operand::String(_) | Operand::Bytes(_)) => ValueTest::StartsWith(prefix),
                _ => return Err(trail.refuse("takes a string or bytes")),
            },
            Self::Contains => ValueTest::Contains(Operand::parse(given, trail)?),
            Self::Exists => match given {
                Tree::Bool(true) => ValueTest::Exists,
                Tree::Bool(false) => return Ok(not(Predicate::Value(ValueTest::Exists))),
                _ => return Err(trail.refuse("takes true or false")),
            },
            Self::Type => ValueTest::OfKind(kind(given, trail)?),
            Self::Size => return size(given, trail),
        };
        Ok(Predicate::Value(test))
    }
}

fn not(part: Predicate) -> Predicate {
    Predicate::Not(Box::new(part))
}

fn between(low: ValueTest, high: ValueTest) -> Predicate {
    Predicate::All(vec![Predicate::Value(low), Predicate::Value(high)])
}

/// An operand that has an order.
fn ordered(given: &Tree, trail: &Trail<'_>) -> Result<Operand> {
    match Operand::parse(given, trail)? {
        Operand::Whole(_) => {
            Err(trail
                .refuse("takes a number, a string or bytes, which it compares with values of the same kind"))
        }
        operand => Ok(operand),
    }
}

fn list(given: &Tree, trail: &Trail<'_>) -> Result<Vec<Operand>> {
    let Tree::Array(items) = given else { return Err(trail.refuse("takes an array of values")) };
    items
        .iter()
        .enumerate()
        .map(|(at, item)| Operand::parse(item, &trail.enter(Segment::Element(at))))
        .collect()
}

fn bounds(given: &Tree, trail: &Trail<'_>) -> Result<[Operand; 2]> {
    if let Tree::Array(items) = given
        && let [low, high] = items.as_slice()
    {
        let bounds = [
            ordered(low, &trail.enter(Segment::Element(0)))?,
            ordered(high, &trail.enter(Segment::Element(1)))?,
        ];
        if std::mem::discriminant(&bounds[0]) == std::mem::discriminant(&bounds[1]) {
            return Ok(bounds);
        }
    }
    Err(trail.refuse("takes an array of two numbers, two strings or two bytes: [lowest, highest]"))
}

fn kind(given: &Tree, trail: &Trail<'_>) -> Result<Kind> {
    let found = given.as_str().and_then(|name| KINDS.iter().find(|(known, _)| *known == name));
    found.map(|(_, kind)| *kind).ok_or_else(|| {
        let known: Vec<_> = KINDS.iter().map(|(known, _)| format!("'{known}'")).collect();
        trail.refuse(format!("takes one of {}", known.join(", ")))
    })
}

/// What `$size` asks, which is false for whatever has no size.
fn size(given: &Tree, trail: &Trail<'_>) -> Result<Predicate> {
    let parts = match given {
        Tree::Object(object) if tagged(given).is_none() && !object.is_empty() => {
            let part = |(name, given): (&String, &Tree)| {
                let inner = trail.enter(Segment::Name(name));
                match Operator::parse(name, &inner)? {
                    Operator::OnValue(operator) => compared_size(operator, given, &inner),
                    _ => Err(no_size(&inner)),
                }
            };
            object.iter().map(part).collect::<Result<Vec<_>>>()?
        }
        given => vec![compared_size(ValueOperator::Equal, given, trail)?],
    };
    Ok(Predicate::All(parts))
}

fn compared_size(operator: ValueOperator, given: &Tree, trail: &Trail<'_>) -> Result<Predicate> {
    let test = |comparison, digits| Predicate::Value(ValueTest::Size(comparison, digits));
    Ok(match operator {
        ValueOperator::Equal => test(Comparison::Same, length(Operand::parse(given, trail)?, trail)?),
        ValueOperator::Compare(comparison) => test(comparison, length(Operand::parse(given, trail)?, trail)?),
        ValueOperator::NotEqual => {
            let digits = length(Operand::parse(given, trail)?, trail)?;
            Predicate::Any(vec![test(Comparison::Less, digits.clone()), test(Comparison::Greater, digits)])
        }
        ValueOperator::In => {
            let sizes = list(given, trail)?.into_iter();
            let sizes = sizes.map(|size| length(size, trail).map(|digits| test(Comparison::Same, digits)));
            Predicate::Any(sizes.collect::<Result<_>>()?)
        }
        ValueOperator::Between => {
            let [low, high] = bounds(given, trail)?;
            Predicate::All(vec![
                test(Comparison::GreaterOrEqual, length(low, trail)?),
                test(Comparison::LessOrEqual, length(high, trail)?),
            ])
        }
        _ => return Err(no_size(trail)),
    })
}

fn length(operand: Operand, trail: &Trail<'_>) -> Result<String> {
    match operand {
        Operand::Number(digits) => Ok(digits),
        _ => Err(no_size(trail)),
    }
}

fn no_size(trail: &Trail<'_>) -> Error {
    trail.refuse(format!("compares a size, which takes a number, or numbers with {OF_SIZES}"))
}
