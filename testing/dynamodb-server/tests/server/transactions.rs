//! What DynamoDB documents about transactions.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Answer, Server, item};

const MOST: usize = 100;

fn counter(key: &str, count: u32) -> Value {
    let mut stored = item(key);
    stored["n"] = json!({ "N": count.to_string() });
    stored
}

async fn put(server: &Server, stored: &Value) {
    server.done("PutItem", json!({ "TableName": "things", "Item": stored })).await;
}

async fn read(server: &Server, key: &str) -> Value {
    server.done("GetItem", json!({ "TableName": "things", "Key": item(key) })).await["Item"].clone()
}

async fn write(server: &Server, items: impl IntoIterator<Item = Value>) -> Answer {
    let items: Vec<_> = items.into_iter().collect();
    server.call("TransactWriteItems", json!({ "TransactItems": items })).await.unwrap()
}

async fn get(server: &Server, keys: impl IntoIterator<Item = Value>) -> Answer {
    let items: Vec<_> =
        keys.into_iter().map(|key| json!({ "Get": { "TableName": "things", "Key": key } })).collect();
    server.call("TransactGetItems", json!({ "TransactItems": items })).await.unwrap()
}

/// An action with the condition that `n` is 2.
fn if_two(kind: &str, key: &str, returns: &str) -> Value {
    let mut action = json!({
        "TableName": "things",
        "ConditionExpression": "n = :two",
        "ExpressionAttributeValues": { ":two": { "N": "2" } },
        "ReturnValuesOnConditionCheckFailure": returns,
    });
    match kind {
        "Put" => action["Item"] = item(key),
        _ => action["Key"] = item(key),
    }
    if kind == "Update" {
        action["UpdateExpression"] = json!("SET n = n + :two");
    }
    json!({ kind: action })
}

fn assert_invalid(answer: &Answer) {
    assert_eq!(answer.status, 400);
    assert!(answer.body["__type"].as_str().unwrap().ends_with("#ValidationException"), "{}", answer.body);
}

#[tokio::test]
async fn reasons_carry_the_items() {
    let server = Server::with_table().await;
    let kinds = ["Put", "Update", "Delete", "ConditionCheck"];
    for kind in kinds {
        put(&server, &counter(kind, 1)).await;
        put(&server, &counter(&format!("silent {kind}"), 1)).await;
        put(&server, &counter(&format!("fine {kind}"), 2)).await;
    }
    let actions = kinds.iter().flat_map(|kind| {
        [
            if_two(kind, kind, "ALL_OLD"),
            if_two(kind, &format!("silent {kind}"), "NONE"),
            if_two(kind, &format!("fine {kind}"), "ALL_OLD"),
            if_two(kind, &format!("missing {kind}"), "ALL_OLD"),
        ]
    });
    let answer = write(&server, actions).await;
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["__type"], "com.amazonaws.dynamodb.v20120810#TransactionCanceledException");
    let failed = json!({ "Code": "ConditionalCheckFailed", "Message": "The conditional request failed" });
    let expected: Vec<_> = kinds
        .iter()
        .flat_map(|kind| {
            let mut with_item = failed.clone();
            with_item["Item"] = counter(kind, 1);
            [with_item, failed.clone(), json!({ "Code": "None" }), failed.clone()]
        })
        .collect();
    assert_eq!(answer.body["CancellationReasons"], json!(expected));
    for kind in kinds {
        let fine = format!("fine {kind}");
        assert_eq!(read(&server, &fine).await, counter(&fine, 2), "nothing is applied");
    }
}

#[tokio::test]
async fn an_update_that_is_impossible_cancels_with_a_reason() {
    let server = Server::with_table().await;
    let update = |key: &str, expression: &str| {
        json!({ "Update": {
            "TableName": "things",
            "Key": item(key),
            "UpdateExpression": expression,
            "ExpressionAttributeValues": { ":one": { "N": "1" } },
        } })
    };
    let answer = write(&server, [update("a", "SET n = :one"), update("b", "SET a.b = :one")]).await;
    let reasons = &answer.body["CancellationReasons"];
    assert_eq!((&reasons[0]["Code"], &reasons[1]["Code"]), (&json!("None"), &json!("ValidationError")));
    assert_eq!(read(&server, "a").await, Value::Null);
}

