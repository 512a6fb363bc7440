//! Batches of a stream's records, as AWS Lambda delivers them.
//!
//! Lambda repeats a batch from the first record that is reported as failed. So nothing after a failed event starts,
//! and results are remembered while the function stays warm.

mod memory;
mod record;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::memory::Memory;
use self::record::StreamRecord;
use super::dispatcher::Dispatcher;
use super::group::Group;
use super::outcome::{Fate, FeedId, Outcome};
use super::report::Report;
use crate::model::{Millis, Result};
use crate::store::feed::{ChangeNumber, Entry, Retry};

/// How many events a record causes at most: two, if an expired item is overwritten.
const PER_RECORD: u64 = 2;

/// The batches of one Lambda function.
#[derive(Default)]
pub struct LambdaFunction {
    memory: Mutex<Memory>,
    turn: tokio::sync::Mutex<()>,
}

/// A parsed batch.
pub struct LambdaBatch {
    /// The sequence number of each record.
    sequences: Vec<String>,
    entries: Vec<Entry>,
    /// Why some records cannot be read, if that was not reported yet.
    unreadable: Vec<String>,
}

impl LambdaFunction {
    /// Parses the JSON array `event.Records` of an invocation.
    pub fn parse(&self, records: &str) -> Result<LambdaBatch> {
        let records = record::parse(records)?;
        let mut batch = LambdaBatch { sequences: Vec::new(), entries: Vec::new(), unreadable: Vec::new() };
        let mut memory = self.memory();
        for (index, StreamRecord { sequence, events }) in (0u64..).zip(records) {
            let mut left = |part| memory.recall(&(sequence.clone(), part)).unwrap_or(Some(Retry::default()));
            match events {
                Ok(events) => {
                    for (part, event) in (0..).zip(events) {
                        let number = ChangeNumber(index * PER_RECORD + part);
                        let entry = |retry| Entry { number, event: Arc::new(event), retry };
                        batch.entries.extend(left(part).map(entry));
                    }
                }
                Err(reason) if left(0).is_some() => {
                    memory.remember((sequence.clone(), 0), None);
                    batch.unreadable.push(reason);
                }
                Err(_) => {}
            }
            batch.sequences.push(sequence);
        }
        Ok(batch)
    }

    /// Handles a batch. Resolves to the sequence number of the first record that failed.
    pub async fn handle(&self, group: &Group, batch: LambdaBatch) -> Option<String> {
        let _turn = self.turn.lock().await;
        let LambdaBatch { sequences, entries, unreadable } = batch;
        for reason in unreadable {
            group.report(Report::Gap { changes: Some(1), reason });
        }
        group.dispatch(|dispatcher, _| {
            dispatcher.handle_batches();
            for entry in entries {
                dispatcher.push(FeedId::BATCH, entry);
            }
        });
        let sequence = |number: ChangeNumber| {
            usize::try_from(number.0 / PER_RECORD).ok().and_then(|index| sequences.get(index))
        };
        let mut failed: Option<ChangeNumber> = None;
        loop {
            for outcome in group.take_outcomes_of(FeedId::BATCH) {
                let Outcome { number, ref fate, .. } = outcome;
                if let Err(error) = group.write_letters(group.letters(&outcome)).await {
                    group.report(Report::Failed(error));
                    // What is remembered of the event stays, so its handler has one more attempt.
                    failed = Some(failed.map_or(number, |failed| failed.min(number)));
                    continue;
                }
                group.report_given_up(&outcome);
                let left = match *fate {
                    Fate::Retry { retry, .. } => {
                        failed = Some(failed.map_or(number, |failed| failed.min(number)));
                        Some(Retry { at: Millis::ZERO, ..retry })
                    }
                    _ => None,
                };
                if let Some(name) = sequence(number) {
                    self.memory().remember((name.clone(), number.0 % PER_RECORD), left);
                }
            }
            group.settled_of(FeedId::BATCH);
            if group.dispatch(|dispatcher, _| dispatcher.is_quiet()) {
                break;
            }
            tokio::select! {
                () = group.changed.notified() => {}
                () = group.next_alarm() => {}
            }
            group.dispatch(Dispatcher::tick);
        }
        group.dispatch(|dispatcher, _| dispatcher.forget(FeedId::BATCH));
        failed.and_then(sequence).cloned()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
