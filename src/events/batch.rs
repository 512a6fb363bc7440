//! Batches of a stream's records, as an AWS Lambda function is given them.
//!
//! Lambda repeats a batch from the first record that is reported as failed. So what lies behind it is
//! not begun, and what succeeded is remembered for as long as the function stays warm.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::dispatcher::{Dispatcher, Fate, Outcome};
use super::group::Group;
use crate::model::row::read;
use crate::model::{Error, Event, Result};
use crate::store::changes::{Entry, Retry};

/// Events that one record may make: an expired item that is overwritten makes two.
const PER_RECORD: u64 = 2;
/// The number of a batch among the feeds of a dispatcher: there is one at a time.
const FEED: u32 = 0;

/// The batches of one function.
#[derive(Default)]
pub struct Batches {
    /// What became of the events of the last batch: handled if there is nothing to remember.
    remembered: Mutex<HashMap<(String, u64), Option<Retry>>>,
    turn: tokio::sync::Mutex<()>,
}

/// A parsed batch.
pub struct Batch {
    /// The sequence numbers of its records.
    sequences: Vec<String>,
    entries: Vec<Entry>,
}

impl Batches {
    /// Parses the JSON array `event.Records` of an invocation.
    pub fn parse(&self, records: &str) -> Result<Batch> {
        let Ok(Value::Array(records)) = serde_json::from_str(records) else { return Err(no_records()) };
        let mut batch = Batch { sequences: Vec::new(), entries: Vec::new() };
        let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        for (index, record) in (0u64..).zip(&records) {
            let record = record.get("dynamodb").ok_or_else(no_records)?;
            let sequence = record["SequenceNumber"].as_str().ok_or_else(no_records)?.to_owned();
            for (part, event) in (0..).zip(events(record)?) {
                let before = remembered.get(&(sequence.clone(), part)).copied();
                if let Some(retry) = before.unwrap_or(Some(Retry::default())) {
                    batch.entries.push(Entry {
                        number: index * PER_RECORD + part,
                        event: Arc::new(event),
                        retry,
                    });
                }
            }
            batch.sequences.push(sequence);
        }
        Ok(batch)
    }

    /// Handles a batch; tells the sequence number of the first record that failed.
    pub async fn handle(&self, group: &Group, batch: Batch) -> Option<String> {
        let _turn = self.turn.lock().await;
        let Batch { sequences, entries } = batch;
        group.dispatch(|dispatcher, _| {
            dispatcher.handle_batches();
            for entry in entries {
                dispatcher.push(FEED, entry);
            }
        });
        let sequence =
            |number: u64| usize::try_from(number / PER_RECORD).ok().and_then(|index| sequences.get(index));
        let mut remembered = HashMap::new();
        let mut failed: Option<u64> = None;
        loop {
            for Outcome { number, fate, .. } in group.take_outcomes_of(FEED) {
                let left = match fate {
                    Fate::Retry { retry, .. } => {
                        failed = Some(failed.map_or(number, |failed| failed.min(number)));
                        Some(Retry { at: 0, ..retry })
                    }
                    _ => None,
                };
                remembered.extend(sequence(number).map(|name| ((name.clone(), number % PER_RECORD), left)));
            }
            group.settled_of(FEED);
            if group.dispatch(|dispatcher, _| dispatcher.is_quiet()) {
                break;
            }
            tokio::select! {
                () = group.changed.notified() => {}
                () = group.next_alarm() => {}
            }
            group.dispatch(Dispatcher::tick);
        }
        group.dispatch(|dispatcher, _| dispatcher.forget(FEED));
        *self.remembered.lock().unwrap_or_else(PoisonError::into_inner) = remembered;
        failed.and_then(sequence).cloned()
    }
}

/// The events of a record: none where the row is not one of this package.
fn events(record: &Value) -> Result<Vec<Event>> {
    let at = record["ApproximateCreationDateTime"].as_f64().ok_or_else(no_records)?;
    #[allow(clippy::cast_possible_truncation)] // epoch seconds
    let at = (at * 1000.0) as i64;
    let image =
        |name: &str| record.get(name).map(|row| read(&row.to_string()).map(|row| row.item)).transpose();
    let (Ok(old), Ok(new)) = (image("OldImage"), image("NewImage")) else { return Ok(Vec::new()) };
    Ok(Event::of_images(old.as_ref(), new.as_ref(), at))
}

fn no_records() -> Error {
    Error::invalid(
        "INVALID_RECORDS",
        "'streamHandler' needs the records of a DynamoDB stream of new and old images. Map the function to the stream of \
         the table: docs/lambda.md has a template.",
    )
}
