//! A record of DynamoDB's stream as the events of this package.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_dynamodbstreams::types;

use crate::model::{Event, Item};
use crate::store::clock::system_clock;
use crate::store::dynamo::attribute::item_of;
use crate::store::stream::{Record, Sequence};

type Image = HashMap<String, types::AttributeValue>;

/// The record, unless it has no place.
pub(super) fn record_of(record: types::Record) -> Option<Record> {
    let record = record.dynamodb?;
    let sequence = Sequence(record.sequence_number?.into());
    let at = record.approximate_creation_date_time.and_then(|time| time.to_millis().ok());
    let at = at.unwrap_or_else(system_clock);
    let events = events(record.old_image, record.new_image, at).unwrap_or_default();
    Some(Record { sequence, events, at })
}

/// What the images say, whatever the record is called: DynamoDB calls it a modification, too, when an
/// expired item is overwritten. `None` if an image cannot be read.
fn events(old: Option<Image>, new: Option<Image>, at: i64) -> Option<Vec<Event>> {
    let (old, new) = (item(old)?, item(new)?);
    Some(Event::of_images(old.as_ref(), new.as_ref(), at))
}

#[allow(clippy::option_option)] // unreadable, absent, there
fn item(image: Option<Image>) -> Option<Option<Item>> {
    let Some(image) = image else { return Some(None) };
    item_of(&map(image)?).ok().map(Some)
}

fn map(map: Image) -> Option<HashMap<String, AttributeValue>> {
    map.into_iter().map(|(name, value)| Some((name, attribute(value)?))).collect()
}

/// The value as the other client has it. `None` for a type that this version does not know.
fn attribute(value: types::AttributeValue) -> Option<AttributeValue> {
    use types::AttributeValue as Streams;
    Some(match value {
        Streams::Null(null) => AttributeValue::Null(null),
        Streams::Bool(truth) => AttributeValue::Bool(truth),
        Streams::N(digits) => AttributeValue::N(digits),
        Streams::S(text) => AttributeValue::S(text),
        Streams::B(bytes) => AttributeValue::B(bytes),
        Streams::Ss(texts) => AttributeValue::Ss(texts),
        Streams::Ns(numbers) => AttributeValue::Ns(numbers),
        Streams::Bs(blobs) => AttributeValue::Bs(blobs),
        Streams::L(values) => AttributeValue::L(values.into_iter().map(attribute).collect::<Option<_>>()?),
        Streams::M(values) => AttributeValue::M(map(values)?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::primitives::{Blob, DateTime};
    use types::AttributeValue as Streams;

    use super::*;
    use crate::model::EventKind;

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
    fn images_tell_what_happened() {
        use types::OperationType::{Insert, Modify, Remove};
        let (a, b) = (|| Some(image("a", None)), || Some(image("b", Some(SECOND + 9))));
        let created = record(Insert, None, a());
        assert_eq!(kinds(&created), [(EventKind::Created, None, "\"a\"")]);
        assert_eq!((created.at, &*created.sequence.0), (SECOND * 1000, "0123"));
        assert_eq!(created.events[0].at, created.at);
        assert_eq!(kinds(&record(Modify, a(), b())), [(EventKind::Updated, Some("\"a\""), "\"b\"")]);
        assert_eq!(kinds(&record(Remove, a(), None)), [(EventKind::Deleted, None, "\"a\"")]);
        // By DynamoDB after the time to live, or whatever a server calls it.
        let expired = || Some(image("x", Some(SECOND - 9)));
        assert_eq!(kinds(&record(Remove, expired(), None)), [(EventKind::Deleted, None, "\"x\"")]);
        assert_eq!(kinds(&record(Modify, expired(), None)), [(EventKind::Deleted, None, "\"x\"")]);
        let overwritten = [(EventKind::Deleted, None, "\"x\""), (EventKind::Created, None, "\"a\"")];
        assert_eq!(kinds(&record(Modify, expired(), a())), overwritten);
        assert_eq!(kinds(&record(Modify, None, None)), []);
    }

    #[test]
    fn every_type_is_carried_over() {
        let mut stream = image("", None);
        let mut table = map(stream.clone()).unwrap();
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
        assert_eq!(map(stream), Some(table));
    }

    #[test]
    fn rows_of_others_give_no_events() {
        let foreign = || Image::from([("id".into(), Streams::S("x".into()))]);
        let record = record(types::OperationType::Modify, Some(foreign()), Some(foreign()));
        assert_eq!(record.events, []);
        assert_eq!(record.at, SECOND * 1000);
        assert_eq!(record_of(types::Record::builder().build()), None);
    }
}
