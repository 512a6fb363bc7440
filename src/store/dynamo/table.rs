//! The table itself: its creation, and what can be wrong with it.

use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, StreamSpecification, StreamViewType, TableDescription, TableStatus,
    TimeToLiveSpecification, TimeToLiveStatus,
};

use super::client::profile;
use super::error::{NO_CREDENTIALS, UNREACHABLE, from_failed, no_credentials, not_found_at};
use super::retry::{Twice, send};
use super::{Settings, Table};
use crate::model::row::schema::{EXPIRY, KEY, KeyColumns, index_name, label_columns};
use crate::model::{Error, LabelNumber, Result};
use crate::store::AboutTable;

/// The time between two looks at a table that is being created.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// The number of looks, for ten minutes in all.
const LOOKS: usize = 1200;

impl Table {
    /// Creates the table with its indexes, stream and TTL, and waits until it can be used. Checks an existing table,
    /// and enables its TTL.
    pub(super) async fn create(&self) -> Result<()> {
        let client = self.connection.client().await?;
        if describe(client, &self.name).await?.is_none() {
            self.send_create(client).await?;
        }
        let description = wait_until_active(client, &self.name).await?;
        let differences = differences(&description);
        if !differences.is_empty() {
            return Err(mismatch(&self.name, &differences));
        }
        self.enable_expiry(client).await
    }

    /// What DynamoDB tells of the table.
    pub(super) async fn about(&self) -> Result<AboutTable> {
        let client = self.connection.client().await?;
        let Some(table) = describe(client, &self.name).await? else {
            return Err(not_found_at(&self.name, &self.connection.settings().url()));
        };
        let billing = table.billing_mode_summary().and_then(|summary| summary.billing_mode());
        // arn:aws:dynamodb:REGION:ACCOUNT:table/NAME
        let arn: Vec<_> = table.table_arn().unwrap_or_default().split(':').collect();
        let part_of_arn = |part: usize| arn.get(part).copied().unwrap_or_default().to_owned();
        let count =
            |number: Option<i64>| number.and_then(|number| number.try_into().ok()).unwrap_or_default();
        Ok(AboutTable {
            status: table.table_status().map(|status| status.as_str().to_owned()).unwrap_or_default(),
            billing: billing.unwrap_or(&BillingMode::Provisioned).as_str().to_owned(),
            items: count(table.item_count()),
            bytes: count(table.table_size_bytes()),
            region: part_of_arn(3),
            account: part_of_arn(4),
            differences: differences(&table),
        })
    }

    /// A better error, if the table's schema or location is the reason for this one.
    pub(super) async fn explain(&self, error: Error) -> Error {
        let of_shape = ["schema", "specified index", "Missing the key"];
        match error.code {
            NO_CREDENTIALS => return no_credentials(&profile(self.connection.settings())),
            UNREACHABLE => return self.with_place(error),
            "TABLE_NOT_FOUND" => {}
            "VALIDATION_EXCEPTION" if of_shape.iter().any(|words| error.message.contains(words)) => {}
            _ => return error,
        }
        let Ok(client) = self.connection.client().await else { return error };
        // Without permission to describe the table, the error stays as it is.
        match describe(client, &self.name).await {
            Ok(Some(table)) if !differences(&table).is_empty() => mismatch(&self.name, &differences(&table)),
            Ok(None) => not_found_at(&self.name, &self.connection.settings().url()),
            _ => error,
        }
    }

    /// The error, with the server's endpoint or region.
    fn with_place(&self, error: Error) -> Error {
        let Settings { endpoint, region, .. } = self.connection.settings();
        let place = match (endpoint, region) {
            (Some(endpoint), _) => format!("'{endpoint}'"),
            (None, Some(region)) => format!("the region '{region}'"),
            (None, None) => return error,
        };
        Error { message: format!("{} The table is at {place}.", error.message).into(), ..error }
    }

    async fn send_create(&self, client: &Client) -> Result<()> {
        let schema = built(key_schema(KEY))?;
        let definitions = built(key_names().map(definition).collect::<std::result::Result<Vec<_>, _>>())?;
        let indexes = built(LabelNumber::all().map(index).collect::<std::result::Result<Vec<_>, _>>())?;
        let stream = StreamSpecification::builder()
            .stream_enabled(true)
            .stream_view_type(StreamViewType::NewAndOldImages);
        let stream = built(stream.build())?;
        let attempt = || {
            client
                .create_table()
                .table_name(&self.name)
                .billing_mode(BillingMode::PayPerRequest)
                .set_key_schema(Some(schema.clone()))
                .set_attribute_definitions(Some(definitions.clone()))
                .set_global_secondary_indexes(Some(indexes.clone()))
                .stream_specification(stream.clone())
                .send()
        };
        match send(Twice::Harmless, attempt).await {
            Ok(_) => Ok(()),
            // Another process created it, or an attempt of ours whose answer was lost.
            Err(failed) if failed.error.code() == Some("ResourceInUseException") => Ok(()),
            Err(failed) => Err(from_failed(&failed, &self.name)),
        }
    }

