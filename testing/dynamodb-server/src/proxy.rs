//! Handles a request: records it, decides about its fault, forwards it, and answers.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use http_body_util::BodyExt;
use hyper::Request;
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use serde_json::Value;
use tokio::time;

use crate::answers::{self, Answer};
use crate::control;
use crate::faults::{Fate, Faults, Verdict};
use crate::names;
use crate::operations;
use crate::recorder::Recorder;
use crate::transactions;
use crate::unprocessed::Split;
use crate::upstream::Upstream;

/// Closes the connection without an answer.
#[derive(Debug)]
pub struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cut")
    }
}

impl Error for Cut {}

/// The state that all requests share.
pub struct Proxy {
    upstream: Upstream,
    faults: Arc<Faults>,
    recorder: Recorder,
}

impl Proxy {
    pub fn new(upstream: Upstream, faults: Arc<Faults>) -> Self {
        Self { upstream, faults, recorder: Recorder::default() }
    }

    /// Answers a request, or cuts its connection.
    pub async fn answer(&self, request: Request<Incoming>) -> Result<Answer, Cut> {
        let (parts, body) = request.into_parts();
        let body = names::hide(body.collect().await.map_err(|_| Cut)?.to_bytes());
        if let Some(answer) = control::answer(&self.faults, &self.recorder, &parts, &body) {
            return Ok(answer);
        }
        let Some(operation) = operations::of(&parts.headers) else {
            return Ok(self.pass_on(&parts, body).await);
        };
        // The engine refuses a body that is not JSON.
        let read: Value = serde_json::from_slice(&body).unwrap_or_default();
        self.recorder.record(operation, &read);
        let Verdict { fate, split, random, slow } = self.faults.decide(operation);
        let canceled = transactions::canceled(fate, operation, &read, random.clone());
        let split = if split { Split::new(operation, &read, random) } else { None };
        let answer = match fate {
            Fate::ClosedBefore => return Err(Cut),
            Fate::Throttled => canceled.unwrap_or_else(answers::throttled),
            Fate::Conflict => canceled.unwrap_or_else(answers::conflicting),
            Fate::InternalError => answers::internal_error("Internal server error"),
            Fate::Answered => self.apply(&parts, body, split).await,
            Fate::InternalErrorApplied => {
                self.apply(&parts, body, split).await;
                answers::internal_error("Internal server error")
            }
            Fate::ClosedAfter => {
                self.apply(&parts, body, split).await;
                return Err(Cut);
            }
        };
        let answer = transactions::limited(operation, answer).await;
        time::sleep(slow).await;
        Ok(names::show(answer).await)
    }

    async fn apply(&self, parts: &Parts, body: Bytes, split: Option<Split>) -> Answer {
        let Some(split) = split else { return self.pass_on(parts, body).await };
        let answer = self.pass_on(parts, split.request()).await;
        if answer.status().is_success() {
            self.faults.count_unprocessed();
        }
        split.complete(answer).await
    }

    async fn pass_on(&self, parts: &Parts, body: Bytes) -> Answer {
        self.upstream.send(parts, body).await.unwrap_or_else(|reason| answers::internal_error(&reason))
    }
}
