//! Requests that fail because another request is at work on their item.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Answer, Server, item};

const KEYS: [&str; 3] = ["a", "b", "c"];

fn puts() -> Value {
    let puts: Vec<_> =
        KEYS.iter().map(|key| json!({ "Put": { "TableName": "things", "Item": item(key) } })).collect();
    json!({ "TransactItems": puts })
}

fn gets() -> Value {
    let gets: Vec<_> =
        KEYS.iter().map(|key| json!({ "Get": { "TableName": "things", "Key": item(key) } })).collect();
    json!({ "TransactItems": gets })
}

/// The codes of a canceled transaction, and the place of the only item that is to blame.
fn blamed(answer: &Answer, code: &str) -> usize {
    assert_eq!(answer.status, 400, "{}", answer.body);
    assert_eq!(answer.body["__type"], "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
    let reasons = answer.body["CancellationReasons"].as_array().unwrap();
    assert_eq!(reasons.len(), KEYS.len());
    let codes: Vec<_> = reasons.iter().map(|reason| reason["Code"].as_str().unwrap()).collect();
    assert!(answer.body["Message"].as_str().unwrap().ends_with(&format!("[{}]", codes.join(", "))));
    for reason in reasons {
        assert_eq!(reason["Code"] == "None", reason["Message"].is_null(), "{reason}");
    }
    let mut guilty = codes.iter().enumerate().filter(|(_, found)| **found != "None");
    let (place, found) = guilty.next().unwrap();
    assert_eq!((*found, guilty.next()), (code, None));
    place
}

#[tokio::test]
async fn cancel_transactions_for_one_of_their_items() {
    for (operation, request) in [("TransactWriteItems", puts()), ("TransactGetItems", gets())] {
        let server = Server::with_table().await;
        let mut runs = Vec::new();
        for _ in 0..2 {
            server.control(json!({ "seed": 4, "conflict": 1 })).await;
            let mut places = Vec::new();
            for _ in 0..20 {
                let answer = server.call(operation, request.clone()).await.unwrap();
                places.push(blamed(&answer, "TransactionConflict"));
            }
            assert_eq!(server.injected("conflict").await, 20);
            runs.push(places);
        }
        assert_eq!(runs[0], runs[1]);
        assert_eq!(runs[0].iter().copied().collect::<BTreeSet<_>>(), BTreeSet::from([0, 1, 2]));
        server.control(json!({})).await;
        assert!(!server.has("a").await);
    }
}

#[tokio::test]
async fn refuse_writes_of_one_item() {
    let server = Server::with_table().await;
    server.control(json!({ "conflict": 1 })).await;
    for (operation, request) in [
        ("PutItem", json!({ "TableName": "things", "Item": item("a") })),
        ("UpdateItem", json!({ "TableName": "things", "Key": item("a") })),
        ("DeleteItem", json!({ "TableName": "things", "Key": item("a") })),
    ] {
        let answer = server.call(operation, request).await.unwrap();
        assert_eq!(answer.status, 400);
        assert_eq!(answer.body["__type"], "com.amazonaws.dynamodb.v20120810#TransactionConflictException");
    }
    assert!(!server.has("a").await, "a read of one item never conflicts");
    let put = json!({ "PutRequest": { "Item": item("b") } });
    server.done("BatchWriteItem", json!({ "RequestItems": { "things": [put] } })).await;
    assert_eq!(server.injected("conflict").await, 3);
}

#[tokio::test]
async fn throttled_transactions_are_refused_or_canceled() {
    let server = Server::with_table().await;
    server.control(json!({ "throttle": 1 })).await;
    for (operation, request) in [("TransactWriteItems", puts()), ("TransactGetItems", gets())] {
        let (mut refused, mut places) = (0, BTreeSet::new());
        for _ in 0..40 {
            let answer = server.call(operation, request.clone()).await.unwrap();
            if answer.body["CancellationReasons"].is_array() {
                places.insert(blamed(&answer, "ThrottlingError"));
            } else {
                let name = "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException";
                assert_eq!(answer.body["__type"], name);
                refused += 1;
            }
        }
        assert!((5..35).contains(&refused), "{refused}");
        assert_eq!(places, BTreeSet::from([0, 1, 2]));
    }
    server.control(json!({})).await;
    assert!(!server.has("a").await);
}

#[tokio::test]
async fn other_faults_concern_transactions() {
    for (settings, is_applied) in [
        (json!({ "internalError": 1 }), false),
        (json!({ "internalErrorApplied": 1 }), true),
        (json!({ "closeBefore": 2 }), false),
        (json!({ "closeAfter": 2 }), true),
    ] {
        let server = Server::with_table().await;
        server.control(settings.clone()).await;
        for (operation, request) in [("TransactWriteItems", puts()), ("TransactGetItems", gets())] {
            let answer = server.call(operation, request).await;
            let failed = answer.as_ref().map_or(true, |answer| answer.status == 500);
            assert!(failed, "{operation} {settings}");
        }
        server.control(json!({})).await;
        for key in KEYS {
            assert_eq!(server.has(key).await, is_applied, "{settings}");
        }
    }
}
