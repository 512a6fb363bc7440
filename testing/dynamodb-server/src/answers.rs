//! The answers that this server creates itself, in DynamoDB's format.

use std::sync::atomic::{AtomicU64, Ordering};

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::{Value, json};

use crate::random::Random;

/// An answer with its complete body.
pub type Answer = Response<Full<Bytes>>;

/// The error of a request that exceeds the table's capacity.
pub fn throttled() -> Answer {
    error(
        StatusCode::BAD_REQUEST,
        "ProvisionedThroughputExceededException",
        "The level of configured provisioned throughput for the table was exceeded. \
         Consider increasing your provisioning level with the UpdateTable API.",
    )
}

/// The error of a request that failed inside DynamoDB.
pub fn internal_error(message: &str) -> Answer {
    error(StatusCode::INTERNAL_SERVER_ERROR, "InternalServerError", message)
}

/// The error of a write to an item that a transaction is at work on.
pub fn conflicting() -> Answer {
    error(StatusCode::BAD_REQUEST, "TransactionConflictException", "Transaction is ongoing for the item")
}

/// The error of a transaction whose items exceed 4 MB.
pub fn too_large() -> Answer {
    let message = "The aggregate size of the items in the transaction exceeds 4 MB";
    let body = json!({ "__type": "com.amazon.coral.validate#ValidationException", "message": message });
    failed(StatusCode::BAD_REQUEST, &body)
}

/// The error of a canceled transaction: for each of its items a code and a message, or `None`.
pub fn canceled(reasons: &[Option<(&str, &str)>]) -> Answer {
    let codes: Vec<_> = reasons.iter().map(|reason| reason.map_or("None", |(code, _)| code)).collect();
    let reasons: Value = reasons
        .iter()
        .map(|reason| match reason {
            Some((code, message)) => json!({ "Code": code, "Message": message }),
            None => json!({ "Code": "None" }),
        })
        .collect();
    let body = json!({
        "__type": type_of("TransactionCanceledException"),
        "CancellationReasons": reasons,
        // With a capital, as in DynamoDB.
        "Message": format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
    });
    failed(StatusCode::BAD_REQUEST, &body)
}

fn error(status: StatusCode, name: &str, message: &str) -> Answer {
    failed(status, &json!({ "__type": type_of(name), "message": message }))
}

fn type_of(name: &str) -> String {
    format!("com.amazonaws.dynamodb.v20120810#{name}")
}

fn failed(status: StatusCode, body: &Value) -> Answer {
    let mut answer = json(status, body);
    insert(answer.headers_mut(), CONTENT_TYPE, "application/x-amz-json-1.0");
    insert(answer.headers_mut(), HeaderName::from_static("x-amzn-requestid"), &request_id());
    seal(answer.headers_mut(), body.to_string().as_bytes());
    answer
}

/// The answer to a control request.
pub fn json(status: StatusCode, body: &Value) -> Answer {
    let mut answer = Response::new(Full::from(body.to_string()));
    *answer.status_mut() = status;
    insert(answer.headers_mut(), CONTENT_TYPE, "application/json");
    answer
}

/// Sets the checksum with which DynamoDB clients detect a damaged body.
pub fn seal(headers: &mut HeaderMap, body: &[u8]) {
    insert(headers, HeaderName::from_static("x-amz-crc32"), &crc32fast::hash(body).to_string());
}

fn insert(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

/// 52 letters and digits, as in DynamoDB. It does not use the random numbers of the faults, which must be
/// repeatable.
fn request_id() -> String {
    static REQUESTS: AtomicU64 = AtomicU64::new(0);
    let mut random = Random::new(REQUESTS.fetch_add(1, Ordering::Relaxed));
    let mut part = || random.number();
    format!("{:016X}{:016X}{:016X}{:04X}", part(), part(), part(), part() >> 48)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_have_the_shape_of_dynamodb() {
        let answer = throttled();
        assert_eq!(answer.status(), 400);
        assert_eq!(answer.headers()["content-type"], "application/x-amz-json-1.0");
        assert_eq!(answer.headers()["x-amzn-requestid"].len(), 52);
        assert!(answer.headers().contains_key("x-amz-crc32"));
    }
}
