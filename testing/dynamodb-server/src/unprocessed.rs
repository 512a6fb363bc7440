//! Applies batches only in part. DynamoDB may leave any part of a batch unprocessed, and a client that ignores it
//! loses writes.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use serde_json::{Map, Value, json};

use crate::answers::{self, Answer};
use crate::random::Random;

/// A batch in two parts, neither of them empty.
#[derive(Debug)]
pub struct Split {
    request: Value,
    /// The field of the answer that names the rest.
    field: &'static str,
    rest: Map<String, Value>,
}

impl Split {
    /// Splits a batch at random. `None` unless it is a batch of two entries or more.
    pub fn new(operation: &str, request: &Value, mut random: Random) -> Option<Self> {
        // A batch above the limit passes unsplit, so that the engine refuses it.
        let (field, most) = match operation {
            "BatchGetItem" => ("UnprocessedKeys", 100),
            "BatchWriteItem" => ("UnprocessedItems", 25),
            _ => return None,
        };
        let tables = request["RequestItems"].as_object()?;
        let count = tables.values().map(|table| entries(table).len()).sum();
        if !(2..=most).contains(&count) {
            return None;
        }
        let chosen = choose(count, &mut random);
        let part = |wanted: bool| {
            let mut place = chosen.iter();
            let parts = tables.iter().filter_map(|(name, table)| {
                let kept = entries(table).iter().filter(|_| place.next() == Some(&wanted));
                Some((name.clone(), with_entries(table, kept.cloned().collect())?))
            });
            parts.collect::<Map<_, _>>()
        };
        let mut passed = request.clone();
        passed["RequestItems"] = Value::Object(part(true));
        Some(Self { request: passed, field, rest: part(false) })
    }

    /// The request for the part to apply.
    pub fn request(&self) -> Bytes {
        self.request.to_string().into()
    }

    /// Adds the rest to the answer. Errors pass unchanged.
    pub async fn complete(self, answer: Answer) -> Answer {
        let (mut head, body) = answer.into_parts();
        let Ok(body) = body.collect().await.map(http_body_util::Collected::to_bytes);
        if !head.status.is_success() {
            return Answer::from_parts(head, Full::new(body));
        }
        let mut answered: Value = serde_json::from_slice(&body).unwrap_or_default();
        let mut rest = self.rest;
        // The engine too may leave keys unprocessed, if their items are too large for one answer.
        for (name, table) in answered[self.field].as_object().into_iter().flatten() {
            let mut left = entries(table).to_vec();
            left.extend(rest.get(name).map(entries).into_iter().flatten().cloned());
            rest.extend(with_entries(table, left).map(|table| (name.clone(), table)));
        }
        answered[self.field] = Value::Object(rest);
        let body = answered.to_string();
        answers::seal(&mut head.headers, body.as_bytes());
        Answer::from_parts(head, Full::from(body))
    }
}

/// Marks at least one entry, but not all of them.
fn choose(count: usize, random: &mut Random) -> Vec<bool> {
    let mut left = 1 + random.below(count - 1);
    let mark = |place| {
        let chosen = random.below(count - place) < left;
        left -= usize::from(chosen);
        chosen
    };
    (0..count).map(mark).collect()
}

/// The entries for a table: keys to read, or writes.
fn entries(table: &Value) -> &[Value] {
    table.as_array().or_else(|| table["Keys"].as_array()).map_or(&[], Vec::as_slice)
}

/// The request for a table with these entries instead. `None` if there are none.
fn with_entries(table: &Value, entries: Vec<Value>) -> Option<Value> {
    if entries.is_empty() {
        return None;
    }
    let mut changed = table.clone();
    match &mut changed {
        Value::Object(read) => {
            read.insert("Keys".into(), json!(entries));
        }
        writes => *writes = Value::Array(entries),
    }
    Some(changed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(keys: usize) -> Value {
        let keys: Vec<_> = (0..keys).map(|key| json!({ "pk": { "N": key.to_string() } })).collect();
        json!({ "RequestItems": { "t": { "Keys": keys, "ConsistentRead": true } }, "Other": 1 })
    }

    #[test]
    fn splits_into_two_parts() {
        for seed in 0..200 {
            let split = Split::new("BatchGetItem", &read(5), Random::new(seed)).unwrap();
            let passed = &split.request["RequestItems"]["t"];
            let rest = &split.rest["t"];
            assert_eq!((&passed["ConsistentRead"], &rest["ConsistentRead"]), (&json!(true), &json!(true)));
            assert_eq!(split.request["Other"], 1);
            assert!(!entries(passed).is_empty() && !entries(rest).is_empty());
            let mut all = [entries(passed), entries(rest)].concat();
            all.sort_by_key(|key| key["pk"].to_string());
            assert_eq!(all, entries(&read(5)["RequestItems"]["t"]));
        }
    }

    #[test]
    fn splits_over_tables() {
        let write = json!({ "DeleteRequest": { "Key": {} } });
        let request = json!({ "RequestItems": { "t": [write], "u": [write] } });
        let split = Split::new("BatchWriteItem", &request, Random::new(1)).unwrap();
        let passed = split.request["RequestItems"].as_object().unwrap();
        assert_eq!((passed.len(), split.rest.len()), (1, 1));
        assert_ne!(passed.keys().next(), split.rest.keys().next());
    }

    #[test]
    fn leaves_everything_else() {
        for (operation, request) in [
            ("BatchGetItem", read(1)),
            ("BatchGetItem", read(101)),
            ("BatchGetItem", json!({ "RequestItems": { "t": 1 } })),
            ("BatchGetItem", Value::Null),
            ("GetItem", read(5)),
        ] {
            assert!(Split::new(operation, &request, Random::new(1)).is_none(), "{operation} {request}");
        }
    }
}
