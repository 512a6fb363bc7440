//! BatchWriteItem, which repeats what DynamoDB left unprocessed.

use std::collections::HashMap;
use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use super::pace::Pace;
use crate::model::limits::MAX_BATCH;
use crate::model::{Error, Item, Key, Result};
use crate::plan::{Applied, Plan};
use crate::store::Written;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::key_of;
use crate::store::dynamo::compile::{Request, compile};
use crate::store::dynamo::error::{THROTTLED, UNREACHABLE, from_failed_write, unknown_after};
use crate::store::dynamo::retry::{Twice, delays, is_busy, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::version::stamp_now;

impl Table {
    /// Carries out plans without conditions, 25 in a request, with several requests under way.
    pub(super) async fn write_each(&self, plans: &[Plan]) -> Result<Written> {
        let (pace, begun) = (Pace::default(), AtomicBool::new(false));
        let (pace, begun) = (&pace, &begun);
        let batch = |plans| async move {
            let written = self.write_batch(plans, pace, begun).await;
            if written.is_err() {
                pace.stop();
            }
            written
        };
        // After a failure, too, it waits for the requests under way, which would else overwrite what follows.
        let batches = all(plans.chunks(MAX_BATCH).map(batch)).await;
        let mut written = Written::default();
        for batch in batches {
            let batch = batch.map_err(|error| match error.code {
                // It would say that nothing was written.
                UNREACHABLE if begun.load(Ordering::Relaxed) => unknown_after(error),
                _ => error,
            })?;
            written.applied.extend(batch.applied);
            written.unprocessed.extend(batch.unprocessed);
        }
        Ok(written)
    }

    /// Carries out plans by one request and its repetitions. Sets `begun` once DynamoDB has, or may
    /// have, carried out a request.
    async fn write_batch(&self, plans: &[Plan], pace: &Pace, begun: &AtomicBool) -> Result<Written> {
        let client = self.connection.client().await?;
        let mut left = Vec::with_capacity(plans.len());
        let mut done = Vec::with_capacity(plans.len());
        for plan in plans {
            let (request, item) = write_request(plan)?;
            left.push(request);
            done.push((&plan.key, Applied { item }));
        }
        let mut delays = delays();
        while !left.is_empty() {
            let Some(turn) = pace.turn().await else { break };
            let attempt = || async {
                let answer = client.batch_write_item().request_items(&self.name, left.clone()).send().await;
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
            drop(turn);
            match delays.next() {
                Some(delay) => tokio::time::sleep(delay).await,
                None => break,
            }
        }
        let unprocessed = left.iter().filter_map(key_of_request).collect::<Vec<_>>();
        let is_left = |key: &Key| unprocessed.iter().any(|left| left.same_row(key));
        let applied = done.into_iter().filter(|(key, _)| !is_left(key)).map(|(_, applied)| applied).collect();
        Ok(Written { applied, unprocessed, ..Written::default() })
    }
}

/// Awaits futures at the same time. Returns their outputs in order.
async fn all<T>(futures: impl Iterator<Item = impl Future<Output = T>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.map(Box::pin).enumerate().collect();
    let mut outputs = Vec::with_capacity(waiting.len());
    poll_fn(|context| {
        waiting.retain_mut(|(index, future)| match future.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(output) => {
                outputs.push((*index, output));
                false
            }
        });
        if waiting.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.sort_unstable_by_key(|(index, _)| *index);
    outputs.into_iter().map(|(_, output)| output).collect()
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