    async fn enable_expiry(&self, client: &Client) -> Result<()> {
        let attempt = || client.describe_time_to_live().table_name(&self.name).send();
        let answer =
            send(Twice::Harmless, attempt).await.map_err(|failed| from_failed(&failed, &self.name))?;
        if let Some(description) = answer.time_to_live_description
            && matches!(
                description.time_to_live_status,
                Some(TimeToLiveStatus::Enabled | TimeToLiveStatus::Enabling)
            )
        {
            return match description.attribute_name.as_deref() {
                Some(EXPIRY) => Ok(()),
                _ => Err(mismatch(&self.name, &["its TTL attribute must be 'ttl'".to_owned()])),
            };
        }
        let expiry = built(TimeToLiveSpecification::builder().enabled(true).attribute_name(EXPIRY).build())?;
        let attempt = || {
            client
                .update_time_to_live()
                .table_name(&self.name)
                .time_to_live_specification(expiry.clone())
                .send()
        };
        send(Twice::Harmless, attempt).await.map(drop).map_err(|failed| from_failed(&failed, &self.name))
    }
}

/// The description of a table; `None` if it does not exist.
pub(super) async fn describe(client: &Client, table: &str) -> Result<Option<TableDescription>> {
    let attempt = || client.describe_table().table_name(table).send();
    match send(Twice::Harmless, attempt).await {
        Ok(answer) => Ok(answer.table),
        Err(failed) if failed.error.code() == Some("ResourceNotFoundException") => Ok(None),
        Err(failed) => Err(from_failed(&failed, table)),
    }
}

/// Waits until a table can be used.
pub(super) async fn wait_until_active(client: &Client, table: &str) -> Result<TableDescription> {
    for _ in 0..LOOKS {
        match describe(client, table).await? {
            Some(description) if description.table_status == Some(TableStatus::Active) => {
                return Ok(description);
            }
            _ => tokio::time::sleep(LOOK_EVERY).await,
        }
    }
    Err(Error::refused(
        "TABLE_NOT_READY",
        format!("The table '{table}' is not active after ten minutes. Look at it in the AWS console."),
    ))
}

/// Whether a table has the stream from which events are made.
pub(super) fn has_stream(table: &TableDescription) -> bool {
    table.stream_specification().is_some_and(|stream| {
        stream.stream_enabled() && stream.stream_view_type() == Some(&StreamViewType::NewAndOldImages)
    })
}

/// How a table differs from the schema: parts of a sentence.
fn differences(table: &TableDescription) -> Vec<String> {
    let mut differences = Vec::new();
    if !has_keys(table.key_schema(), KEY) {
        differences.push("its partition key must be 'pk' and its sort key 'sk', both strings".to_owned());
    }
    for label in LabelNumber::all() {
        let name = index_name(label);
        let found = table.global_secondary_indexes().iter().find(|index| index.index_name() == Some(name));
        let KeyColumns { pk, sk, .. } = label_columns(label);
        match found {
            None => differences
                .push(format!("it lacks the index '{name}' (partition key '{pk}', sort key '{sk}')")),
            Some(index) if !has_keys(index.key_schema(), label_columns(label)) => {
                differences.push(format!("the keys of its index '{name}' must be '{pk}' and '{sk}'"));
            }
            Some(index) => {
                let projection = index.projection().and_then(Projection::projection_type);
                if projection != Some(&ProjectionType::All) {
                    differences.push(format!("its index '{name}' must project all attributes"));
                }
            }
        }
    }
    if !has_stream(table) {
        differences.push("it needs a stream of new and old images".to_owned());
    }
    differences
}

fn has_keys(schema: &[KeySchemaElement], columns: &KeyColumns) -> bool {
    built(key_schema(columns)).is_ok_and(|wanted| schema == wanted)
}

fn mismatch(table: &str, differences: &[String]) -> Error {
    Error::refused(
        "TABLE_MISMATCH",
        format!(
            "The table '{table}' does not have the schema of this package: {}. Change it with 'aws dynamodb update-table', \
             or create another with 'await Data.createTable(\"dynamodb://NAME\")' and copy the items with export and import.",
            differences.join("; ")
        ),
    )
}

/// The columns of the keys of the table and its indexes.
fn key_names() -> impl Iterator<Item = &'static str> {
    let keys = std::iter::once(KEY).chain(LabelNumber::all().map(label_columns));
    keys.flat_map(|columns| [columns.pk, columns.sk])
}

fn definition(column: &str) -> std::result::Result<AttributeDefinition, BuildError> {
    AttributeDefinition::builder().attribute_name(column).attribute_type(ScalarAttributeType::S).build()
}

fn key_schema(columns: &KeyColumns) -> std::result::Result<Vec<KeySchemaElement>, BuildError> {
    let element = |column, kind| KeySchemaElement::builder().attribute_name(column).key_type(kind).build();
    Ok(vec![element(columns.pk, KeyType::Hash)?, element(columns.sk, KeyType::Range)?])
}

fn index(label: LabelNumber) -> std::result::Result<GlobalSecondaryIndex, BuildError> {
    GlobalSecondaryIndex::builder()
        .index_name(index_name(label))
        .set_key_schema(Some(key_schema(label_columns(label))?))
        .projection(Projection::builder().projection_type(ProjectionType::All).build())
        .build()
}

pub(super) fn built<T>(result: std::result::Result<T, BuildError>) -> Result<T> {
    result.map_err(|_| Error::internal())
}
