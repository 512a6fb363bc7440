//! BatchGetItem, which repeats what DynamoDB left unprocessed.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::KeysAndAttributes;

use crate::model::{Error, Key, Page, Result};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, key_of, primary_key, read_row};
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::retry::{Twice, delays, send};

impl Table {
    /// Reads several items. Fails if keys stay unprocessed, because the answer would lack their items.
    pub(crate) async fn read_many(&self, keys: &[Key]) -> Result<Page> {
        let client = self.connection.client().await?;
        let mut page = Page::default();
        let mut left: Vec<Row> = keys.iter().map(primary_key).collect();
        let mut delays = delays();
        while !left.is_empty() {
            let request =
                KeysAndAttributes::builder().set_keys(Some(left)).build().map_err(|_| Error::internal())?;
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
                    None => return Err(unprocessed(&left)),
                }
            }
        }
        let now = system_clock().seconds();
        page.items.retain(|item| !item.is_expired(now));
        Ok(page)
    }
}

fn unprocessed(left: &[Row]) -> Error {
    let keys: Vec<_> = left.iter().filter_map(key_of).map(|key| key.to_text()).collect();
    Error::refused(
        "UNPROCESSED",
        format!("The table was too busy to read {}. Try again later.", keys.join(", ")),
    )
}
