//! What a stream's client makes of answers that the test server never gives.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use ampt_data::store::Store;
use ampt_data::store::dynamo::{DynamoStore, Settings};
use ampt_data::store::feed::{ChangeStream, Changes, Shard, ShardError, ShardIterator, StartingPosition};
use ampt_data::store::runtime::runtime;
use serde_json::{Value, json};

use crate::support::server;

/// Answers a request, which is an operation and its body, with a status and a body.
type Answer = fn(&str, &Value) -> (u16, Value);

/// A server that gives the answers it is told to, and the operations that it was asked for.
fn serve(answer: Answer) -> (Arc<dyn ChangeStream>, Arc<Mutex<Vec<String>>>) {
    server::set_credentials();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let log = Arc::clone(&asked);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            respond(connection.unwrap(), answer, &log);
        }
    });
    let mut settings = Settings::new("t".to_owned());
    settings.region = Some("eu-west-1".to_owned());
    settings.endpoint = Some(endpoint);
    let store = DynamoStore::new(settings);
    match store.changes() {
        Changes::Stream(stream) => (stream, asked),
        Changes::Log(_) => panic!("a table has a stream"),
    }
}

fn respond(mut connection: TcpStream, answer: Answer, log: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(connection.try_clone().unwrap());
    let (mut operation, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        match line.trim().split_once(": ") {
            Some(("x-amz-target", target)) => operation = target.rsplit('.').next().unwrap().to_owned(),
            Some(("content-length", text)) => length = text.parse().unwrap(),
            _ if line.trim().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let (status, body) = answer(&operation, &serde_json::from_slice(&body).unwrap());
    log.lock().unwrap().push(operation);
    let body = body.to_string();
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.0\r\nconnection: close");
    write!(connection, "{head}\r\ncontent-length: {length}\r\n\r\n{body}").unwrap();
}

fn table(arn: &str) -> (u16, Value) {
    let stream = json!({ "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" });
    (200, json!({ "Table": { "StreamSpecification": stream, "LatestStreamArn": arn } }))
}

fn shards(status: &str, shards: &Value, last: Option<&str>) -> (u16, Value) {
    let stream = json!({ "StreamStatus": status, "Shards": shards, "LastEvaluatedShardId": last });
    (200, json!({ "StreamDescription": stream }))
}

fn refused(code: &str) -> (u16, Value) {
    (400, json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": "no" }))
}

fn shard(id: &str, parent: Option<&str>) -> Shard {
    Shard { id: id.to_owned(), parent: parent.map(str::to_owned) }
}

#[test]
fn all_pages_of_a_stream_are_read_and_its_name_is_kept() {
    let (stream, asked) = serve(|operation, body| match operation {
        "DescribeTable" => table("arn:1"),
        _ if body["ExclusiveStartShardId"] == "b" => {
            shards("ENABLED", &json!([{ "ShardId": "c", "ParentShardId": "a" }]), None)
        }
        _ => shards(
            "ENABLED",
            &json!([{ "ShardId": "a" }, { "ShardId": "b", "ParentShardId": "0" }]),
            Some("b"),
        ),
    });
    let expected = vec![shard("a", None), shard("b", Some("0")), shard("c", Some("a"))];
    runtime().unwrap().block_on(async {
        assert_eq!(stream.shards().await, Ok(expected.clone()));
        assert_eq!(stream.shards().await, Ok(expected));
    });
    let (one, page) = ("DescribeTable", "DescribeStream");
    assert_eq!(*asked.lock().unwrap(), [one, page, page, page, page]);
}

#[test]
fn a_stream_that_is_over_gives_way_to_the_next() {
    use std::sync::atomic::{AtomicBool, Ordering};
    static SWITCHED: AtomicBool = AtomicBool::new(false);
    for over in ["DISABLED", "ResourceNotFoundException"] {
        SWITCHED.store(false, Ordering::Relaxed);
        let disabled: Answer = |operation, body| match (operation, SWITCHED.load(Ordering::Relaxed)) {
            ("DescribeTable", false) => table("arn:1"),
            ("DescribeTable", true) => table("arn:2"),
            (_, true) if body["StreamArn"] == "arn:1" => shards("DISABLED", &json!([]), None),
            _ => shards("ENABLED", &json!([{ "ShardId": body["StreamArn"] }]), None),
        };
        let gone: Answer = |operation, body| match (operation, SWITCHED.load(Ordering::Relaxed)) {
            ("DescribeTable", false) => table("arn:1"),
            ("DescribeTable", true) => table("arn:2"),
            (_, true) if body["StreamArn"] == "arn:1" => refused("ResourceNotFoundException"),
            _ => shards("ENABLED", &json!([{ "ShardId": body["StreamArn"] }]), None),
        };
        let (stream, _) = serve(if over == "DISABLED" { disabled } else { gone });
        runtime().unwrap().block_on(async {
            assert_eq!(stream.shards().await, Ok(vec![shard("arn:1", None)]));
            SWITCHED.store(true, Ordering::Relaxed);
            assert_eq!(stream.shards().await, Ok(vec![shard("arn:2", None)]), "{over}");
        });
    }
}

#[test]
fn each_refusal_has_its_meaning() {
    let (stream, _) = serve(|operation, body| match (operation, body["ShardId"].as_str()) {
        ("DescribeTable", _) => table("arn:1"),
        ("GetShardIterator", Some(shard)) => refused(shard),
        _ => match body["ShardIterator"].as_str().unwrap() {
            "end" => (200, json!({ "Records": [] })),
            "open" => (200, json!({ "Records": [], "NextShardIterator": "next" })),
            code => refused(code),
        },
    });
    runtime().unwrap().block_on(async {
        let known = [
            ("TrimmedDataAccessException", ShardError::Trimmed),
            ("ResourceNotFoundException", ShardError::NoShard),
            ("ExpiredIteratorException", ShardError::Expired),
        ];
        for (code, unreadable) in known {
            assert_eq!(stream.position(code, &StartingPosition::Oldest).await, Err(unreadable.clone()));
            assert_eq!(stream.records(&ShardIterator(code.into())).await, Err(unreadable));
        }
        let failures = [
            ("LimitExceededException", "THROTTLED", "two readers for each shard"),
            ("AccessDeniedException", "ACCESS_DENIED", "no"),
            ("Strange", "DYNAMODB_FAILED", "Strange"),
        ];
        for (code, expected, words) in failures {
            let Err(ShardError::Failed(error)) = stream.records(&ShardIterator(code.into())).await else {
                panic!("{code} is another failure")
            };
            assert_eq!(error.code, expected);
            assert!(error.message.contains(words), "{error}");
        }
        let next = |position: &str| {
            let position = ShardIterator(position.into());
            let stream = &stream;
            async move { stream.records(&position).await.unwrap().next }
        };
        assert_eq!(next("end").await, None);
        assert_eq!(next("open").await, Some(ShardIterator("next".into())));
    });
}