#[tokio::test]
async fn a_token_names_one_request() {
    let server = Server::with_table().await;
    let add = |count: u32, token: &str| {
        let update = json!({ "Update": {
            "TableName": "things",
            "Key": item("a"),
            "UpdateExpression": "ADD n :n",
            "ConditionExpression": "attribute_not_exists(n) OR n < :most",
            "ExpressionAttributeValues": { ":n": { "N": count.to_string() }, ":most": { "N": "3" } },
        } });
        json!({ "TransactItems": [update], "ClientRequestToken": token })
    };
    for _ in 0..3 {
        server.done("TransactWriteItems", add(1, "one")).await;
        assert_eq!(read(&server, "a").await, counter("a", 1));
    }
    let other = server.call("TransactWriteItems", add(2, "one")).await.unwrap();
    assert_eq!(other.status, 400);
    assert_eq!(other.body["__type"], "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException");
    server.done("TransactWriteItems", add(2, "two")).await;
    assert_eq!(read(&server, "a").await, counter("a", 3));
    // A canceled request does not use up its token.
    for _ in 0..2 {
        assert_eq!(server.call("TransactWriteItems", add(1, "three")).await.unwrap().status, 400);
    }
    put(&server, &counter("a", 0)).await;
    server.done("TransactWriteItems", add(1, "three")).await;
    assert_eq!(read(&server, "a").await, counter("a", 1));
}

#[tokio::test]
async fn a_token_lasts_through_lost_answers() {
    let server = Server::with_table().await;
    let update = json!({ "Update": {
        "TableName": "things",
        "Key": item("a"),
        "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": { ":n": { "N": "1" } },
    } });
    let request = json!({ "TransactItems": [update], "ClientRequestToken": "one" });
    server.control(json!({ "closeAfter": 2 })).await;
    for _ in 0..2 {
        assert!(server.call("TransactWriteItems", request.clone()).await.is_err());
    }
    server.done("TransactWriteItems", request).await;
    assert_eq!(read(&server, "a").await, counter("a", 1));
}

#[tokio::test]
async fn limits() {
    let server = Server::with_table().await;
    let large = |key: usize| {
        let mut stored = item(&key.to_string());
        stored["value"] = json!({ "S": "x".repeat(390 * 1024) });
        stored
    };
    let delete = |key: usize| json!({ "Delete": { "TableName": "things", "Key": item(&key.to_string()) } });
    let put_of = |stored: Value| json!({ "Put": { "TableName": "things", "Item": stored } });

    assert_invalid(&write(&server, []).await);
    assert_eq!(write(&server, (0..MOST).map(delete)).await.status, 200);
    assert_invalid(&write(&server, (0..=MOST).map(delete)).await);
    assert_invalid(&write(&server, [delete(1), put_of(item("1"))]).await);
    assert_eq!(write(&server, (0..10).map(|key| put_of(large(key)))).await.status, 200);
    assert_invalid(&write(&server, (0..11).map(|key| put_of(large(key)))).await);

    let keys = |count: usize| (0..count).map(|key| item(&key.to_string()));
    assert_invalid(&get(&server, []).await);
    assert_invalid(&get(&server, keys(MOST + 1)).await);
    assert_invalid(&get(&server, [item("1"), item("1")]).await);
    assert_eq!(get(&server, keys(10)).await.body["Responses"].as_array().unwrap().len(), 10);
    put(&server, &large(10)).await;
    assert_invalid(&get(&server, keys(11)).await);
}

#[tokio::test]
async fn reads_keep_the_order_of_their_keys() {
    let server = Server::with_table().await;
    put(&server, &counter("a", 1)).await;
    put(&server, &counter("b", 2)).await;
    let answer = get(&server, ["b", "missing", "a"].map(item)).await;
    let expected = json!([{ "Item": counter("b", 2) }, {}, { "Item": counter("a", 1) }]);
    assert_eq!(answer.body["Responses"], expected);
}

#[tokio::test]
async fn a_read_never_sees_half_of_a_write() {
    const KEYS: [&str; 4] = ["a", "b", "c", "d"];
    let server = std::sync::Arc::new(Server::with_table().await);
    let add = || {
        KEYS.map(|key| {
            json!({ "Update": {
                "TableName": "things",
                "Key": item(key),
                "UpdateExpression": "ADD n :one",
                "ExpressionAttributeValues": { ":one": { "N": "1" } },
            } })
        })
    };
    assert_eq!(write(&server, add()).await.status, 200);
    let mut writers = JoinSet::new();
    for _ in 0..3 {
        let server = std::sync::Arc::clone(&server);
        writers.spawn(async move {
            for _ in 0..50 {
                assert_eq!(write(&server, add()).await.status, 200);
            }
        });
    }
    for _ in 0..50 {
        let answer = get(&server, KEYS.map(item)).await;
        let counts: Vec<_> =
            answer.body["Responses"].as_array().unwrap().iter().map(|read| &read["Item"]["n"]).collect();
        assert!(counts.iter().all(|count| *count == counts[0]), "{counts:?}");
    }
    writers.join_all().await;
    assert_eq!(read(&server, "a").await, counter("a", 151));
}
