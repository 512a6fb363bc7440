//! Requests that fail or are slow.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{Answer, Server, item};

fn error(answer: &Answer) -> &str {
    let kind = answer.body["__type"].as_str().unwrap();
    kind.strip_prefix("com.amazonaws.dynamodb.v20120810#").unwrap()
}

async fn statuses(server: &Server, settings: &Value, count: usize) -> Vec<u16> {
    assert_eq!(server.control(settings.clone()).await.status, 200);
    let mut statuses = Vec::new();
    for _ in 0..count {
        statuses.push(server.put("a").await.unwrap().status);
    }
    statuses
}

#[tokio::test]
async fn throttles() {
    let server = Server::with_table().await;
    server.control(json!({ "throttle": 1.0 })).await;
    let answer = server.put("a").await.unwrap();
    assert_eq!((answer.status, error(&answer)), (400, "ProvisionedThroughputExceededException"));
    assert!(answer.body["message"].as_str().unwrap().starts_with("The level of configured"));
    assert_eq!(answer.headers["content-type"], "application/x-amz-json-1.0");
    assert_eq!(answer.headers["x-amzn-requestid"].len(), 52);
    assert_eq!(answer.headers["x-amz-crc32"], crc32fast::hash(&answer.text).to_string().as_str());
    assert_eq!(server.injected("throttle").await, 1);
    server.control(json!({})).await;
    assert_eq!(server.injected("throttle").await, 0);
    assert!(!server.has("a").await);
}

#[tokio::test]
async fn fails_before_and_after() {
    let server = Server::with_table().await;
    for (fault, applied) in [("internalError", false), ("internalErrorApplied", true)] {
        server.control(json!({ fault: 1.0 })).await;
        let answer = server.put(fault).await.unwrap();
        assert_eq!((answer.status, error(&answer)), (500, "InternalServerError"));
        assert_eq!(server.injected(fault).await, 1);
        server.control(json!({})).await;
        assert_eq!(server.has(fault).await, applied, "{fault}");
    }
}

#[tokio::test]
async fn repeats_with_the_same_seed() {
    let server = Server::with_table().await;
    let settings = json!({ "seed": 5, "throttle": 0.3, "internalError": 0.2 });
    let first = statuses(&server, &settings, 100).await;
    for status in [200, 400, 500] {
        assert!((5..95).contains(&first.iter().filter(|one| **one == status).count()), "{first:?}");
    }
    assert_eq!(statuses(&server, &settings, 100).await, first);
    assert_ne!(statuses(&server, &json!({ "seed": 6, "throttle": 0.3 }), 100).await, first);
}

#[tokio::test]
async fn delays_answers() {
    let server = Server::with_table().await;
    server.control(json!({ "slow": 100 })).await;
    let start = Instant::now();
    assert_eq!(server.put("a").await.unwrap().status, 200);
    assert!(start.elapsed() >= Duration::from_millis(100));
    assert_eq!(server.injected("slow").await, 1);
}

#[tokio::test]
async fn spares_operations_that_are_not_named() {
    let server = Server::with_table().await;
    server.control(json!({ "throttle": 1.0 })).await;
    server.done("DescribeTable", json!({ "TableName": "things" })).await;
    server.control(json!({ "throttle": 1.0, "operations": ["DescribeTable", "UpdateItem"] })).await;
    assert_eq!(server.put("a").await.unwrap().status, 200);
    for operation in ["DescribeTable", "UpdateItem"] {
        let body = json!({ "TableName": "things", "Key": item("a") });
        assert_eq!(server.call(operation, body).await.unwrap().status, 400, "{operation}");
    }
}

#[tokio::test]
async fn refuses_invalid_settings() {
    let server = Server::with_table().await;
    for settings in [json!({ "throtle": 1.0 }), json!({ "operations": ["Put"] }), json!({ "throttle": 2 })] {
        let answer = server.control(settings).await;
        assert_eq!(answer.status, 400);
        assert!(answer.body["error"].is_string());
    }
    assert_eq!(server.put("a").await.unwrap().status, 200);
}
