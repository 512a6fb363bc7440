//! What plans do to the tables, inside a transaction.

use heed::RwTxn;

use crate::model::limits::MAX_TRANSACTION_BYTES;
use crate::model::{Error, Item, Millis, Result, Stamp, size};
use crate::plan::{Applied, Plan, apply};
use crate::store::embedded::error::Failure;
use crate::store::embedded::tables::Tables;
use crate::store::{RefusedWrite, Write, Written};

/// Carries out a plan.
pub(in crate::store::embedded) fn carry_out(
    tables: &Tables,
    txn: &mut RwTxn,
    plan: &Plan,
    now: Millis,
) -> Result<Applied, Failure> {
    let stored = tables.get(txn, &plan.key)?;
    let applied = apply(plan, stored.as_ref(), &Stamp::random(now)).map_err(Error::from)?;
    put(tables, txn, plan, stored.as_ref(), &applied, now)?;
    Ok(applied)
}

/// Carries out plans of different keys, or none of them if one is refused. Returns the result of each; without a refusal
/// all are carried out.
pub(super) fn carry_out_all(
    tables: &Tables,
    txn: &mut RwTxn,
    plans: &[Plan],
    now: Millis,
) -> Result<Vec<Result<Applied>>, Failure> {
    let stored = plans.iter().map(|plan| tables.get(txn, &plan.key)).collect::<Result<Vec<_>, _>>()?;
    let judge = |(plan, stored): (&Plan, &Option<Item>)| {
        apply(plan, stored.as_ref(), &Stamp::random(now)).map_err(Error::from)
    };
    let results: Vec<_> = plans.iter().zip(&stored).map(judge).collect();
    if results.iter().any(Result::is_err) {
        return Ok(results);
    }
    let written = plans.iter().zip(results.iter().flatten()).filter(|(plan, _)| !plan.change.is_none());
    let items = written.filter_map(|(_, applied)| applied.item.as_ref());
    if items.map(size::item_size).sum::<Result<usize>>()? > MAX_TRANSACTION_BYTES {
        return Ok(plans.iter().map(|_| Err(Error::transaction_too_large())).collect());
    }
    for ((plan, stored), applied) in plans.iter().zip(&stored).zip(results.iter().flatten()) {
        put(tables, txn, plan, stored.as_ref(), applied, now)?;
    }
    Ok(results)
}

fn put(
    tables: &Tables,
    txn: &mut RwTxn,
    plan: &Plan,
    stored: Option<&Item>,
    applied: &Applied,
    now: Millis,
) -> heed::Result<()> {
    match (&applied.item, stored) {
        _ if plan.change.is_none() => Ok(()),
        (Some(item), _) => tables.put(txn, stored, item, now),
        (None, Some(stored)) => tables.delete(txn, stored, now),
        (None, None) => Ok(()),
    }
}

/// The result of a call from those of its plans.
pub(super) fn written(write: &Write, results: Vec<Result<Applied>>) -> Result<Written> {
    let mut written = Written::default();
    for (plan, result) in write.plans().iter().zip(results) {
        match (result, write) {
            (Ok(applied), _) => written.applied.push(applied),
            (Err(error), Write::One { .. }) => return Err(error),
            (Err(error), _) => written.refused.push(RefusedWrite { key: plan.key.clone(), error }),
        }
    }
    if matches!(write, Write::All { .. }) && !written.refused.is_empty() {
        written.applied.clear();
    }
    Ok(written)
}
