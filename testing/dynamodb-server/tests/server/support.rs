//! Starts servers and talks to them.

use std::error::Error;
use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::{HeaderMap, Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpStream;

/// The maximum wait for an expected event.
const PATIENCE: Duration = Duration::from_secs(20);

pub type Failure = Box<dyn Error + Send + Sync>;

/// A running server, which ends with the test.
pub struct Server {
    pub process: Child,
    pub input: Option<ChildStdin>,
    pub output: BufReader<ChildStdout>,
    address: String,
}

impl Server {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    pub fn start_with(arguments: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_dynamodb-test-server"))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("http://").unwrap().to_owned();
        Self { input: process.stdin.take(), process, output, address }
    }

    /// A server with the table `things`, which has the index `gsi1` and a stream.
    pub async fn with_table() -> Self {
        let server = Self::start();
        let attribute = |name| json!({ "AttributeName": name, "AttributeType": "S" });
        let key = |name, kind| json!({ "AttributeName": name, "KeyType": kind });
        let table = json!({
            "TableName": "things",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [attribute("pk"), attribute("sk"), attribute("gsi1pk")],
            "KeySchema": [key("pk", "HASH"), key("sk", "RANGE")],
            "GlobalSecondaryIndexes": [{
                "IndexName": "gsi1",
                "KeySchema": [key("gsi1pk", "HASH"), key("sk", "RANGE")],
                "Projection": { "ProjectionType": "ALL" },
            }],
            "StreamSpecification": { "StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES" },
        });
        server.done("CreateTable", table).await;
        server
    }

    pub fn port(&self) -> u16 {
        self.address.rsplit_once(':').unwrap().1.parse().unwrap()
    }

    pub async fn connect(&self) -> Client {
        let stream = TcpStream::connect(&self.address).await.unwrap();
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.unwrap();
        tokio::spawn(connection);
        Client(sender)
    }

    /// Calls an operation on a new connection.
    pub async fn call(&self, operation: &str, body: Value) -> Result<Answer, Failure> {
        self.connect().await.call(operation, body).await
    }

    /// Calls an operation that must succeed.
    pub async fn done(&self, operation: &str, body: Value) -> Value {
        let answer = self.call(operation, body).await.unwrap();
        assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
        answer.body
    }

    pub async fn put(&self, key: &str) -> Result<Answer, Failure> {
        self.call("PutItem", json!({ "TableName": "things", "Item": item(key) })).await
    }

    pub async fn has(&self, key: &str) -> bool {
        let read = self.done("GetItem", json!({ "TableName": "things", "Key": item(key) })).await;
        read.get("Item").is_some()
    }

    pub async fn control(&self, settings: Value) -> Answer {
        self.connect().await.send(Method::PUT, "/_control", None, settings).await.unwrap()
    }

    /// How often a fault was injected.
    pub async fn injected(&self, fault: &str) -> u64 {
        let answer = self.connect().await.send(Method::GET, "/_control", None, Value::Null).await.unwrap();
        answer.body["injected"][fault].as_u64().unwrap()
    }

    pub async fn requests(&self, method: Method) -> Value {
        self.connect().await.send(method, "/_requests", None, Value::Null).await.unwrap().body
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One connection.
pub struct Client(SendRequest<Full<Bytes>>);

pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: Bytes,
    pub body: Value,
}

impl Client {
    pub async fn call(&mut self, operation: &str, body: Value) -> Result<Answer, Failure> {
        let streams = ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"];
        let service = if streams.contains(&operation) { "DynamoDBStreams" } else { "DynamoDB" };
        self.send(Method::POST, "/", Some(format!("{service}_20120810.{operation}")), body).await
    }

    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        target: Option<String>,
        body: Value,
    ) -> Result<Answer, Failure> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "127.0.0.1")
            .header("content-type", "application/x-amz-json-1.0")
            .header("x-amz-date", "20250101T000000Z")
            .header("authorization", "AWS4-HMAC-SHA256 Credential=a, SignedHeaders=host, Signature=b");
        if let Some(target) = target {
            request = request.header("x-amz-target", target);
        }
        self.0.ready().await?;
        let answer = self.0.send_request(request.body(Full::from(body.to_string()))?).await?;
        let (head, body) = answer.into_parts();
        let text = body.collect().await?.to_bytes();
        let body = serde_json::from_slice(&text).unwrap_or_default();
        Ok(Answer { status: head.status.as_u16(), headers: head.headers, text, body })
    }
}

/// The key of an item, which is the whole item in most tests.
pub fn item(key: &str) -> Value {
    json!({ "pk": { "S": key }, "sk": { "S": "s" } })
}

/// Polls until the condition holds.
pub async fn eventually(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !happened().await {
        assert!(Instant::now() < end, "never: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
