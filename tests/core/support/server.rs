//! The DynamoDB test server: see `testing/dynamodb-server/README.md`.

#![allow(dead_code)] // no test needs all of it

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};

use ampt_data::store::dynamo::{DynamoStore, Settings};
use serde_json::Value;

/// Sets some, for no server checks them.
pub fn set_credentials() {
    static CREDENTIALS: Once = Once::new();
    // SAFETY: this program reads its environment through the standard library alone, which locks it.
    CREDENTIALS.call_once(|| unsafe {
        std::env::set_var("AWS_ACCESS_KEY_ID", "test");
        std::env::set_var("AWS_SECRET_ACCESS_KEY", "test");
    });
}

/// A handle on a table of a server.
pub fn open(endpoint: &str, table: &str) -> DynamoStore {
    let mut settings = Settings::new(table.to_owned());
    settings.region = Some("eu-west-1".to_owned());
    settings.endpoint = Some(endpoint.to_owned());
    DynamoStore::new(settings)
}

/// The server, for as long as it is held.
pub struct Server {
    process: Child,
    endpoint: String,
}

impl Server {
    /// Starts an empty one.
    pub fn start() -> Self {
        set_credentials();
        let target = std::env::var("CARGO_TARGET_DIR").unwrap_or_else(|_| "target".to_owned());
        let program = format!("{target}/release/dynamodb-test-server");
        let mut process =
            Command::new(&program).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap_or_else(
                |error| panic!("{program}: {error}; build it: cargo build --release -p dynamodb-test-server"),
            );
        let mut endpoint = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
        Self { process, endpoint: endpoint.trim().to_owned() }
    }

    /// A table that no other call returns. It is not created yet.
    pub fn table(&self, prefix: &str) -> DynamoStore {
        static TABLES: AtomicUsize = AtomicUsize::new(0);
        self.open(&format!("{prefix}-{}", TABLES.fetch_add(1, Ordering::Relaxed)))
    }

    /// A handle on a table.
    pub fn open(&self, table: &str) -> DynamoStore {
        open(&self.endpoint, table)
    }

    /// Loses the answer to the next request of an operation, which is carried out.
    pub fn lose(&self, operation: &str) {
        let settings = format!(r#"{{"closeAfter":1,"operations":["{operation}"]}}"#);
        self.send("PUT", "/_control", "", &settings);
    }

    /// How many answers were lost since `lose`.
    pub fn lost(&self) -> u64 {
        let answer = self.send("GET", "/_control", "", "");
        serde_json::from_str::<Value>(&answer).unwrap()["injected"]["closeAfter"].as_u64().unwrap()
    }

    /// The actions that were needed so far, each with its table.
    pub fn needed(&self) -> BTreeSet<(String, String)> {
        let answer: Value = serde_json::from_str(&self.send("GET", "/_requests", "", "")).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        answer.as_array().unwrap().iter().map(|used| (text(&used["action"]), text(&used["table"]))).collect()
    }

    /// How many requests of an operation there were.
    pub fn count(&self, operation: &str) -> u64 {
        let answer: Value = serde_json::from_str(&self.send("GET", "/_requests", "", "")).unwrap();
        let uses = answer.as_array().unwrap().iter().filter(|used| used["operation"] == operation);
        uses.map(|used| used["count"].as_u64().unwrap()).sum()
    }

    /// Forgets which actions were needed.
    pub fn forget(&self) {
        self.send("DELETE", "/_requests", "", "");
    }

    /// Sends a request of DynamoDB's as it is.
    pub fn request(&self, operation: &str, body: &str) {
        let headers = format!(
            "content-type: application/x-amz-json-1.0\r\nx-amz-target: DynamoDB_20120810.{operation}\r\n\
             x-amz-date: 20260101T000000Z\r\nauthorization: AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/dynamodb/\
             aws4_request, SignedHeaders=host, Signature=0\r\n"
        );
        self.send("POST", "/", &headers, body);
    }

    fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> String {
        let address = self.endpoint.trim_start_matches("http://");
        let mut connection = TcpStream::connect(address).unwrap();
        write!(
            connection,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\n{headers}connection: close\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        connection.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{body}: {answer}");
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It ends with its standard input.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}
