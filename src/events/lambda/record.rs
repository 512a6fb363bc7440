//! Parsing the records of a Lambda invocation.

use serde_json::Value;

use crate::model::row::{Unreadable, events};
use crate::model::{Error, Event, Millis, Result};

/// The view type of a stream from which events can be made.
const BOTH_IMAGES: &str = "NEW_AND_OLD_IMAGES";
const OLD: &str = "OldImage";
const NEW: &str = "NewImage";

/// A record of a stream.
pub(super) struct StreamRecord {
    pub sequence: String,
    /// Its events, or why its row cannot be read.
    pub events: std::result::Result<Vec<Event>, String>,
}

/// Reads the JSON array `event.Records`.
pub(super) fn parse(records: &str) -> Result<Vec<StreamRecord>> {
    let Ok(Value::Array(records)) = serde_json::from_str(records) else { return Err(no_records()) };
    records.iter().map(read_record).collect()
}

fn read_record(record: &Value) -> Result<StreamRecord> {
    let change = record.get("dynamodb").ok_or_else(no_records)?;
    let sequence = change["SequenceNumber"].as_str().ok_or_else(no_records)?.to_owned();
    // Epoch seconds, with or without a fraction.
    let at = change["ApproximateCreationDateTime"].as_f64().ok_or_else(no_records)?;
    match change["StreamViewType"].as_str() {
        None if change.get(OLD).is_none() && change.get(NEW).is_none() => return Err(no_records()),
        None | Some(BOTH_IMAGES) => {}
        Some(other) => return Err(wrong_view(other)),
    }
    #[allow(clippy::cast_possible_truncation)] // epoch milliseconds
    let events = events_of(change, Millis((at * 1000.0) as i64));
    let events = events.map(|events| Event::of_record(events, &sequence));
    Ok(StreamRecord { sequence, events: events.map_err(|unreadable| unreadable.without_event()) })
}

fn events_of(change: &Value, at: Millis) -> std::result::Result<Vec<Event>, Unreadable> {
    let image = |name: &str| change.get(name).map(Value::to_string);
    events(image(OLD).as_deref(), image(NEW).as_deref(), at)
}

fn wrong_view(view: &str) -> Error {
    let shown: String = view.chars().filter(char::is_ascii_graphic).take(40).collect();
    Error::invalid(
        "INVALID_RECORDS",
        format!(
            "'streamHandler' needs a stream with StreamViewType={BOTH_IMAGES}, but the StreamViewType of these records \
             is {shown}, which lacks images that events need. Disable the table's stream, enable it again with \
             StreamViewType={BOTH_IMAGES}, and map the function to the new stream."
        ),
    )
}

fn no_records() -> Error {
    Error::invalid(
        "INVALID_RECORDS",
        "'streamHandler' needs the records of a DynamoDB stream with StreamViewType=NEW_AND_OLD_IMAGES. \
         Map the function to the stream of the table: docs/lambda.md has a template.",
    )
}
