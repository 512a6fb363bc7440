//! Without faults, the server behaves like DynamoDB.

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::support::{Server, item};

/// More connections than the usual limit of 1,024 open files permits if each takes three.
const CONNECTIONS: usize = 400;

#[tokio::test]
async fn keeps_items() {
    let server = Server::with_table().await;
    let mut stored = item("a");
    stored["value"] = json!({ "N": "12345678901234567890123456789012345678" });
    server.done("PutItem", json!({ "TableName": "things", "Item": stored })).await;
    let read = server.done("GetItem", json!({ "TableName": "things", "Key": item("a") })).await;
    assert_eq!(read["Item"], stored);
    let answer = server.call("GetItem", json!({ "TableName": "none", "Key": item("a") })).await.unwrap();
    assert_eq!(answer.status, 400);
    assert_eq!(answer.body["__type"], "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException");
}

#[tokio::test]
async fn reads_an_index() {
    let server = Server::with_table().await;
    let mut stored = item("a");
    stored["gsi1pk"] = json!({ "S": "g" });
    server.done("PutItem", json!({ "TableName": "things", "Item": stored })).await;
    server.put("b").await.unwrap();
    let query = json!({
        "TableName": "things",
        "IndexName": "gsi1",
        "KeyConditionExpression": "gsi1pk = :g",
        "ExpressionAttributeValues": { ":g": { "S": "g" } },
    });
    assert_eq!(server.done("Query", query).await["Items"], json!([stored]));
}

#[tokio::test]
async fn listens_on_the_given_port() {
    let first = Server::start();
    let port = first.port().to_string();
    drop(first);
    assert_eq!(Server::start_with(&["--port", &port]).port().to_string(), port);
}

#[tokio::test]
async fn refuses_invalid_requests() {
    let server = Server::start();
    let mut client = server.connect().await;
    let answer = client.call("NoSuchOperation", json!({})).await.unwrap();
    assert_eq!(answer.body["__type"], "com.amazon.coral.service#UnknownOperationException");
    let answer = client.send("DELETE".parse().unwrap(), "/", None, Value::Null).await.unwrap();
    assert_eq!(answer.status, 404);
}

#[tokio::test]
async fn serves_hundreds_of_kept_connections() {
    let server = Server::with_table().await;
    let mut clients = Vec::new();
    for _ in 0..CONNECTIONS {
        clients.push(server.connect().await);
    }
    for round in 0..3 {
        let mut running = JoinSet::new();
        for (number, mut client) in clients.into_iter().enumerate() {
            running.spawn(async move {
                let put = json!({ "TableName": "things", "Item": item(&format!("{round}-{number}")) });
                let answer = client.call("PutItem", put).await.unwrap();
                assert_eq!(answer.status, 200, "{}", answer.body);
                client
            });
        }
        clients = running.join_all().await;
    }
    let counted = server.done("Scan", json!({ "TableName": "things", "Select": "COUNT" })).await;
    assert_eq!(counted["Count"], 3 * CONNECTIONS);
}
