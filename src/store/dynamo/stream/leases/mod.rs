//! The leases by which the consumers of a stream agree, and what a failed condition on one means.

mod conditional;
mod groups;
mod members;
mod register;
mod row;
mod table;

use std::sync::Arc;

use aws_sdk_dynamodb::operation::query::QueryInput;
use aws_sdk_dynamodb::types::AttributeValue;

use self::members::{MEMBERS, members_of};
use self::row::{GROUP, MARKER, SHARD, SINCE, WANTED, columns, key, lease_of, row_of, text, time};
use self::table::{LeaseTable, unreadable};
use crate::model::Result;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::conditional::Conditional;
use crate::store::dynamo::retry::{Twice, send};
use crate::store::feed::{Lease, Registered, Updated, Wants};

/// The leases of all groups of a table.
pub(super) struct Leases(LeaseTable);

impl Leases {
    pub(super) fn new(table: Arc<Table>) -> Self {
        Self(LeaseTable::beside(table))
    }

    /// Creates the lease table unless this process knows that it exists.
    pub(super) async fn prepare(&self) -> Result<()> {
        self.0.prepare().await
    }

    /// Creates the lease table, or checks an existing one.
    pub(super) async fn create(&self) -> Result<()> {
        self.0.create().await
    }

    pub(super) async fn register(&self, group: &str, registered: &Registered) -> Result<bool> {
        self.0.register(group, registered).await
    }

    pub(super) async fn announce(&self, group: &str, wants: &Wants, outdated: &[Vec<String>]) -> Result<()> {
        self.0.announce(group, wants, outdated).await
    }

    pub(super) async fn read(&self, group: &str) -> Result<Option<Registered>> {
        let sender = self.0.sender().await?;
        let (mut leases, mut members) = (Vec::new(), Vec::new());
        let mut since = None;
        let mut start: Option<Row> = None;
        loop {
            let attempt = || {
                let input = QueryInput::builder()
                    .table_name(&self.0.name)
                    .consistent_read(true)
                    .key_condition_expression("#group = :group")
                    .expression_attribute_names("#group", GROUP)
                    .expression_attribute_values(":group", AttributeValue::S(group.to_owned()))
                    .set_exclusive_start_key(start.clone());
                sender.send(input.build())
            };
            let answer = send(Twice::Harmless, attempt).await.map_err(|failed| self.0.error_of(&failed))?;
            for row in answer.items.into_iter().flatten() {
                let shard = text(&row, SHARD).unwrap_or_default();
                if shard == MARKER {
                    since = Some(time(&row, SINCE).unwrap_or_default());
                } else if shard == MEMBERS {
                    members = members_of(&row);
                } else {
                    leases.push(lease_of(&row).ok_or_else(|| unreadable(&self.0.name, group, &shard))?);
                }
            }
            start = answer.last_evaluated_key;
            // The marker sorts before all shards. Without it, the group is not registered, whatever leases there are.
            if start.is_none() || since.is_none() {
                return Ok(since.map(|since| Registered { since, leases, members }));
            }
        }
    }

    pub(super) async fn add(&self, group: &str, lease: &Lease) -> Result<bool> {
        Ok(match self.0.put_new(row_of(group, lease)).await? {
            Conditional::Done(()) => true,
            Conditional::Refused { found, maybe_done } => maybe_done && is_ours(found.as_ref(), lease),
        })
    }

    pub(super) async fn update(&self, group: &str, lease: &Lease, counter: u64) -> Result<Updated> {
        let (mut set, mut remove) = (Vec::new(), Vec::new());
        for (column, value) in columns(lease) {
            match value {
                Some(value) => set.push((column, value)),
                None => remove.push(column),
            }
        }
        if lease.owner.is_none() {
            remove.push(WANTED);
        }
        Ok(match self.0.update_unchanged(key(group, &lease.shard), counter, &set, &remove).await? {
            Conditional::Done(row) => {
                Updated::Held { wanted: row.as_ref().and_then(|row| text(row, WANTED)) }
            }
            Conditional::Refused { found, maybe_done } if maybe_done && is_ours(found.as_ref(), lease) => {
                Updated::Held { wanted: found.as_ref().and_then(|row| text(row, WANTED)) }
            }
            Conditional::Refused { .. } => Updated::Lost,
        })
    }

    pub(super) async fn want(&self, group: &str, shard: &str, counter: u64, by: &str) -> Result<bool> {
        let set = [(WANTED, AttributeValue::S(by.to_owned()))];
        // If a repetition is refused, the owner has written since the first attempt, and so has seen it.
        Ok(match self.0.update_unchanged(key(group, shard), counter, &set, &[]).await? {
            Conditional::Done(_) => true,
            Conditional::Refused { found, maybe_done } => {
                maybe_done && found.and_then(|row| text(&row, WANTED)).as_deref() == Some(by)
            }
        })
    }

    pub(super) async fn delete(&self, group: &str, shard: &str, counter: u64) -> Result<bool> {
        Ok(match self.0.delete_unchanged(key(group, shard), counter).await? {
            Conditional::Done(()) => true,
            Conditional::Refused { found, maybe_done } => maybe_done && found.is_none(),
        })
    }
}

/// Whether a row is the lease that we wrote, whoever wants it by now. An owner writes each counter once.
fn is_ours(found: Option<&Row>, lease: &Lease) -> bool {
    let found = found.and_then(lease_of);
    found.is_some_and(|found| Lease { wanted: None, ..found } == Lease { wanted: None, ..lease.clone() })
}
