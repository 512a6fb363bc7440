//! The control interface, under paths that DynamoDB does not have.

use hyper::http::request::Parts;
use hyper::{Method, StatusCode};
use serde_json::json;

use crate::answers::{self, Answer};
use crate::faults::Faults;
use crate::recorder::Recorder;
use crate::settings::Settings;

/// Answers a control request. `None` if it is not one.
pub fn answer(faults: &Faults, recorder: &Recorder, parts: &Parts, body: &[u8]) -> Option<Answer> {
    Some(match (parts.uri.path(), &parts.method) {
        ("/_control", &Method::GET) => answers::json(StatusCode::OK, &faults.describe()),
        ("/_control", &Method::PUT) => match Settings::parse(body) {
            Ok(settings) => {
                faults.set(settings);
                answers::json(StatusCode::OK, &faults.describe())
            }
            Err(reason) => refuse(StatusCode::BAD_REQUEST, &reason),
        },
        ("/_requests", &Method::GET) => answers::json(StatusCode::OK, &recorder.describe()),
        ("/_requests", &Method::DELETE) => answers::json(StatusCode::OK, &recorder.take()),
        ("/_control" | "/_requests", method) => {
            refuse(StatusCode::METHOD_NOT_ALLOWED, &format!("{method} is not possible here"))
        }
        _ => return None,
    })
}

fn refuse(status: StatusCode, reason: &str) -> Answer {
    answers::json(status, &json!({ "error": reason }))
}
