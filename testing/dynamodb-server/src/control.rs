//! The control interface, under paths that DynamoDB does not have.

use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::answers::{self, Answer};
use crate::proxy::Proxy;
use crate::settings::Settings;

/// Answers a control request. `None` if it is not one.
pub fn answer(proxy: &Proxy, parts: &Parts, body: &[u8]) -> Option<Answer> {
    Some(match (parts.uri.path(), &parts.method) {
        ("/_control", &Method::GET) => answers::json(StatusCode::OK, &proxy.faults.describe()),
        ("/_control", &Method::PUT) => match Settings::parse(body) {
            Ok(settings) => {
                proxy.faults.set(settings);
                answers::json(StatusCode::OK, &proxy.faults.describe())
            }
            Err(reason) => refuse(StatusCode::BAD_REQUEST, &reason),
        },
        ("/_requests", &Method::GET) => answers::json(StatusCode::OK, &proxy.recorder.describe()),
        ("/_requests", &Method::DELETE) => answers::json(StatusCode::OK, &proxy.recorder.take()),
        ("/_control" | "/_requests", method) => {
            refuse(StatusCode::METHOD_NOT_ALLOWED, &format!("{method} is not possible here"))
        }
        _ => return None,
    })
}

fn refuse(status: StatusCode, reason: &str) -> Answer {
    answers::json(status, &json!({ "error": reason }))
}
