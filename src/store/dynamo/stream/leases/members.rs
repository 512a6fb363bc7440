//! The event names that the members of a group want: one row beside its leases, with a column for each set of names, so
//! that members need no condition to write.

use aws_sdk_dynamodb::operation::update_item::UpdateItemInput;
use aws_sdk_dynamodb::types::AttributeValue;
use sha2::{Digest, Sha256};

use super::row::{key, number, time};
use super::table::LeaseTable;
use crate::model::Result;
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::retry::{Twice, send};
use crate::store::feed::Wants;

/// The sort key of the row. No shard has such a name, and it sorts after the marker of the group.
pub(super) const MEMBERS: &str = "#members";
const NAMES: &str = "names";
const SEEN: &str = "seen";

impl LeaseTable {
    pub(super) async fn announce(&self, group: &str, wants: &Wants, outdated: &[Vec<String>]) -> Result<()> {
        let sender = self.sender().await?;
        let names = wants.names.iter().cloned().map(AttributeValue::S).collect();
        let value = [(NAMES.to_owned(), AttributeValue::L(names)), (SEEN.to_owned(), number(&wants.seen.0))];
        let value = AttributeValue::M(value.into_iter().collect());
        let mut columns = vec![("#0".to_owned(), column(&wants.names))];
        let gone = outdated.iter().filter(|names| **names != wants.names);
        columns.extend((1..).zip(gone).map(|(index, names)| (format!("#{index}"), column(names))));
        let gone: Vec<_> = columns.iter().skip(1).map(|(name, _)| name.as_str()).collect();
        let remove = if gone.is_empty() { String::new() } else { format!(" REMOVE {}", gone.join(", ")) };
        let expression = format!("SET #0 = :wants{remove}");
        let attempt = || {
            let input = UpdateItemInput::builder()
                .table_name(&self.name)
                .set_key(Some(key(group, MEMBERS)))
                .update_expression(&expression)
                .set_expression_attribute_names(Some(columns.iter().cloned().collect()))
                .expression_attribute_values(":wants", value.clone());
            sender.send(input.build())
        };
        send(Twice::Harmless, attempt).await.map(drop).map_err(|failed| self.error_of(&failed))
    }
}

/// The sets of names in the row. Other columns are of another version of this package.
pub(super) fn members_of(row: &Row) -> Vec<Wants> {
    let wants = |value: &AttributeValue| {
        let wants = value.as_m().ok()?;
        let names = wants.get(NAMES)?.as_l().ok()?.iter().map(|name| name.as_s().ok().cloned());
        Some(Wants { names: names.collect::<Option<_>>()?, seen: time(wants, SEEN)? })
    };
    row.values().filter_map(wants).collect()
}

/// The column of a set of names, which may contain any characters.
fn column(names: &[String]) -> String {
    let digest = Sha256::digest(names.join("\n"));
    digest.first_chunk::<16>().map_or_else(String::new, |head| format!("{:032x}", u128::from_be_bytes(*head)))
}
