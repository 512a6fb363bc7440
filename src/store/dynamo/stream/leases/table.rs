//! The lease table: its name, its creation, and what can be wrong with it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableDescription,
};

use super::row::{GROUP, SHARD};
use crate::model::{Error, Result};
use crate::store::dynamo::Table;
use crate::store::dynamo::error::{from_failed, named, not_found_at};
use crate::store::dynamo::retry::{Failed, Twice, send};
use crate::store::dynamo::sender::Sender;
use crate::store::dynamo::table::{built, describe, wait_until_active};

/// The table in which the groups of another table keep their leases.
pub(super) struct LeaseTable {
    table: Arc<Table>,
    /// Its name or ARN.
    pub(super) name: String,
    /// Whether this process has seen it.
    exists: AtomicBool,
}

impl LeaseTable {
    /// The lease table beside a table.
    pub(super) fn beside(table: Arc<Table>) -> Self {
        Self { name: name_beside(&table.name), table, exists: AtomicBool::new(false) }
    }

    /// The client of the table.
    pub(super) async fn client(&self) -> Result<&Client> {
        self.table.connection.client().await
    }

    /// Sends the requests of the table's rows.
    pub(super) async fn sender(&self) -> Result<&Sender> {
        self.table.connection.sender().await
    }

    /// Creates the table unless this process has seen it.
    pub(super) async fn prepare(&self) -> Result<()> {
        if self.exists.load(Ordering::Relaxed) { Ok(()) } else { self.create().await }
    }

    /// Creates the table, or checks an existing one, and waits until it can be used.
    pub(super) async fn create(&self) -> Result<()> {
        let client = self.client().await?;
        if describe(client, &self.name).await?.is_none() {
            create(client, &self.name).await?;
        }
        let table = wait_until_active(client, &self.name).await?;
        if !has_schema(&table) {
            return Err(taken(&self.name));
        }
        self.exists.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// Whether the table is missing although the other one exists: no program has handled events.
    pub(super) async fn is_missing(&self) -> Result<bool> {
        match describe(self.client().await?, &self.table.name).await? {
            Some(_) => Ok(true),
            None => Err(not_found_at(&self.table.name, &self.table.connection.settings().url())),
        }
    }

    /// The error of a request to the table.
    pub(super) fn error_of<E>(&self, failed: &Failed<E>) -> Error
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match failed.error.code() {
            Some("ResourceNotFoundException") => {
                self.exists.store(false, Ordering::Relaxed);
                gone(&self.name)
            }
            _ => from_failed(failed, &self.name),
        }
    }
}

/// The name or ARN of the lease table beside a table. Both end with the table's name.
fn name_beside(table: &str) -> String {
    format!("{table}-events")
}

async fn create(client: &Client, name: &str) -> Result<()> {
    let schema = built(key_schema())?;
    let definitions = built(definitions())?;
    let attempt = || {
        client
            .create_table()
            .table_name(name)
            .billing_mode(BillingMode::PayPerRequest)
            .set_key_schema(Some(schema.clone()))
            .set_attribute_definitions(Some(definitions.clone()))
            .send()
    };
    match send(Twice::Harmless, attempt).await {
        Ok(_) => Ok(()),
        // Another process created it, or an attempt of ours whose answer was lost.
        Err(failed) if failed.error.code() == Some("ResourceInUseException") => Ok(()),
        Err(failed) => Err(from_failed(&failed, name)),
    }
}

fn key_schema() -> std::result::Result<Vec<KeySchemaElement>, BuildError> {
    let element = |name, kind| KeySchemaElement::builder().attribute_name(name).key_type(kind).build();
    Ok(vec![element(GROUP, KeyType::Hash)?, element(SHARD, KeyType::Range)?])
}

fn definitions() -> std::result::Result<Vec<AttributeDefinition>, BuildError> {
    [GROUP, SHARD]
        .map(|name| {
            let definition = AttributeDefinition::builder().attribute_name(name);
            definition.attribute_type(ScalarAttributeType::S).build()
        })
        .into_iter()
        .collect()
}

fn has_schema(table: &TableDescription) -> bool {
    let (Ok(schema), Ok(definitions)) = (key_schema(), definitions()) else { return false };
    let found = table.attribute_definitions();
    table.key_schema() == schema && definitions.iter().all(|definition| found.contains(definition))
}

fn taken(name: &str) -> Error {
    Error::refused(
        "TABLE_MISMATCH",
        format!(
            "Events need a table with the name '{name}', but this table has other keys: its partition key must be \
             'group' and its sort key 'shard', both strings. Delete '{name}' if you do not need its items, or handle \
             events on a table with another name."
        ),
    )
}

/// The error of a lease table that somebody deleted.
fn gone(name: &str) -> Error {
    named(
        "ResourceNotFoundException",
        "TABLE_NOT_FOUND",
        format!(
            "The table '{name}' was deleted. It keeps how far events are handled. The next program that starts to \
             handle events creates it again; events since the last handled one are lost."
        ),
    )
}

/// The error of a row that is not a lease.
pub(super) fn unreadable(name: &str, group: &str, shard: &str) -> Error {
    Error::refused(
        "INVALID_LEASE",
        format!(
            "The row of group '{group}' and shard '{shard}' in the table '{name}' is not one that this version of \
             ampt-data can read. Use the same version everywhere. If another program wrote the row, delete all rows of \
             the group: the group then starts again."
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_named_after_the_other() {
        assert_eq!(name_beside("orders"), "orders-events");
        let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders";
        assert_eq!(name_beside(arn), format!("{arn}-events"));
    }
}
