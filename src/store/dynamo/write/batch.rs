//! BatchWriteItem, which repeats what DynamoDB left unprocessed.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemInput;
use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use crate::model::{Error, Item, Key, Result};
use crate::plan::{Applied, Plan};
use crate::store::busy::THROTTLED;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::key_of;
use crate::store::dynamo::call;
use crate::store::dynamo::compile::{Request, compile};
use crate::store::dynamo::error::from_failed_write;
use crate::store::dynamo::meter::Meter;
use crate::store::dynamo::pace::Pace;
use crate::store::dynamo::retry::{Twice, delays, is_busy, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::version::stamp_now;

impl Table {
    /// Carries out at most 25 plans that do not look at what is stored, by one request and its repetitions. Returns
    /// what each did, `None` if it stayed unprocessed. Sets `begun` once DynamoDB has, or may have, carried out a
    /// request.
    pub(super) async fn write_batch(
        &self,
        plans: &[&Plan],
        pace: &Pace,
        begun: &AtomicBool,
    ) -> Result<Vec<Option<Applied>>> {
        let sender = self.connection.sender().await?;
        // Requests are made in their turn, so that few of them take memory.
        let mut turn = pace.turn().await;
        if turn.is_none() {
            return Ok(vec![None; plans.len()]);
        }
        let requests = plans.iter().map(|plan| write_request(plan)).collect::<Result<Vec<_>>>()?;
        let (mut left, items): (Vec<_>, Vec<_>) = requests.into_iter().unzip();
        let mut delays = delays();
        while turn.is_some() {
            let attempt = || async {
                let answer = sender
                    .send(BatchWriteItemInput::builder().request_items(&self.name, left.clone()).build())
                    .await;
                if answer.as_ref().is_err_and(is_busy) {
                    pace.slow_down();
                }
                answer
            };
            let answer = match send(Twice::Harmless, attempt).await {
                Ok(answer) => answer,
                Err(failed) => {
                    begun.fetch_or(failed.is_doubtful(), Ordering::Relaxed);
                    match from_failed_write(&failed, &self.name) {
                        // Some may be written already, so the caller needs the keys of the others.
                        error if error.code == THROTTLED => break,
                        error => return Err(error),
                    }
                }
            };
            begun.store(true, Ordering::Relaxed);
            left = answer.unprocessed_items.into_iter().flat_map(HashMap::into_values).flatten().collect();
            if left.is_empty() {
                pace.speed_up();
                break;
            }
            pace.slow_down();
            call::count(Meter::count_throttled);
            call::count(Meter::count_retry);
            drop(turn.take());
            if let Some(delay) = delays.next() {
                tokio::time::sleep(delay).await;
                turn = pace.turn().await;
            }
        }
        let unprocessed = left.iter().filter_map(key_of_request).collect::<Vec<_>>();
        let is_left = |plan: &Plan| unprocessed.iter().any(|left| left.same_row(&plan.key));
        let done = plans.iter().zip(items).map(|(plan, item)| (!is_left(plan)).then_some(Applied { item }));
        Ok(done.collect())
    }
}

fn write_request(plan: &Plan) -> Result<(WriteRequest, Option<Item>)> {
    let (request, item) = match compile(plan, &stamp_now())? {
        Request::Put { row, item, .. } => {
            let put = built(PutRequest::builder().set_item(Some(row)).build())?;
            (WriteRequest::builder().put_request(put), Some(item))
        }
        Request::Delete { key, .. } => {
            let delete = built(DeleteRequest::builder().set_key(Some(key)).build())?;
            (WriteRequest::builder().delete_request(delete), None)
        }
        Request::Update { .. } | Request::Check { .. } => return Err(Error::internal()),
    };
    Ok((request.build(), item))
}

fn key_of_request(request: &WriteRequest) -> Option<Key> {
    match (&request.put_request, &request.delete_request) {
        (Some(put), _) => key_of(&put.item),
        (_, Some(delete)) => key_of(&delete.key),
        _ => None,
    }
}
