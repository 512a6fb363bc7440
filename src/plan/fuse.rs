//! Two edits of one item as one, so that a request to DynamoDB can say both.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::attributes::edit_value;
use super::{BodyEdit, Change, Condition, Edit, LabelEdit, OverValue, Step, Update};
use crate::model::{Json, LabelNumber, Name, number};

impl Step {
    /// The step that does what this one does, and then `next`, to whatever is stored. `None` if there is none: the second
    /// has a condition of its own, or what it does depends on what the first one finds.
    pub fn then(&self, next: &Self) -> Option<Self> {
        if next.condition != Condition::default() {
            return None;
        }
        let change = match (&self.change, &next.change) {
            (Change::Check, change) => change.clone(),
            (Change::Update(first), Change::Update(second)) => Change::Update(fuse(first, second)?),
            _ => return None,
        };
        Some(Self { condition: self.condition.clone(), change })
    }
}

fn fuse(first: &Update, second: &Update) -> Option<Update> {
    // An expiry may already be past, and the second edit then finds no item.
    if first.ttl.is_some() {
        return None;
    }
    let body = match (&first.body, &second.body) {
        (BodyEdit::Value(first), BodyEdit::Value(second)) => {
            BodyEdit::Value(fuse_edits(Some(first), Some(second))??)
        }
        (first, second) => {
            let mut edits: IndexMap<_, _> = attributes(first)?.into_iter().collect();
            for (name, second) in attributes(second)? {
                let edit = match edits.get(&name) {
                    Some(first) => fuse_edits(first.as_ref(), second.as_ref())?,
                    None => second,
                };
                edits.insert(name, edit);
            }
            BodyEdit::Attributes { edits: edits.into_iter().collect(), over_value: OverValue::Replace }
        }
    };
    Some(Update { body, labels: fuse_labels(&first.labels, &second.labels), ttl: second.ttl })
}

/// The edits of attributes that replace a single value.
fn attributes(body: &BodyEdit) -> Option<Vec<(Name, Option<Edit>)>> {
    match body {
        BodyEdit::Object(object) => {
            let set = |(name, value)| (name, Some(Edit::Set(value)));
            Some(object.attributes().ok()?.into_iter().map(set).collect())
        }
        BodyEdit::Attributes { edits, over_value: OverValue::Replace } => Some(edits.clone()),
        BodyEdit::Attributes { over_value: OverValue::Keep, .. } | BodyEdit::Value(_) => None,
    }
}

/// Two edits of one attribute as one; the inner `None` removes it.
#[allow(clippy::option_option)] // no such edit, a removal, an edit
fn fuse_edits(first: Option<&Edit>, second: Option<&Edit>) -> Option<Option<Edit>> {
    let known = match (first, second) {
        (None | Some(Edit::Set(_)), None | Some(Edit::Set(_))) => return Some(second.cloned()),
        (Some(Edit::Add(first)), Some(Edit::Add(second))) => {
            let sum = number::add(first.number()?, second.number()?).ok()?;
            return Some(Some(Edit::Add(sum)));
        }
        (Some(Edit::Set(value)), _) => Some(value),
        (None, _) => None,
        _ => return None,
    };
    // The first one decides what the second one finds.
    let edited = edit_value(known.map(Json::as_str), second?).ok()?;
    let value = edited.map(|value| Json::from_text(value.into_owned()));
    Some(value.or_else(|| known.cloned()).map(Edit::Set))
}

fn fuse_labels(
    first: &[(LabelNumber, LabelEdit)],
    second: &[(LabelNumber, LabelEdit)],
) -> Vec<(LabelNumber, LabelEdit)> {
    let mut edits: BTreeMap<_, _> = first.iter().cloned().collect();
    for (number, second) in second {
        let edit = match (edits.get(number), second) {
            (Some(LabelEdit::Remove), LabelEdit::Default(label)) => LabelEdit::Set(label.clone()),
            (Some(first), LabelEdit::Default(_)) => first.clone(),
            _ => second.clone(),
        };
        edits.insert(*number, edit);
    }
    edits.into_iter().collect()
}
