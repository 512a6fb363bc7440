//! Makes events of the records of a table's stream.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::types;

use crate::model::row::{Unreadable, events};
use crate::model::{Event, Millis};
use crate::store::clock::system_clock;
use crate::store::dynamo::attribute::text_of;
use crate::store::feed::{Record, Sequence};

type Image = HashMap<String, types::AttributeValue>;

/// The record; `None` if it has no sequence number.
pub(super) fn record_of(record: types::Record) -> Option<Record> {
    let record = record.dynamodb?;
    let sequence = Sequence(record.sequence_number?.into());
    let at = record.approximate_creation_date_time.and_then(|time| time.to_millis().ok());
    let at = at.map_or_else(system_clock, Millis);
    let (events, unreadable) = match events_of(record.old_image, record.new_image, at) {
        Ok(events) => (Event::of_record(events, &sequence.0), None),
        Err(unreadable) => (Vec::new(), Some(unreadable)),
    };
    Some(Record { sequence, events, unreadable, at })
}

/// The events of two images. The record's own name does not count: DynamoDB names the overwriting of an expired item a
/// modification.
fn events_of(old: Option<Image>, new: Option<Image>, at: Millis) -> Result<Vec<Event>, Unreadable> {
    let text = |image| text_of(&map(image));
    events(old.map(text).as_deref(), new.map(text).as_deref(), at)
}

fn map(map: Image) -> HashMap<String, AttributeValue> {
    map.into_iter().map(|(name, value)| (name, attribute(value))).collect()
}

/// The value as the client of tables represents it.
fn attribute(value: types::AttributeValue) -> AttributeValue {
    use types::AttributeValue as Streams;
    match value {
        Streams::Null(null) => AttributeValue::Null(null),
        Streams::Bool(truth) => AttributeValue::Bool(truth),
        Streams::N(digits) => AttributeValue::N(digits),
        Streams::S(text) => AttributeValue::S(text),
        Streams::B(bytes) => AttributeValue::B(bytes),
        Streams::Ss(texts) => AttributeValue::Ss(texts),
        Streams::Ns(numbers) => AttributeValue::Ns(numbers),
        Streams::Bs(blobs) => AttributeValue::Bs(blobs),
        Streams::L(values) => AttributeValue::L(values.into_iter().map(attribute).collect()),
        Streams::M(values) => AttributeValue::M(map(values)),
        // The reader refuses this value, as it does a type that this version does not know.
        _ => AttributeValue::Null(false),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::primitives::{Blob, DateTime};
    use types::AttributeValue as Streams;

    use super::*;
    use crate::model::{EventKind, Item};

    const SECOND: i64 = 1_700_000_000;

    fn image(value: &str, ttl: Option<i64>) -> Image {
        let mut image = Image::from([
            ("pk".into(), Streams::S("a".into())),
            ("sk".into(), Streams::S("1".into())),
            ("val".into(), Streams::S(value.into())),
        ]);
        image.extend(ttl.map(|ttl| ("ttl".into(), Streams::N(ttl.to_string()))));
        image
    }

    fn record(name: types::OperationType, old: Option<Image>, new: Option<Image>) -> Record {
        let inner = types::StreamRecord::builder()
            .sequence_number("0123")
            .approximate_creation_date_time(DateTime::from_secs(SECOND))
            .set_old_image(old)
            .set_new_image(new)
            .build();
        record_of(types::Record::builder().event_name(name).dynamodb(inner).build()).unwrap()
    }

    fn kinds(record: &Record) -> Vec<(EventKind, Option<&str>, &str)> {
        let text = |item: &Item| item.value().as_str().to_owned().leak() as &str;
        record.events.iter().map(|e| (e.kind, e.previous.as_ref().map(text), text(&e.item))).collect()
    }

    #[test]
    fn images_show_what_happened() {
        use types::OperationType::{Insert, Modify, Remove};
        let (a, b) = (|| Some(image("a", None)), || Some(image("b", Some(SECOND + 9))));
        let created = record(Insert, None, a());
        assert_eq!(kinds(&created), [(EventKind::Created, None, "\"a\"")]);
        assert_eq!((created.at, &*created.sequence.0), (Millis(SECOND * 1000), "0123"));
        assert_eq!(created.events[0].at, created.at);
        assert_eq!(kinds(&record(Modify, a(), b())), [(EventKind::Updated, Some("\"a\""), "\"b\"")]);
        assert_eq!(kinds(&record(Remove, a(), None)), [(EventKind::Deleted, None, "\"a\"")]);
        // An expired item that DynamoDB deletes, whatever a server calls that.
        let expired = || Some(image("x", Some(SECOND - 9)));
        assert_eq!(kinds(&record(Remove, expired(), None)), [(EventKind::Deleted, None, "\"x\"")]);
        assert_eq!(kinds(&record(Modify, expired(), None)), [(EventKind::Deleted, None, "\"x\"")]);
        let overwritten = [(EventKind::Deleted, None, "\"x\""), (EventKind::Created, None, "\"a\"")];
        assert_eq!(kinds(&record(Modify, expired(), a())), overwritten);
        assert_eq!(kinds(&record(Modify, None, None)), []);
    }

    #[test]
    fn every_type_is_converted() {
        let mut stream = image("", None);
        let mut table = map(stream.clone());
        let text = |text: &str| text.to_owned();
        let pairs = [
            (Streams::Null(true), AttributeValue::Null(true)),
            (Streams::Bool(true), AttributeValue::Bool(true)),
            (Streams::N(text("1.5")), AttributeValue::N(text("1.5"))),
            (Streams::B(Blob::new([1])), AttributeValue::B(Blob::new([1]))),
            (Streams::Ss(vec![text("s")]), AttributeValue::Ss(vec![text("s")])),
            (Streams::Ns(vec![text("2")]), AttributeValue::Ns(vec![text("2")])),
            (Streams::Bs(vec![Blob::new([2])]), AttributeValue::Bs(vec![Blob::new([2])])),
        ];
        stream.insert(text("val"), Streams::L(pairs.iter().map(|(stream, _)| stream.clone()).collect()));
        table.insert(text("val"), AttributeValue::L(pairs.iter().map(|(_, table)| table.clone()).collect()));
        stream.insert(text("_m"), Streams::M(HashMap::from([(text("x"), pairs[1].0.clone())])));
        table.insert(text("_m"), AttributeValue::M(HashMap::from([(text("x"), pairs[1].1.clone())])));
        assert_eq!(map(stream), table);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_reported_with_its_key() {
        let foreign = || Image::from([("id".into(), Streams::S("x".into()))]);
        let broken = || {
            let mut image = image("x", None);
            image.insert("_a".into(), Streams::N("secret".into()));
            image
        };
        let message = |old, new| {
            let record = record(types::OperationType::Modify, old, new);
            assert_eq!((record.events, record.at), (vec![], Millis(SECOND * 1000)));
            record.unreadable.unwrap().without_event()
        };
        assert!(message(Some(foreign()), Some(foreign())).starts_with("A row cannot be read: it lacks"));
        for told in [message(Some(image("x", None)), Some(broken())), message(Some(broken()), None)] {
            assert!(told.starts_with("The row 'a:1' cannot be read: its column '_a'"), "{told}");
            assert!(told.ends_with("No handler gets this change.") && !told.contains("secret"), "{told}");
        }
        assert_eq!(record(types::OperationType::Modify, None, Some(image("x", None))).unreadable, None);
        assert_eq!(record_of(types::Record::builder().build()), None);
    }
}
