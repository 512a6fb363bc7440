//! BatchWriteItem, which repeats what DynamoDB left unprocessed.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, WriteRequest};

use crate::model::limits::MAX_BATCH;
use crate::model::{Error, Item, Key, Result};
use crate::plan::{Applied, Plan};
use crate::store::Written;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::key_of;
use crate::store::dynamo::compile::{Request, compile};
use crate::store::dynamo::error::{THROTTLED, UNREACHABLE, from_failed_write, unknown_after};
use crate::store::dynamo::retry::{Twice, delays, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::version::Stamp;

impl Table {
    /// Carries out plans without conditions, 25 in a request.
    pub(super) async fn write_each(&self, plans: &[Plan]) -> Result<Written> {
        let (mut written, mut begun) = (Written::default(), false);
        for plans in plans.chunks(MAX_BATCH) {
            let unprocessed = self.write_batch(plans, &mut written.applied, &mut begun).await?;
            written.unprocessed.extend(unprocessed);
        }
        Ok(written)
    }

    /// Carries out plans by one request and its repetitions. Returns the keys of those that the table was too busy for,
    /// and sets `begun` once DynamoDB has carried out a request.
    async fn write_batch(
        &self,
        plans: &[Plan],
        applied: &mut Vec<Applied>,
        begun: &mut bool,
    ) -> Result<Vec<Key>> {
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
            let attempt = || client.batch_write_item().request_items(&self.name, left.clone()).send();
            let answer = match send(Twice::Harmless, attempt).await {
                Ok(answer) => answer,
                Err(failed) => match from_failed_write(&failed, &self.name) {
                    // Some may be written already, so the caller needs the keys of the others.
                    error if error.code == THROTTLED => break,
                    // It would say that nothing was written.
                    error if error.code == UNREACHABLE && *begun => return Err(unknown_after(error)),
                    error => return Err(error),
                },
            };
            *begun = true;
            left = answer.unprocessed_items.into_iter().flat_map(HashMap::into_values).flatten().collect();
            match delays.next() {
                _ if left.is_empty() => {}
                Some(delay) => tokio::time::sleep(delay).await,
                None => break,
            }
        }
        let left = left.iter().filter_map(key_of_request).collect::<Vec<_>>();
        applied.extend(
            done.into_iter()
                .filter(|(key, _)| !left.iter().any(|left| left.same_row(key)))
                .map(|(_, applied)| applied),
        );
        Ok(left)
    }
}

fn write_request(plan: &Plan) -> Result<(WriteRequest, Option<Item>)> {
    let (request, item) = match compile(plan, &Stamp::now())? {
        Request::Put { row, item, .. } => {
            let put = built(PutRequest::builder().set_item(Some(row)).build())?;
            (WriteRequest::builder().put_request(put), Some(item))
        }
        Request::Delete { key, .. } => {
            let delete = built(DeleteRequest::builder().set_key(Some(key)).build())?;
            (WriteRequest::builder().delete_request(delete), None)
        }
        Request::Update { .. } => return Err(Error::internal()),
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
