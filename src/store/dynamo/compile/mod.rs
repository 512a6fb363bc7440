//! Compiles a plan into one request. Pure, so that a test can compare it with `plan::apply`.
//!
//! A request is right only while no expired item is in the way, and its condition says so. If the condition fails,
//! DynamoDB returns the row, and `write` decides how to go on.

mod assumptions;
mod body;
mod clause;
mod expressions;
mod labels;
mod matching;
mod operators;
mod reading;

use aws_sdk_dynamodb::types::AttributeValue;

pub(super) use self::expressions::Expressions;
pub(super) use self::reading::ReadExpressions;
use super::attribute::{Row, primary_key, row_of};
use super::version::modified;
use crate::model::limits::SIMPLE_SORT_KEY;
use crate::model::row::schema::{CREATED, Column, EXPIRY, KEY, MODIFIED, VALUE};
use crate::model::{Item, Key, Result, Seconds, Stamp, Version};
use crate::plan::{BodyEdit, Change, Condition, OverValue, Plan, TtlEdit, Update};

/// One request to DynamoDB, without the name of the table.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    /// UpdateItem.
    Update {
        /// The primary key.
        key: Row,
        /// The update and the condition.
        expressions: Expressions,
    },
    /// PutItem.
    Put {
        /// The whole row.
        row: Row,
        /// The item that the row holds.
        item: Item,
        /// The condition, if any.
        expressions: Expressions,
    },
    /// DeleteItem.
    Delete {
        /// The primary key.
        key: Row,
        /// The condition, if any.
        expressions: Expressions,
    },
    /// A check of a condition, which only a transaction can have.
    Check {
        /// The primary key.
        key: Row,
        /// The condition.
        expressions: Expressions,
    },
}

impl Request {
    /// Whether the expressions say all that the plan does, within DynamoDB's limits.
    pub(super) fn fits(&self) -> bool {
        match self {
            Self::Update { expressions, .. }
            | Self::Put { expressions, .. }
            | Self::Delete { expressions, .. }
            | Self::Check { expressions, .. } => expressions.fits(),
        }
    }
}

/// The request of a plan that is carried out under a stamp.
pub(super) fn compile(plan: &Plan, stamp: &Stamp) -> Result<Request> {
    let request = compile_with(plan, stamp, Expressions::default())?;
    if request.fits() {
        return Ok(request);
    }
    compile_with(plan, stamp, Expressions::that_check_no_kinds())
}

fn compile_with(plan: &Plan, stamp: &Stamp, mut expressions: Expressions) -> Result<Request> {
    let now = stamp.second();
    match &plan.change {
        Change::Remove => {
            require(&mut expressions, &plan.condition, now)?;
            Ok(Request::Delete { key: primary_key(&plan.key), expressions })
        }
        Change::Check => {
            require(&mut expressions, &plan.condition, now)?;
            Ok(Request::Check { key: primary_key(&plan.key), expressions })
        }
        Change::Steps(_) => {
            expressions.cannot_say();
            Ok(Request::Update { key: primary_key(&plan.key), expressions })
        }
        Change::Replace(replacement) => {
            require(&mut expressions, &plan.condition, now)?;
            put(replacement.to_item(&plan.key, stamp), expressions)
        }
        Change::Update(update) => {
            require(&mut expressions, &plan.condition, now)?;
            if plan.condition.exists.is_none() {
                expressions.require_not_expired(now);
            }
            body::compile(&mut expressions, &update.body)?;
            finish_update(&mut expressions, plan, update, stamp);
            Ok(Request::Update { key: primary_key(&plan.key), expressions })
        }
    }
}

/// Whether the request of a plan assumes something of an item that is not so in a row, and that the plan does not require.
pub(super) fn assumes_more(plan: &Plan, row: Option<&Row>) -> bool {
    matches!(&plan.change, Change::Update(update) if assumptions::fail(&update.body, row))
}

/// The request of an update that changes only the metadata of an item, because its value is not an object and the plan
/// keeps such a value. `None` for other plans.
pub(super) fn compile_keeping_value(plan: &Plan, stamp: &Stamp) -> Result<Option<Request>> {
    let Change::Update(update) = &plan.change else { return Ok(None) };
    if !matches!(update.body, BodyEdit::Attributes { over_value: OverValue::Keep, .. }) {
        return Ok(None);
    }
    let mut expressions = Expressions::default();
    require(&mut expressions, &plan.condition, stamp.second())?;
    expressions.require_live(stamp.second());
    expressions.require("attribute_exists(#val)", &[("#val", VALUE)]);
    finish_update(&mut expressions, plan, update, stamp);
    Ok(Some(Request::Update { key: primary_key(&plan.key), expressions }))
}

