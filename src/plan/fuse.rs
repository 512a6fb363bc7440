//! Two edits of one item as one, so that a request to DynamoDB can say both.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::attributes::{Edited, edit_value};
use super::operators::{append, prepend, union};
use super::{BodyEdit, Change, Condition, Edit, Edits, LabelEdit, OverValue, Refused, Step, Update};
use crate::model::{Json, LabelNumber, number};

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
            let edits = fuse_attributes(attributes(first)?, attributes(second)?)?;
            BodyEdit::Attributes { edits, over_value: OverValue::Replace }
        }
    };
    Some(Update { body, labels: fuse_labels(&first.labels, &second.labels), ttl: second.ttl })
}

fn fuse_attributes(first: Edits, second: Edits) -> Option<Edits> {
    let mut edits: IndexMap<_, _> = first.into_iter().collect();
    for (name, second) in second {
        let edit = match edits.get(&name) {
            Some(first) => fuse_edits(first.as_ref(), second.as_ref())?,
            None => second,
        };
        edits.insert(name, edit);
    }
    Some(edits.into_iter().collect())
}

/// The edits of attributes that replace a single value.
fn attributes(body: &BodyEdit) -> Option<Edits> {
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
        (Some(Edit::Append(first)), Some(Edit::Append(second))) => {
            return Some(Some(Edit::Append(json(append(Some(first.as_str()), second))?)));
        }
        (Some(Edit::Prepend(first)), Some(Edit::Prepend(second))) => {
            return Some(Some(Edit::Prepend(json(prepend(Some(first.as_str()), second))?)));
        }
        (Some(Edit::Union(first)), Some(Edit::Union(second))) => {
            return Some(Some(Edit::Union(json(union(Some(first.as_str()), second))?)));
        }
        (Some(Edit::Without(first)), Some(Edit::Without(second))) => {
            return Some(Some(Edit::Without(json(union(Some(first.as_str()), second))?)));
        }
        (Some(Edit::Merge(first)), Some(Edit::Merge(second))) => {
            return Some(Some(Edit::Merge(fuse_attributes(first.clone(), second.clone())?)));
        }
        (Some(Edit::Set(value)), _) => Some(value),
        (None, _) => None,
        _ => return None,
    };
    // The first one decides what the second one finds.
    let value = match edit_value(known.map(Json::as_str), second?).ok()? {
        Edited::Value(value) => Some(Json::from_text(value.into_owned())),
        Edited::Kept => known.cloned(),
        Edited::Removed => None,
    };
    Some(value.map(Edit::Set))
}

fn json(text: Result<String, Refused>) -> Option<Json> {
    text.ok().map(Json::from_text)
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
