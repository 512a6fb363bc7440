//! Reads a predicate from the text that crosses from JavaScript, and says what is wrong with one.

use super::operators::Operator;
use super::trail::{Segment, Trail, is_operator};
use super::{Match, OfAttribute, Operand, Predicate, ValueTest};
use crate::model::json::tagged;
use crate::model::limits::{MAX_MATCH_BYTES, MAX_MATCH_NESTING};
use crate::model::{Json, Name, Result, Tree};

impl Match {
    /// Reads the predicate that is given as the option of this name. `{}` holds for everything.
    ///
    /// An error has the code `INVALID_OPTION`, and says where in the predicate it is.
    pub fn parse(option: &'static str, text: &Json) -> Result<Self> {
        let trail = Trail::of(option);
        if text.as_str().len() > MAX_MATCH_BYTES {
            return Err(trail.refuse(format!("has more than {} KB", MAX_MATCH_BYTES / 1024)));
        }
        let tree = Tree::parse(text.as_str()).filter(|tree| levels(tree) <= MAX_MATCH_NESTING);
        let tree =
            tree.ok_or_else(|| trail.refuse(format!("is nested more than {MAX_MATCH_NESTING} levels deep")))?;
        match &tree {
            Tree::Object(object) if object.is_empty() => {
                Ok(Self { text: text.clone(), predicate: Predicate::All(Vec::new()) })
            }
            tree => Ok(Self { text: text.clone(), predicate: predicate(tree, &trail)? }),
        }
    }
}

/// Levels of objects and arrays.
fn levels(tree: &Tree) -> usize {
    match tree {
        _ if tagged(tree).is_some() => 0,
        Tree::Array(items) => 1 + items.iter().map(levels).max().unwrap_or(0),
        Tree::Object(object) => 1 + object.values().map(levels).max().unwrap_or(0),
        _ => 0,
    }
}

/// A predicate about the place of the trail.
fn predicate(tree: &Tree, trail: &Trail<'_>) -> Result<Predicate> {
    let object = match tree {
        Tree::Object(object) if tagged(tree).is_none() => object,
        _ if trail.is_at_root() => return Err(trail.refuse(
            "must be an object that says what must hold, such as { status: 'open' }; for an item that is a single value, \
             write { $eq: value }",
        )),
        value => return Ok(Predicate::Value(ValueTest::Equal(Operand::parse(value, trail)?))),
    };
    if object.is_empty() {
        return Err(trail.refuse(if trail.is_at_root() {
            "is empty, and would hold for everything: leave it out"
        } else {
            "is an empty object. Write { $eq: {} } for an object without attributes, { $exists: true } for any value"
        }));
    }
    let (mut attributes, mut parts) = (Vec::new(), Vec::new());
    for (key, value) in object {
        let inner = trail.enter(Segment::Name(key));
        if is_operator(key) {
            parts.push(operation(Operator::parse(key, &inner)?, value, &inner)?);
        } else if key.is_empty() && !trail.is_at_root() {
            return Err(inner.refuse("is empty: only the name of a root attribute can be"));
        } else {
            attributes.push(OfAttribute::new(Name::from_tree_key(key), predicate(value, &inner)?));
        }
    }
    if !attributes.is_empty() {
        parts.insert(0, Predicate::Attributes(attributes));
    }
    Ok(match parts.len() {
        1 => parts.swap_remove(0),
        _ => Predicate::All(parts),
    })
}

/// What an operator asks with this operand. The trail ends at the operator.
fn operation(operator: Operator, given: &Tree, trail: &Trail<'_>) -> Result<Predicate> {
    match operator {
        Operator::Or => predicates(given, trail).map(Predicate::Any),
        Operator::And => predicates(given, trail).map(Predicate::All),
        Operator::Not => predicate(given, trail).map(|part| Predicate::Not(part.into())),
        Operator::OnValue(operator) => operator.predicate(given, trail),
    }
}

fn predicates(given: &Tree, trail: &Trail<'_>) -> Result<Vec<Predicate>> {
    match given {
        Tree::Array(items) if !items.is_empty() => items
            .iter()
            .enumerate()
            .map(|(at, item)| predicate(item, &trail.enter(Segment::Element(at))))
            .collect(),
        _ => Err(trail.refuse("takes an array of at least one predicate. Leave it out to ask for nothing")),
    }
}
