//! The table of leases itself: creating it, and refusing one that is something else.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::{BuildError, ProvideErrorMetadata};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType, TableDescription,
};

use super::row::{GROUP, SHARD};
use crate::model::{Error, Result};
use crate::store::dynamo::error::{from_failed, named};
use crate::store::dynamo::retry::{Twice, send};
use crate::store::dynamo::table::{built, describe, wait_until_active};

/// The name or ARN of the table of leases beside a table: both end with the table's name.
pub(crate) fn name_beside(table: &str) -> String {
    format!("{table}-events")
}

/// Creates the table of leases unless it is there, and waits until it can be used.
pub(crate) async fn ensure(client: &Client, name: &str) -> Result<()> {
    if describe(client, name).await?.is_none() {
        create(client, name).await?;
    }
    let table = wait_until_active(client, name).await?;
    if is_of_leases(&table) { Ok(()) } else { Err(taken(name)) }
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
        // Another process was faster, or an attempt whose answer was lost.
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

fn is_of_leases(table: &TableDescription) -> bool {
    let (Ok(schema), Ok(definitions)) = (key_schema(), definitions()) else { return false };
    let found = table.attribute_definitions();
    table.key_schema() == schema && definitions.iter().all(|definition| found.contains(definition))
}

fn taken(name: &str) -> Error {
    Error::refused(
        "TABLE_MISMATCH",
        format!(
            "The table '{name}' is not the one that events need beside their table: its partition key must be 'group' \
             and its sort key 'shard', both strings. The name is taken, so handle events on a table of another name, \
             or delete '{name}' if its items are not needed."
        ),
    )
}

/// The error of a table of leases that was there.
pub(crate) fn gone(name: &str) -> Error {
    named(
        "ResourceNotFoundException",
        "TABLE_NOT_FOUND",
        format!(
            "The table '{name}', in which the programs that handle events agree, is gone. It is created anew when a \
             program starts to handle events; events since the last one handled are lost."
        ),
    )
}

/// The error of a row that is no lease.
pub(crate) fn unreadable(name: &str, group: &str, shard: &str) -> Error {
    Error::refused(
        "INVALID_LEASE",
        format!(
            "The row of group '{group}' and shard '{shard}' in the table '{name}' is not one that this version of \
             ampt-data can read. Use the same version everywhere. If something else wrote it, delete all rows of the \
             group: it then begins anew."
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
