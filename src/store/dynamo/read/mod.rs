//! Reads: GetItem, Query and Scan.

mod batch;
mod page;
mod response;
mod snapshot;

use aws_sdk_dynamodb::operation::get_item::GetItemInput;
use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::operation::scan::ScanInput;

use self::page::PageCollector;
use self::response::ResponseRows;
use super::Table;
use super::attribute::{Row, primary_key};
use super::compile::ReadExpressions;
use super::error::from_failed;
use super::retry::{Twice, send};
use crate::model::row::schema::index_name;
use crate::model::{Item, Key, Page, Result};
use crate::store::clock::system_clock;
use crate::store::{Query, Scan};

impl Table {
    pub(super) async fn read(&self, key: &Key, consistent: bool) -> Result<Option<Item>> {
        let sender = self.connection.sender().await?;
        let attempt = || {
            let input = GetItemInput::builder().table_name(&self.name).consistent_read(consistent);
            sender.send_and_read(input.set_key(Some(primary_key(key))).build(), ResponseRows::of)
        };
        let answer =
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        let row = answer.rows.into_iter().next().transpose().map_err(|unreadable| unreadable.to_error())?;
        Ok(row.map(|row| row.item).filter(|item| !item.is_expired(system_clock().seconds())))
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
        let reading = ReadExpressions::of_query(&query, system_clock().seconds())?;
        let mut page = PageCollector::of_query(&query, reading.is_partial);
        loop {
            let wanted = page.next_limit();
            let attempt = || {
                let input = QueryInput::builder()
                    .table_name(&self.name)
                    .set_index_name(query.label.map(index_name).map(str::to_owned))
                    .set_key_condition_expression(reading.keys.clone())
                    .set_filter_expression(reading.expressions.condition())
                    .set_projection_expression(reading.projection.clone())
                    .set_select(reading.select.clone())
                    .set_expression_attribute_names(reading.expressions.names())
                    .set_expression_attribute_values(reading.expressions.values())
                    .set_consistent_read(query.consistent.then_some(true))
                    .scan_index_forward(!query.reverse)
                    .set_limit(wanted)
                    .set_exclusive_start_key(page.from.clone());
                sender.send_and_read(input.build(), ResponseRows::of)
            };
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if page.take(answer)? {
                return Ok(page.page);
            }
        }
    }

    pub(super) async fn scan(&self, scan: Scan) -> Result<Page> {
        let sender = self.connection.sender().await?;
        let reading = ReadExpressions::of_scan(&scan, system_clock().seconds())?;
        let mut page = PageCollector::of_scan(&scan, reading.is_partial);
        loop {
            let wanted = page.next_limit();
            let attempt = || {
                let input = ScanInput::builder()
                    .table_name(&self.name)
                    .set_index_name(scan.label.map(index_name).map(str::to_owned))
                    .set_filter_expression(reading.expressions.condition())
                    .set_projection_expression(reading.projection.clone())
                    .set_select(reading.select.clone())
                    .set_expression_attribute_names(reading.expressions.names())
                    .set_expression_attribute_values(reading.expressions.values())
                    .set_consistent_read(scan.consistent.then_some(true))
                    .set_limit(wanted)
                    .set_exclusive_start_key(page.from.clone())
                    .set_segment(scan.segment.map(|(segment, _)| to_i32(segment)))
                    .set_total_segments(scan.segment.map(|(_, total)| to_i32(total)));
                sender.send_and_read(input.build(), ResponseRows::of)
            };
            let answer =
                send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if page.take(answer)? {
                return Ok(page.page);
            }
        }
    }
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
