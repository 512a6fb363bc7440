//! Recorded requests.

use hyper::Method;
use serde_json::json;

use crate::support::{Server, item};

#[tokio::test]
async fn records_each_use_with_a_count() {
    let server = Server::with_table().await;
    let created = server.requests(Method::DELETE).await;
    assert_eq!(created[0]["operation"], "CreateTable");
    assert_eq!(server.requests(Method::GET).await, json!([]));

    server.put("a").await.unwrap();
    server.control(json!({ "throttle": 1.0 })).await;
    server.put("b").await.unwrap();
    server.control(json!({})).await;
    let query = json!({
        "TableName": "things",
        "IndexName": "gsi1",
        "KeyConditionExpression": "#g = :g",
        "ExpressionAttributeNames": { "#g": "gsi1pk" },
        "ExpressionAttributeValues": { ":g": { "S": "g" } },
    });
    server.done("Query", query).await;
    let check =
        json!({ "TableName": "things", "Key": item("a"), "ConditionExpression": "attribute_exists(pk)" });
    server.done("TransactWriteItems", json!({ "TransactItems": [{ "ConditionCheck": check }] })).await;

    let used = |operation, action, index, count, attributes: &[&str]| {
        json!({
            "operation": operation,
            "action": format!("dynamodb:{action}"),
            "table": "things",
            "index": index,
            "count": count,
            "attributes": attributes,
        })
    };
    let expected = json!([
        used("PutItem", "PutItem", None, 2, &["pk", "sk"]),
        used("Query", "Query", Some("gsi1"), 1, &["gsi1pk"]),
        used("TransactWriteItems", "ConditionCheckItem", None, 1, &["pk", "sk"]),
    ]);
    assert_eq!(server.requests(Method::GET).await, expected);
}

#[tokio::test]
async fn knows_the_table_of_a_stream() {
    let server = Server::with_table().await;
    let listed = server.done("ListStreams", json!({ "TableName": "things" })).await;
    let stream = listed["Streams"][0]["StreamArn"].clone();
    let described = server.done("DescribeStream", json!({ "StreamArn": stream })).await;
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].clone();
    let start = json!({ "StreamArn": stream, "ShardId": shard, "ShardIteratorType": "LATEST" });
    let iterator = server.done("GetShardIterator", start).await;
    server.done("GetRecords", json!({ "ShardIterator": iterator["ShardIterator"] })).await;
    for used in server.requests(Method::GET).await.as_array().unwrap() {
        assert_eq!(used["table"], "things", "{used}");
    }
}
