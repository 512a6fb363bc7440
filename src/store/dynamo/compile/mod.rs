//! From a plan to one request: pure, so that a test can hold it against `plan::apply`.
//!
//! A request assumes that the item is live. Its condition says so; where it fails, DynamoDB returns
//! what it found, and `write.rs` tells from that what is the case.

mod body;
mod expressions;
mod labels;

use aws_sdk_dynamodb::types::AttributeValue;

pub use self::expressions::Expression;
use super::attribute::{Row, primary_key, row_of};
use super::version::Stamp;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::row::schema::{CREATED, Column, EXPIRY, KEY, MODIFIED, VALUE};
use crate::model::{Item, Key, Result, Seconds};
use crate::plan::{BodyEdit, Change, Condition, OverValue, Plan, Replacement, TtlEdit, Update};

/// One request of DynamoDB's, without the table's name.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// UpdateItem.
    Update {
        /// The primary key.
        key: Row,
        /// Update and condition.
        expression: Expression,
    },
    /// PutItem.
    Put {
        /// The whole row.
        row: Row,
        /// The item that the row holds.
        item: Item,
        /// The condition, if any.
        expression: Expression,
    },
    /// DeleteItem.
    Delete {
        /// The primary key.
        key: Row,
        /// The condition, if any.
        expression: Expression,
    },
}

impl Request {
    /// Whether DynamoDB takes expressions of this length. A condition is always short.
    pub fn fits(&self) -> bool {
        match self {
            Self::Update { expression, .. } => expression.fits(),
            Self::Put { .. } | Self::Delete { .. } => true,
        }
    }
}

/// Compiles a plan that is carried out under a stamp.
pub fn compile(plan: &Plan, stamp: &Stamp) -> Result<Request> {
    let mut expression = Expression::default();
    let now = stamp.second();
    match &plan.change {
        Change::Remove => {
            require(&mut expression, &plan.condition, now);
            Ok(Request::Delete { key: primary_key(&plan.key), expression })
        }
        Change::Replace(replacement) => {
            require(&mut expression, &plan.condition, now);
            put(replaced(&plan.key, replacement, now), stamp, expression)
        }
        Change::Update(update) => {
            require(&mut expression, &plan.condition, now);
            if plan.condition.exists.is_none() {
                expression.require_not_expired(now);
            }
            body::compile(&mut expression, &update.body)?;
            finish_update(&mut expression, plan, update, stamp);
            Ok(Request::Update { key: primary_key(&plan.key), expression })
        }
    }
}

/// What an update does to an item whose single value stays: only its metadata changes.
pub fn compile_keeping_value(plan: &Plan, stamp: &Stamp) -> Option<Request> {
    let Change::Update(update) = &plan.change else { return None };
    if !matches!(update.body, BodyEdit::Attributes { over_value: OverValue::Keep, .. }) {
        return None;
    }
    let mut expression = Expression::default();
    require(&mut expression, &plan.condition, stamp.second());
    expression.require_live(stamp.second());
    expression.require("attribute_exists(#val)", &[("#val", VALUE)]);
    finish_update(&mut expression, plan, update, stamp);
    Some(Request::Update { key: primary_key(&plan.key), expression })
}

/// Puts an item, or nothing, in the place of an expired one that is still stored.
pub fn compile_over_expired(item: Option<Item>, key: &Key, stamp: &Stamp) -> Result<Request> {
    let mut expression = Expression::default();
    expression.require("#ttl <= :now", &[("#ttl", EXPIRY)]);
    expression.value(":now", AttributeValue::N(stamp.second().to_string()));
    match item {
        Some(item) => put(item, stamp, expression),
        None => Ok(Request::Delete { key: primary_key(key), expression }),
    }
}

/// Puts an item, or nothing, in the place of what was read, if it is still the same. Columns of other programs stay.
pub fn compile_over(item: Option<Item>, key: &Key, read: Option<&Row>, stamp: &Stamp) -> Result<Request> {
    let mut expression = Expression::default();
    match read.map(|row| row.get(MODIFIED)) {
        None => expression.require("attribute_not_exists(#pk)", &[("#pk", KEY.pk)]),
        Some(None) => {
            expression.require("attribute_exists(#pk)", &[("#pk", KEY.pk)]);
            expression.require("attribute_not_exists(#md)", &[("#md", MODIFIED)]);
        }
        Some(Some(modified)) => {
            expression.require("#md = :read", &[("#md", MODIFIED)]);
            expression.value(":read", modified.clone());
        }
    }
    let Some(item) = item else { return Ok(Request::Delete { key: primary_key(key), expression }) };
    let mut request = put(item, stamp, expression)?;
    if let (Request::Put { row, .. }, Some(read)) = (&mut request, read) {
        let others = read.iter().filter(|(column, _)| Column::of(column) == Column::Foreign);
        row.extend(others.map(|(column, value)| (column.clone(), value.clone())));
    }
    Ok(request)
}

fn put(item: Item, stamp: &Stamp, expression: Expression) -> Result<Request> {
    let mut row = row_of(&item)?;
    row.insert(MODIFIED.to_owned(), stamp.modified(item.modified));
    Ok(Request::Put { row, item, expression })
}

fn require(expression: &mut Expression, condition: &Condition, now: Seconds) {
    match condition.exists {
        Some(true) => expression.require_live(now),
        Some(false) => expression.require("attribute_not_exists(#pk)", &[("#pk", KEY.pk)]),
        None => {}
    }
    if let Some(created) = condition.created {
        expression.require_live(now);
        expression.require("#ct = :created", &[("#ct", CREATED)]);
        expression.value(":created", AttributeValue::N(created.to_string()));
    }
}

fn finish_update(expression: &mut Expression, plan: &Plan, update: &Update, stamp: &Stamp) {
    labels::compile(expression, &update.labels);
    expression.set_default(CREATED, AttributeValue::N(stamp.second().to_string()));
    expression.set(MODIFIED, stamp.modified(stamp.second()));
    if plan.key.simple {
        expression.set(KEY.kv, AttributeValue::Bool(true));
    } else if plan.key.sk == SIMPLE_SORT_KEY {
        // `foo:0` names the row of `foo`.
        expression.remove(KEY.kv);
    }
    match update.ttl {
        Some(TtlEdit::Set(ttl)) => expression.set(EXPIRY, AttributeValue::N(ttl.to_string())),
        Some(TtlEdit::Remove) => expression.remove(EXPIRY),
        None => {}
    }
}

fn replaced(key: &Key, replacement: &Replacement, now: Seconds) -> Item {
    let Replacement { body, labels, ttl, created, modified } = replacement.clone();
    Item {
        key: key.clone(),
        body,
        created: created.unwrap_or(now),
        modified: modified.unwrap_or(now),
        ttl,
        labels,
    }
}
