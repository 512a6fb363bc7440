//! Connections that close without an answer.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn cuts_before_the_request_is_applied() {
    let server = Server::with_table().await;
    server.control(json!({ "closeBefore": 2 })).await;
    for key in ["a", "b"] {
        assert!(server.put(key).await.is_err());
    }
    assert_eq!(server.put("c").await.unwrap().status, 200);
    assert_eq!(server.injected("closeBefore").await, 2);
    assert_eq!((server.has("a").await, server.has("b").await, server.has("c").await), (false, false, true));
}

#[tokio::test]
async fn cuts_after_the_request_is_applied() {
    let server = Server::with_table().await;
    server.control(json!({ "closeAfter": 1, "operations": ["PutItem"] })).await;
    assert!(!server.has("a").await, "a read must not use up the cut");
    assert!(server.put("a").await.is_err());
    assert!(server.has("a").await);
    assert_eq!(server.injected("closeAfter").await, 1);
}

#[tokio::test]
async fn cuts_a_share_of_the_requests() {
    let server = Server::with_table().await;
    server.control(json!({ "seed": 2, "cut": 0.3, "cutApplied": 0.3, "operations": ["PutItem"] })).await;
    let (mut lost, mut answered) = (0, 0);
    for number in 0..200 {
        let key = number.to_string();
        match server.put(&key).await {
            Ok(_) => answered += u64::from(server.has(&key).await),
            Err(_) => lost += u64::from(server.has(&key).await),
        }
    }
    let (cut, applied) = (server.injected("cut").await, server.injected("cutApplied").await);
    assert_eq!((lost, answered), (applied, 200 - cut - applied));
    assert!((40..80).contains(&cut) && (40..80).contains(&applied), "{cut} {applied}");
}

#[tokio::test]
async fn cuts_one_connection_only() {
    let server = Server::with_table().await;
    let mut cut = server.connect().await;
    let mut other = server.connect().await;
    let list = || json!({ "TableName": "things" });
    server.control(json!({ "closeBefore": 1 })).await;
    assert!(cut.call("Scan", list()).await.is_err());
    assert!(cut.call("Scan", list()).await.is_err(), "the connection must be closed");
    assert_eq!(other.call("Scan", list()).await.unwrap().status, 200);
}
