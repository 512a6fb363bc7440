//! Reads: GetItem, Query and Scan, with pages filled where a filter left them short.

mod batch;
mod response;
mod rows;

use std::collections::HashMap;

use aws_sdk_dynamodb::operation::get_item::GetItemOutput;
use aws_sdk_dynamodb::operation::query::QueryOutput;
use aws_sdk_dynamodb::operation::scan::ScanOutput;
use aws_sdk_dynamodb::types::AttributeValue;

use self::response::Answer;
use self::rows::Rows;
use crate::model::limits::{MAX_LIMIT, MAX_PAGE_BYTES};
use crate::model::row::schema::{EXPIRY, KEY, index_name, key_columns, label_columns};
use crate::model::{Cursor, Item, Key, LabelNumber, Page, Result, SortCondition};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{Row, primary_key, put_key};
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::retry::{Twice, send};
use crate::store::{Query, Scan};

/// Leaves out expired items that DynamoDB has not deleted yet.
const LIVE: &str = "attribute_not_exists(#ttl) OR #ttl > :now";

impl Table {
    pub(crate) async fn read(&self, key: &Key, consistent: bool) -> Result<Option<Item>> {
        let client = self.connection.client().await?;
        let rows = Rows::new(|| GetItemOutput::builder().build());
        let attempt = || {
            let request = client.get_item().table_name(&self.name).consistent_read(consistent);
            request.set_key(Some(primary_key(key))).customize().interceptor(rows.clone()).send()
        };
        send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        let item = rows.take().rows.pop().transpose().map_err(|unreadable| unreadable.to_error())?;
        Ok(item.filter(|item| !item.is_expired(system_clock().seconds())))
    }

    /// The row of a key as it is stored, expired or not, with all writes that were acknowledged before.
    pub(crate) async fn row(&self, key: &Key) -> Result<Option<Row>> {
        let client = self.connection.client().await?;
        let attempt = || {
            client
                .get_item()
                .table_name(&self.name)
                .consistent_read(true)
                .set_key(Some(primary_key(key)))
                .send()
        };
        let answer =
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        Ok(answer.item)
    }

    pub(crate) async fn query(&self, query: Query) -> Result<Page> {
        let client = self.connection.client().await?;
        let mut keys = Keys::default();
        keys.compile(&query);
        let mut filler = Filler::new(query.label, query.limit, false, query.start.as_ref());
        let rows = Rows::new(|| QueryOutput::builder().build());
        loop {
            let wanted = filler.wanted();
            let mut values = keys.values.clone();
            values.insert(":now".into(), AttributeValue::N(system_clock().seconds().to_string()));
            let attempt = || {
                client
                    .query()
                    .table_name(&self.name)
                    .set_index_name(query.label.map(index_name).map(str::to_owned))
                    .key_condition_expression(&keys.condition)
                    .set_expression_attribute_names(Some(keys.names.clone()))
                    .filter_expression(LIVE)
                    .set_expression_attribute_values(Some(values.clone()))
                    .set_consistent_read(query.consistent.then_some(true))
                    .scan_index_forward(!query.reverse)
                    .limit(wanted)
                    .set_exclusive_start_key(filler.from.clone())
                    .customize()
                    .interceptor(rows.clone())
                    .send()
            };
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if filler.take(rows.take()) {
                return Ok(filler.page);
            }
        }
    }

    pub(crate) async fn scan(&self, scan: Scan) -> Result<Page> {
        let client = self.connection.client().await?;
        let mut filler = Filler::new(scan.label, scan.limit, scan.expired, scan.start.as_ref());
        let rows = Rows::new(|| ScanOutput::builder().build());
        loop {
            let wanted = filler.wanted();
            let attempt = || {
                let mut request = client
                    .scan()
                    .table_name(&self.name)
                    .set_index_name(scan.label.map(index_name).map(str::to_owned))
                    .limit(wanted)
                    .set_exclusive_start_key(filler.from.clone());
                if !scan.expired {
                    request = request
                        .filter_expression(LIVE)
                        .expression_attribute_names("#ttl", EXPIRY)
                        .expression_attribute_values(
                            ":now",
                            AttributeValue::N(system_clock().seconds().to_string()),
                        );
                }
                if let Some((segment, total)) = scan.segment {
                    request = request.segment(to_i32(segment)).total_segments(to_i32(total));
                }
                request.customize().interceptor(rows.clone()).send()
            };
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
            if filler.take(rows.take()) {
                return Ok(filler.page);
            }
        }
    }
}

