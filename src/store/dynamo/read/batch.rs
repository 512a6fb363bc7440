//! BatchGetItem, which repeats what DynamoDB left unprocessed.

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::batch_get_item::BatchGetItemInput;
use aws_sdk_dynamodb::types::KeysAndAttributes;

use crate::model::{Error, Key, Page, Result};
use crate::store::busy::unread;
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, key_of, primary_key, read_row};
use crate::store::dynamo::call;
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::meter::Meter;
use crate::store::dynamo::pace::{Pace, side_by_side};
use crate::store::dynamo::retry::{Twice, delays, is_busy, send};

/// Most keys of a request.
const MOST_KEYS: usize = 100;
/// Bytes of values after which an answer may have ended because it was full: DynamoDB ends it at 16 MB, and leaves out
/// what exceeds 1 MB of one partition.
const FULL: usize = 512 * 1024;

impl Table {
    /// Reads several items, 100 in a request, with several requests under way. Fails if keys stay unprocessed, because
    /// the answer would lack their items. A `consistent` read sees all writes that were acknowledged before it.
    pub(crate) async fn read_many(&self, keys: &[Key], consistent: bool) -> Result<Page> {
        let pace = &Pace::default();
        let requests: Vec<_> = keys.chunks(MOST_KEYS).collect();
        let pages = side_by_side(&requests, async |keys: &&[Key]| {
            let page = self.read_batch(keys, consistent, pace).await;
            if page.is_err() {
                pace.stop();
            }
            page
        });
        let mut whole = Page::default();
        for page in pages.await {
            let page = page?;
            whole.items.extend(page.items);
            whole.unreadable.extend(page.unreadable);
        }
        let now = system_clock().seconds();
        whole.items.retain(|item| !item.is_expired(now));
        Ok(whole)
    }

    /// Reads several items by one request and its repetitions. Nothing once another request of the call has failed.
    async fn read_batch(&self, keys: &[Key], consistent: bool, pace: &Pace) -> Result<Page> {
        let sender = self.connection.sender().await?;
        let mut page = Page::default();
        let mut left: Vec<Row> = keys.iter().map(primary_key).collect();
        let mut delays = delays();
        while !left.is_empty() {
            let Some(turn) = pace.turn().await else { return Ok(page) };
            let request = KeysAndAttributes::builder().consistent_read(consistent).set_keys(Some(left));
            let request = request.build().map_err(|_| Error::internal())?;
            let attempt = || async {
                let answer = sender
                    .send(BatchGetItemInput::builder().request_items(&self.name, request.clone()).build())
                    .await;
                if answer.as_ref().is_err_and(is_busy) {
                    pace.slow_down();
                }
                answer
            };
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            let mut bytes = 0;
            for row in answer.responses.into_iter().flat_map(HashMap::into_values).flatten() {
                match read_row(&row) {
                    Ok(item) => {
                        bytes += item.value().as_str().len();
                        page.items.push(item);
                    }
                    Err(unreadable) => page.unreadable.push(unreadable),
                }
            }
            left = answer
                .unprocessed_keys
                .into_iter()
                .flat_map(HashMap::into_values)
                .flat_map(|left| left.keys)
                .collect();
            if left.is_empty() {
                pace.speed_up();
                break;
            }
            if bytes >= FULL {
                continue;
            }
            pace.slow_down();
            call::count(Meter::count_throttled);
            call::count(Meter::count_retry);
            drop(turn);
            match delays.next() {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(unread(left.iter().filter_map(key_of))),
            }
        }
        Ok(page)
    }
}
