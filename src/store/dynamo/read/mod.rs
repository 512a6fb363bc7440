//! Reads: GetItem, Query and Scan.

mod batch;
mod key_condition;
mod page;
mod response;
mod snapshot;

use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::types::AttributeValue;

use self::key_condition::KeyCondition;
use self::page::PageCollector;
use self::response::ResponseRows;
use super::Table;
use super::attribute::{Row, primary_key};
use super::error::from_failed;
use super::retry::{Twice, send};
use crate::model::row::schema::{EXPIRY, index_name};
use crate::model::{Item, Key, Page, Result};
use crate::store::clock::system_clock;
use crate::store::{Query, Scan};

/// Filters out expired items that DynamoDB has not deleted yet. An expiry that is not a number passes, so that the row
/// is reported as unreadable.
const LIVE: &str = "attribute_not_exists(#ttl) OR #ttl > :now OR NOT attribute_type(#ttl, :number)";

impl Table {
    pub(super) async fn read(&self, key: &Key, consistent: bool) -> Result<Option<Item>> {
        let sender = self.connection.sender().await?;
        let attempt = || {
            let input = GetItemInput::builder().table_name(&self.name).consistent_read(consistent);
            sender.send_and_read(input.set_key(Some(primary_key(key))).build(), ResponseRows::of)
        };
        let answer =
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        let item = answer.rows.into_iter().next().transpose().map_err(|unreadable| unreadable.to_error())?;
        Ok(item.filter(|item| !item.is_expired(system_clock().seconds())))
    }

    /// The row of a key, consistently read, even if it is expired.
    pub(super) async fn row(&self, key: &Key) -> Result<Option<Row>> {
        let sender = self.connection.sender().await?;
        let attempt = || {
            let input = GetItemInput::builder().table_name(&self.name).consistent_read(true);
            sender.send(input.set_key(Some(primary_key(key))).build())
        };
        let answer =
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        Ok(answer.item)
    }

    pub(super) async fn query(&self, query: Query) -> Result<Page> {
        let sender = self.connection.sender().await?;
        let mut keys = KeyCondition::of(&query);
        keys.names.insert("#ttl".into(), EXPIRY.into());
        let mut page = PageCollector::new(query.label, query.limit, false, query.start.as_ref());
        loop {
            let wanted = page.wanted();
            let mut values = keys.values.clone();
            values.extend(live_values());
            let attempt = || {
                let input = QueryInput::builder()
                    .table_name(&self.name)
                    .set_index_name(query.label.map(index_name).map(str::to_owned))
                    .key_condition_expression(&keys.expression)
                    .set_expression_attribute_names(Some(keys.names.clone()))
                    .filter_expression(LIVE)
                    .set_expression_attribute_values(Some(values.clone()))
                    .set_consistent_read(query.consistent.then_some(true))
                    .scan_index_forward(!query.reverse)
                    .limit(wanted)
                    .set_exclusive_start_key(page.from.clone());
                sender.send_and_read(input.build(), ResponseRows::of)
            };
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if page.take(answer) {
                return Ok(page.page);
            }
        }
    }

    pub(super) async fn scan(&self, scan: Scan) -> Result<Page> {
        let sender = self.connection.sender().await?;
        let mut page = PageCollector::new(scan.label, scan.limit, scan.expired, scan.start.as_ref());
        loop {
            let wanted = page.wanted();
            let attempt = || {
                let mut input = ScanInput::builder()
                    .table_name(&self.name)
                    .set_index_name(scan.label.map(index_name).map(str::to_owned))
                    .limit(wanted)
                    .set_exclusive_start_key(page.from.clone());
                if !scan.expired {
                    input = input
                        .filter_expression(LIVE)
                        .expression_attribute_names("#ttl", EXPIRY)
                        .set_expression_attribute_values(Some(live_values().into()));
                }
                if let Some((segment, total)) = scan.segment {
                    input = input.segment(to_i32(segment)).total_segments(to_i32(total));
                }
                sender.send_and_read(input.build(), ResponseRows::of)
            };
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if page.take(answer) {
                return Ok(page.page);
            }
        }
    }
}

/// The values of [`LIVE`].
fn live_values() -> [(String, AttributeValue); 2] {
    let now = system_clock().seconds().to_string();
    [(":now".into(), AttributeValue::N(now)), (":number".into(), AttributeValue::S("N".into()))]
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
