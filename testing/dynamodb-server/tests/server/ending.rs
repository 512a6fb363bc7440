//! A server must never outlive its test.

use std::io::Read;
use std::process::{Command, ExitStatus};

use serde_json::json;

use crate::support::{Server, eventually};

/// Waits for the end. Returns the status, and what the server printed after its address.
async fn ended(server: &mut Server) -> (ExitStatus, String) {
    eventually("the process ends", async || server.process.try_wait().unwrap().is_some()).await;
    let mut printed = String::new();
    server.output.read_to_string(&mut printed).unwrap();
    (server.process.wait().unwrap(), printed)
}

#[tokio::test]
async fn ends_when_its_input_is_closed() {
    let mut server = Server::with_table().await;
    // Neither an open connection nor a running request may delay the end.
    server.control(json!({ "slow": 600_000, "sweep": true })).await;
    let mut client = server.connect().await;
    let waiting =
        tokio::spawn(async move { client.call("Scan", json!({ "TableName": "things" })).await.is_err() });
    eventually("the request is running", async || server.injected("slow").await == 1).await;
    assert!(server.process.try_wait().unwrap().is_none());
    drop(server.input.take());
    let (status, printed) = ended(&mut server).await;
    assert!(status.success());
    assert_eq!(printed, "", "the address must be the only line");
    assert!(waiting.await.unwrap());
}

#[cfg(unix)]
#[tokio::test]
async fn ends_when_terminated() {
    let mut server = Server::start();
    let id = server.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert!(ended(&mut server).await.0.success());
}
