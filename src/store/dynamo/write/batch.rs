//! Batches: BatchGetItem and BatchWriteItem, with what was left unprocessed tried again.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{DeleteRequest, KeysAndAttributes, PutRequest, WriteRequest};

use crate::model::limits::MAX_BATCH;
use crate::model::{Error, Item, Key, Page, Result};
use crate::plan::{Applied, Plan};
use crate::store::Written;
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::read_row;
use crate::store::dynamo::compile::{Request, Row, compile, primary_key};
use crate::store::dynamo::error::{THROTTLED, from_failed};
use crate::store::dynamo::read::keys_of;
use crate::store::dynamo::retry::{Twice, delays, send};
use crate::store::dynamo::version::Stamp;

impl Table {
    /// Reads several items. Keys that stay unprocessed are an error: the answer would lack them.
    pub(crate) async fn read_many(&self, keys: &[Key]) -> Result<Page> {
        let client = self.connection.client().await?;
        let mut page = Page::default();
        let mut left: Vec<Row> = keys.iter().map(primary_key).collect();
        let mut delays = delays();
        while !left.is_empty() {
            let request =
                KeysAndAttributes::builder().set_keys(Some(left)).build().map_err(|_| malformed())?;
            let attempt = || client.batch_get_item().request_items(&self.name, request.clone()).send();
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            for row in answer.responses.into_iter().flat_map(HashMap::into_values).flatten() {
                match read_row(&row) {
                    Ok(item) => page.items.push(item),
                    Err(unreadable) => page.unreadable.push(unreadable),
                }
            }
            left = answer
                .unprocessed_keys
                .into_iter()
                .flat_map(HashMap::into_values)
                .flat_map(|left| left.keys)
                .collect();
            if !left.is_empty() {
                match delays.next() {
                    Some(delay) => tokio::time::sleep(delay).await,
                    None => return Err(unprocessed(&keys_of(&left))),
                }
            }
        }
        let now = system_clock().seconds();
        page.items.retain(|item| !item.is_expired(now));
        Ok(page)
    }

    /// Writes several items, 25 in a request.
    pub(crate) async fn write_each(&self, plans: &[Plan]) -> Result<Written> {
        let mut written = Written::default();
        for plans in plans.chunks(MAX_BATCH) {
            let unprocessed = self.write_batch(plans, &mut written.applied).await?;
            written.unprocessed.extend(unprocessed);
        }
        Ok(written)
    }

    async fn write_batch(&self, plans: &[Plan], applied: &mut Vec<Applied>) -> Result<Vec<Key>> {
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
                Err(failed) => match from_failed(&failed, &self.name) {
                    // Part may be written already, so what is not is told by its keys.
                    error if error.code == THROTTLED => break,
                    error => return Err(error),
                },
            };
            left = answer.unprocessed_items.into_iter().flat_map(HashMap::into_values).flatten().collect();
            match delays.next() {
                _ if left.is_empty() => {}
                Some(delay) => tokio::time::sleep(delay).await,
                None => break,
            }
        }
        let left = keys_of(&left.iter().filter_map(row_of_request).collect::<Vec<_>>());
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
            let put = PutRequest::builder().set_item(Some(row)).build().map_err(|_| malformed())?;
            (WriteRequest::builder().put_request(put), Some(item))
        }
        Request::Delete { key, .. } => {
            let delete = DeleteRequest::builder().set_key(Some(key)).build().map_err(|_| malformed())?;
            (WriteRequest::builder().delete_request(delete), None)
        }
        Request::Update { .. } => return Err(malformed()),
    };
    Ok((request.build(), item))
}

fn row_of_request(request: &WriteRequest) -> Option<Row> {
    match (&request.put_request, &request.delete_request) {
        (Some(put), _) => Some(put.item.clone()),
        (_, Some(delete)) => Some(delete.key.clone()),
        _ => None,
    }
}

fn unprocessed(keys: &[Key]) -> Error {
    let keys: Vec<_> = keys.iter().map(Key::to_text).collect();
    Error::refused(
        "UNPROCESSED",
        format!("The table was too busy to read {}: try again later.", keys.join(", ")),
    )
}

fn malformed() -> Error {
    Error::refused("INTERNAL", "A batch holds what no batch can hold. Please report it.")
}
