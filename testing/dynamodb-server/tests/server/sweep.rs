//! Expired items.

use serde_json::{Value, json};

use crate::support::{Server, eventually, item};

async fn last_record(server: &Server) -> Value {
    let listed = server.done("ListStreams", json!({ "TableName": "things" })).await;
    let stream = listed["Streams"][0]["StreamArn"].clone();
    let described = server.done("DescribeStream", json!({ "StreamArn": stream })).await;
    let shard = described["StreamDescription"]["Shards"][0]["ShardId"].clone();
    let start = json!({ "StreamArn": stream, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON" });
    let iterator = server.done("GetShardIterator", start).await;
    let read = server.done("GetRecords", json!({ "ShardIterator": iterator["ShardIterator"] })).await;
    read["Records"].as_array().unwrap().last().unwrap().clone()
}

#[tokio::test]
async fn deletes_expired_items_while_it_is_on() {
    let server = Server::with_table().await;
    let ttl = json!({ "Enabled": true, "AttributeName": "ttl" });
    server.done("UpdateTimeToLive", json!({ "TableName": "things", "TimeToLiveSpecification": ttl })).await;
    for (key, second) in [("expired", "1700000000"), ("later", "9999999999")] {
        let mut stored = item(key);
        stored["ttl"] = json!({ "N": second });
        server.done("PutItem", json!({ "TableName": "things", "Item": stored })).await;
    }
    assert_eq!(server.injected("swept").await, 0, "it must be off by default");
    assert!(server.has("expired").await);

    server.control(json!({ "sweep": true })).await;
    eventually("the expired item is gone", async || !server.has("expired").await).await;
    assert!(server.has("later").await);
    eventually("the deletion is counted", async || server.injected("swept").await == 1).await;

    let record = last_record(&server).await;
    assert_eq!(record["eventName"], "REMOVE");
    assert_eq!(record["dynamodb"]["Keys"], item("expired"));
    assert_eq!(record["userIdentity"], json!({ "type": "Service", "principalId": "dynamodb.amazonaws.com" }));
}
