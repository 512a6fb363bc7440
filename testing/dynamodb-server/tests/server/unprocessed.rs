//! Batches that are applied in part.

use serde_json::{Value, json};

use crate::support::{Server, item};

const COUNT: usize = 20;

fn keys() -> Vec<Value> {
    (0..COUNT).map(|number| item(&number.to_string())).collect()
}

/// Sends the rest of a batch until nothing is left. Returns the number of requests and everything that they
/// returned.
async fn finish(server: &Server, operation: &str, rest: &str, mut batch: Value) -> (usize, Vec<Value>) {
    let (mut rounds, mut found) = (0, Vec::new());
    while batch.as_object().is_some_and(|tables| !tables.is_empty()) {
        let answer = server.call(operation, json!({ "RequestItems": batch })).await.unwrap();
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert_eq!(answer.headers["x-amz-crc32"], crc32fast::hash(&answer.text).to_string().as_str());
        found.extend(answer.body["Responses"]["things"].as_array().cloned().unwrap_or_default());
        batch = answer.body[rest].clone();
        rounds += 1;
    }
    (rounds, found)
}

#[tokio::test]
async fn leaves_a_part_of_each_batch() {
    let server = Server::with_table().await;
    server.control(json!({ "seed": 9, "unprocessed": true })).await;

    let puts: Vec<_> = keys().into_iter().map(|key| json!({ "PutRequest": { "Item": key } })).collect();
    let (rounds, _) = finish(&server, "BatchWriteItem", "UnprocessedItems", json!({ "things": puts })).await;
    assert!(rounds > 1);

    let read =
        json!({ "things": { "Keys": keys(), "ConsistentRead": true, "ProjectionExpression": "pk, sk" } });
    let (rounds, mut found) = finish(&server, "BatchGetItem", "UnprocessedKeys", read).await;
    assert!(rounds > 1);
    let mut expected = keys();
    for items in [&mut found, &mut expected] {
        items.sort_by_key(|item| item["pk"].to_string());
    }
    assert_eq!(found, expected);
    assert!(server.injected("unprocessed").await >= 2);
}

#[tokio::test]
async fn applies_single_entries_and_forwards_refusals() {
    let server = Server::with_table().await;
    server.control(json!({ "unprocessed": true })).await;
    let one = json!({ "RequestItems": { "things": { "Keys": [item("a")] } } });
    assert_eq!(server.done("BatchGetItem", one).await["UnprocessedKeys"], json!({}));
    let none = json!({ "RequestItems": { "none": { "Keys": [item("a"), item("b")] } } });
    assert_eq!(server.call("BatchGetItem", none).await.unwrap().status, 400);
    assert_eq!(server.injected("unprocessed").await, 0);
}
