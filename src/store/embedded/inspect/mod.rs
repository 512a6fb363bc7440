//! Checks a store while it is used: whether its items can be read, and whether the indexes, the change log and the pages agree
//! with them. Items are the truth, so a repair makes the entries of the indexes anew.
//!
//! Each part reads in one short transaction. What it finds is judged once more in the transaction of the writer that repairs
//! it, because others may have written meanwhile.

mod items;
mod log;
mod repair;
#[cfg(test)]
mod tests;

use std::ops::Bound;
use std::sync::Arc;

use heed::RwTxn;

use self::repair::{Remedy, repair};
use super::error::Failure;
use super::file::StoreFile;
use super::format::key::split_item_key;
use super::open::check_all_pages;
use super::writer::queue::{Job, WriteQueue};
use crate::model::{Key, Result};
use crate::store::{Inspected, InspectionPlace, Problem, StoreFuture};

/// Stored bytes, and entries of an index, that one part passes: a few milliseconds.
const BYTES: usize = 1024 * 1024;
const ENTRIES: usize = 10_000;

/// What an inspection looks at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum InspectionPhase {
    Items,
    Labels,
    Expiries,
    Groups,
    Changes,
    Queues,
    Pages,
}

impl InspectionPhase {
    const ALL: [Self; 7] =
        [Self::Items, Self::Labels, Self::Expiries, Self::Groups, Self::Changes, Self::Queues, Self::Pages];
}

/// A part of an inspection before anything is repaired.
#[derive(Default)]
struct InspectedPart {
    items: u64,
    found: Vec<FoundProblem>,
    /// The last entry that was passed, if more follow.
    last: Option<Vec<u8>>,
}

/// A problem, and what would end it.
struct FoundProblem {
    problem: Problem,
    remedy: Option<Remedy>,
}

impl InspectedPart {
    fn report(&mut self, kind: &'static str, item: Option<&[u8]>, message: &str, remedy: Option<Remedy>) {
        let key =
            item.and_then(split_item_key).map(|(pk, sk)| Key::of_row(pk.into(), sk.into(), false).to_text());
        let message = message.to_owned();
        self.found.push(FoundProblem { problem: Problem { kind, key, message, repaired: false }, remedy });
    }
}

/// Inspects a part of a store.
pub(super) fn inspect(
    file: &Arc<StoreFile>,
    queue: &Arc<WriteQueue>,
    place: Option<InspectionPlace>,
    repairs: bool,
) -> StoreFuture<Inspected> {
    let (file, queue) = (Arc::clone(file), Arc::clone(queue));
    StoreFuture::later(async move {
        let (phase, after) = read_place(place);
        let InspectedPart { items, found, last } = look(&file, phase, &after)?;
        let (mut problems, mut remedies) = (Vec::new(), Vec::new());
        for FoundProblem { problem, remedy } in found {
            remedies.extend(remedy.filter(|_| repairs).map(|remedy| (problems.len(), remedy)));
            problems.push(problem);
        }
        if !remedies.is_empty() {
            let places: Vec<_> = remedies.iter().map(|(place, _)| *place).collect();
            let of_repair = Arc::clone(&file);
            let work = move |txn: &mut RwTxn, _| {
                let tables = *of_repair.tables(txn);
                remedies
                    .iter()
                    .map(|(_, remedy)| repair(&tables, txn, remedy))
                    .collect::<Result<Vec<_>, Failure>>()
            };
            let repaired = queue.submit(|responder| Job::transaction(work, responder)).await?;
            for (place, repaired) in places.into_iter().zip(repaired) {
                problems[place].repaired = repaired;
            }
        }
        Ok(Inspected { items, problems, next: next_place(phase, last) })
    })
}

fn look(file: &StoreFile, phase: InspectionPhase, after: &[u8]) -> Result<InspectedPart> {
    let after = if after.is_empty() { Bound::Unbounded } else { Bound::Excluded(after) };
    match phase {
        InspectionPhase::Items => items::items(file, after),
        InspectionPhase::Labels => items::labels(file, after),
        InspectionPhase::Expiries => items::expiries(file, after),
        InspectionPhase::Groups => log::groups(file),
        InspectionPhase::Changes => log::changes(file, after),
        InspectionPhase::Queues => log::queues(file, after),
        InspectionPhase::Pages => pages(file),
    }
}

/// Every page of the file must belong to one table, or be free.
fn pages(file: &StoreFile) -> Result<InspectedPart> {
    let mut part = InspectedPart::default();
    if let Err(error) = file.environment().about(|env, _| check_all_pages(env))? {
        part.report("pages", None, &error.message, None);
    }
    Ok(part)
}

fn read_place(place: Option<InspectionPlace>) -> (InspectionPhase, Vec<u8>) {
    let Some(InspectionPlace(bytes)) = place else { return (InspectionPhase::Items, Vec::new()) };
    let phase = bytes.first().and_then(|phase| InspectionPhase::ALL.get(usize::from(*phase)));
    (phase.copied().unwrap_or(InspectionPhase::Items), bytes.get(1..).unwrap_or_default().to_vec())
}

fn next_place(phase: InspectionPhase, last: Option<Vec<u8>>) -> Option<InspectionPlace> {
    let of = |phase: InspectionPhase, after: &[u8]| InspectionPlace([&[phase as u8], after].concat());
    match last {
        Some(last) => Some(of(phase, &last)),
        None => InspectionPhase::ALL.get(phase as usize + 1).map(|next| of(*next, &[])),
    }
}