/// A condition on keys.
#[derive(Default)]
struct Keys {
    condition: String,
    names: HashMap<String, String>,
    values: Row,
}

impl Keys {
    fn compile(&mut self, query: &Query) {
        let columns = key_columns(query.label);
        self.names.insert("#pk".into(), columns.pk.into());
        self.names.insert("#ttl".into(), EXPIRY.into());
        self.value(":pk", &query.range.pk);
        let sort = match &query.range.sort {
            SortCondition::Any => None,
            SortCondition::Equal(value) => Some(("#sk = :a", value, None)),
            SortCondition::BeginsWith(prefix) => Some(("begins_with(#sk, :a)", prefix, None)),
            SortCondition::Greater(bound) => Some(("#sk > :a", bound, None)),
            SortCondition::GreaterOrEqual(bound) => Some(("#sk >= :a", bound, None)),
            SortCondition::Less(bound) => Some(("#sk < :a", bound, None)),
            SortCondition::LessOrEqual(bound) => Some(("#sk <= :a", bound, None)),
            SortCondition::Between(low, high) => Some(("#sk BETWEEN :a AND :b", low, Some(high))),
        };
        "#pk = :pk".clone_into(&mut self.condition);
        if let Some((condition, a, b)) = sort {
            self.condition = format!("#pk = :pk AND {condition}");
            self.names.insert("#sk".into(), columns.sk.into());
            self.value(":a", a);
            if let Some(b) = b {
                self.value(":b", b);
            }
        }
    }

    fn value(&mut self, placeholder: &str, text: &str) {
        self.values.insert(placeholder.to_owned(), AttributeValue::S(text.to_owned()));
    }
}

/// Takes items until a page is full.
struct Filler {
    page: Page,
    label: Option<LabelNumber>,
    limit: usize,
    expired: bool,
    bytes: usize,
    from: Option<Row>,
    /// How many items the last request looked at.
    looked: usize,
}

impl Filler {
    fn new(label: Option<LabelNumber>, limit: usize, expired: bool, start: Option<&Cursor>) -> Self {
        let from = start.map(|cursor| start_key(cursor, label));
        Self { page: Page::default(), label, limit, expired, bytes: 0, from, looked: 0 }
    }

    /// How many items DynamoDB may look at: what is missing, and twice as many as before where that came short, for
    /// expired items may lie in long rows.
    fn wanted(&mut self) -> i32 {
        self.looked = (self.limit - self.page.items.len()).max(self.looked * 2).min(MAX_LIMIT);
        i32::try_from(self.looked).unwrap_or(i32::MAX)
    }

    /// Takes the items of an answer; tells whether the page is done.
    fn take(&mut self, answer: Answer) -> bool {
        let now = system_clock().seconds();
        for row in answer.rows {
            let item = match row {
                Ok(item) => item,
                Err(unreadable) => {
                    self.page.unreadable.push(unreadable);
                    continue;
                }
            };
            // Time has passed since the filter was made.
            if !self.expired && item.is_expired(now) {
                continue;
            }
            if self.page.items.len() == self.limit {
                break;
            }
            self.bytes += item.value().as_str().len();
            self.page.items.push(item);
        }
        self.from = answer.last;
        if self.from.is_some() && self.page.items.len() < self.limit && self.bytes < MAX_PAGE_BYTES {
            return false;
        }
        let cut = self.page.items.len() >= self.limit || self.from.is_some();
        self.page.last = match self.page.items.last() {
            Some(item) if cut => Some(Cursor::of(item, self.label)),
            _ => None,
        };
        true
    }
}

fn start_key(cursor: &Cursor, label: Option<LabelNumber>) -> Row {
    let mut row = Row::new();
    let (pk, sk) = &cursor.key;
    put_key(&mut row, KEY, pk, sk);
    if let (Some(number), Some((pk, sk))) = (label, &cursor.label) {
        put_key(&mut row, label_columns(number), pk, sk);
    }
    row
}

fn to_i32(number: u32) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}