/// The request that replaces an expired item, which DynamoDB has not deleted yet. `None` as the item deletes it.
pub(super) fn compile_over_expired(item: Option<Item>, key: &Key, stamp: &Stamp) -> Result<Request> {
    let mut expressions = Expressions::default();
    expressions.require("#ttl <= :now", &[("#ttl", EXPIRY)]);
    expressions.value(":now", AttributeValue::N(stamp.second().to_string()));
    match item {
        Some(item) => put(item, expressions),
        None => Ok(Request::Delete { key: primary_key(key), expressions }),
    }
}

/// The request that replaces what was read, if it has not changed since. `None` as the item deletes it. The columns of
/// other programs stay.
pub(super) fn compile_over(item: Option<Item>, key: &Key, read: Option<&Row>) -> Result<Request> {
    let expressions = unchanged(read);
    let Some(item) = item else { return Ok(Request::Delete { key: primary_key(key), expressions }) };
    let mut request = put(item, expressions)?;
    if let (Request::Put { row, .. }, Some(read)) = (&mut request, read) {
        let others = read.iter().filter(|(column, _)| Column::of(column) == Column::Foreign);
        row.extend(others.map(|(column, value)| (column.clone(), value.clone())));
    }
    Ok(request)
}

/// The request that checks that what was read has not changed since.
pub(super) fn compile_unchanged(key: &Key, read: Option<&Row>) -> Request {
    Request::Check { key: primary_key(key), expressions: unchanged(read) }
}

/// The condition that what was read has not changed since.
fn unchanged(read: Option<&Row>) -> Expressions {
    let mut expressions = Expressions::default();
    match read.map(|row| row.get(MODIFIED)) {
        None => expressions.require("attribute_not_exists(#pk)", &[("#pk", KEY.pk)]),
        Some(None) => {
            expressions.require("attribute_exists(#pk)", &[("#pk", KEY.pk)]);
            expressions.require("attribute_not_exists(#md)", &[("#md", MODIFIED)]);
        }
        Some(Some(version)) => {
            expressions.require("#md = :read", &[("#md", MODIFIED)]);
            expressions.value(":read", version.clone());
        }
    }
    expressions
}

fn put(item: Item, expressions: Expressions) -> Result<Request> {
    Ok(Request::Put { row: row_of(&item)?, item, expressions })
}

fn require(expressions: &mut Expressions, condition: &Condition, now: Seconds) -> Result<()> {
    match condition.exists {
        Some(true) => expressions.require_live(now),
        Some(false) => expressions.require("attribute_not_exists(#pk)", &[("#pk", KEY.pk)]),
        None => {}
    }
    if let Some(created) = condition.created {
        expressions.require_live(now);
        expressions.require("#ct = :created", &[("#ct", CREATED)]);
        expressions.value(":created", AttributeValue::N(created.to_string()));
    }
    if let Some(version) = condition.version {
        expressions.require_live(now);
        let equal = "#md = :version";
        // A row without a version has the version 0.
        let condition = if version == Version::default() {
            "(attribute_not_exists(#md) OR #md = :version)"
        } else {
            equal
        };
        expressions.require(condition, &[("#md", MODIFIED)]);
        expressions.value(":version", modified(version));
    }
    if let Some(version) = condition.older_than {
        // A row without a version has the version 0. An expired row is in the way, and `plan::apply` then judges.
        if version > Version::default() {
            expressions.require("(attribute_not_exists(#md) OR #md < :newer)", &[("#md", MODIFIED)]);
        } else {
            let names = [("#pk", KEY.pk), ("#md", MODIFIED)];
            expressions.require("(attribute_not_exists(#pk) OR #md < :newer)", &names);
        }
        expressions.value(":newer", modified(version));
    }
    let Some(matches) = &condition.matches else { return Ok(()) };
    if condition.exists.is_none() {
        // The predicate must not look at an item that is expired.
        expressions.require_not_expired(now);
    }
    matching::compile(expressions, matches)
}

fn finish_update(expressions: &mut Expressions, plan: &Plan, update: &Update, stamp: &Stamp) {
    labels::compile(expressions, &update.labels);
    expressions.set_default(CREATED, AttributeValue::N(stamp.second().to_string()));
    expressions.set(MODIFIED, modified(stamp.version()));
    if plan.key.simple {
        expressions.set(KEY.kv, AttributeValue::Bool(true));
    } else if plan.key.sk == SIMPLE_SORT_KEY {
        // `foo:0` and `foo` are the same row.
        expressions.remove(KEY.kv);
    }
    match update.ttl {
        Some(TtlEdit::Set(ttl)) => expressions.set(EXPIRY, AttributeValue::N(ttl.to_string())),
        Some(TtlEdit::Remove) => expressions.remove(EXPIRY),
        None => {}
    }
}
