//! From a plan to one request: pure, so that a test can hold it against `plan::apply`.
//!
//! A request assumes that the item is live. Its condition says so; where it fails, DynamoDB returns
//! what it found, and `write.rs` tells from that what is the case.

mod body;
mod expression;
mod labels;

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

pub use self::expression::{Expression, Row};
use super::attribute::{key_columns, row_of};
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::{Item, Key, Result};
use crate::plan::{BodyEdit, Change, Guard, OverValue, Plan, Replacement, TtlEdit, Update};

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

/// Compiles a plan that is carried out at `now`, in epoch seconds.
pub fn compile(plan: &Plan, now: i64) -> Result<Request> {
    let mut expression = Expression::default();
    match &plan.change {
        Change::Remove => {
            guard(&mut expression, &plan.guard, now);
            Ok(Request::Delete { key: primary_key(&plan.key), expression })
        }
        Change::Replace(replacement) => {
            guard(&mut expression, &plan.guard, now);
            let item = replaced(&plan.key, replacement, now);
            Ok(Request::Put { row: row_of(&item)?, item, expression })
        }
        Change::Update(update) => {
            guard(&mut expression, &plan.guard, now);
            if plan.guard.exists.is_none() {
                expression.require_not_expired(now);
            }
            body::compile(&mut expression, &update.body)?;
            finish_update(&mut expression, plan, update, now);
            Ok(Request::Update { key: primary_key(&plan.key), expression })
        }
    }
}

/// What an update does to an item whose single value stays: only its metadata changes.
pub fn compile_keeping_value(plan: &Plan, now: i64) -> Option<Request> {
    let Change::Update(update) = &plan.change else { return None };
    if !matches!(update.body, BodyEdit::Attributes { over_value: OverValue::Keep, .. }) {
        return None;
    }
    let mut expression = Expression::default();
    guard(&mut expression, &plan.guard, now);
    expression.require_live(now);
    expression.require("attribute_exists(#val)", &[("#val", "val")]);
    finish_update(&mut expression, plan, update, now);
    Some(Request::Update { key: primary_key(&plan.key), expression })
}

/// Puts an item, or nothing, in the place of an expired one that is still stored, if it is still the
/// same.
pub fn compile_over_expired(item: Option<&Item>, expired: &Item) -> Result<Request> {
    let mut expression = Expression::default();
    expression.require("#ttl = :expired", &[("#ttl", "ttl")]);
    expression.value(":expired", AttributeValue::N(expired.ttl.unwrap_or_default().to_string()));
    Ok(match item {
        Some(item) => Request::Put { row: row_of(item)?, item: item.clone(), expression },
        None => Request::Delete { key: primary_key(&expired.key), expression },
    })
}

fn guard(expression: &mut Expression, guard: &Guard, now: i64) {
    match guard.exists {
        Some(true) => expression.require_live(now),
        Some(false) => expression.require("attribute_not_exists(#pk)", &[("#pk", "pk")]),
        None => {}
    }
    if let Some(created) = guard.created {
        expression.require_live(now);
        expression.require("#ct = :created", &[("#ct", "ct")]);
        expression.value(":created", AttributeValue::N(created.to_string()));
    }
}

fn finish_update(expression: &mut Expression, plan: &Plan, update: &Update, now: i64) {
    labels::compile(expression, &update.labels);
    let now = AttributeValue::N(now.to_string());
    expression.set_default("ct", now.clone());
    expression.set("md", now);
    if plan.key.simple {
        expression.set("kv", AttributeValue::Bool(true));
    } else if plan.key.sk == SIMPLE_SORT_KEY {
        // `foo:0` names the row of `foo`.
        expression.remove("kv");
    }
    match update.ttl {
        Some(TtlEdit::Set(ttl)) => expression.set("ttl", AttributeValue::N(ttl.to_string())),
        Some(TtlEdit::Remove) => expression.remove("ttl"),
        None => {}
    }
}

fn replaced(key: &Key, replacement: &Replacement, now: i64) -> Item {
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

/// The primary key of a key's row.
pub fn primary_key(key: &Key) -> Row {
    let mut row = HashMap::with_capacity(2);
    key_columns(&mut row, key);
    row
}
