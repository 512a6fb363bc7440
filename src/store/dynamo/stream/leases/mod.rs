//! The leases of groups, and what it means that the condition of a write failed.

mod conditional;
mod members;
mod register;
mod row;
mod table;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_sdk_dynamodb::types::AttributeValue;

use self::conditional::Answer;
use self::members::{MEMBERS, members_of};
use self::row::{GROUP, SHARD, SINCE, WANTED, columns, key, lease_of, row_of, text, time};
use self::table::{ensure, gone, name_beside, unreadable};
use crate::model::{Error, Result};
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::error::from_failed;
use crate::store::dynamo::retry::{Failed, Twice, send};
use crate::store::feed::{Lease, Registered, Updated};

/// The row that says that a group is registered: no shard has such a name.
pub(crate) const MARKER: &str = "#group";

/// The table of leases.
pub(crate) struct Leases {
    table: Arc<Table>,
    pub(crate) name: String,
    is_there: AtomicBool,
}

impl Leases {
    pub(crate) fn new(table: Arc<Table>) -> Self {
        Self { name: name_beside(&table.name), table, is_there: AtomicBool::new(false) }
    }

    pub(crate) async fn prepare(&self) -> Result<()> {
        if self.is_there.load(Ordering::Relaxed) { Ok(()) } else { self.create().await }
    }

    pub(crate) async fn create(&self) -> Result<()> {
        ensure(self.client().await?, &self.name).await?;
        self.is_there.store(true, Ordering::Relaxed);
        Ok(())
    }

    pub(crate) async fn read(&self, group: &str) -> Result<Option<Registered>> {
        let client = self.client().await?;
        let (mut leases, mut members) = (Vec::new(), Vec::new());
        let mut since = None;
        let mut start: Option<Row> = None;
        loop {
            let attempt = || {
                client
                    .query()
                    .table_name(&self.name)
                    .consistent_read(true)
                    .key_condition_expression("#group = :group")
                    .expression_attribute_names("#group", GROUP)
                    .expression_attribute_values(":group", AttributeValue::S(group.to_owned()))
                    .set_exclusive_start_key(start.clone())
                    .send()
            };
            let answer = send(Twice::Harmless, attempt).await.map_err(|failed| self.error_of(&failed))?;
            for row in answer.items.into_iter().flatten() {
                let shard = text(&row, SHARD).unwrap_or_default();
                if shard == MARKER {
                    since = Some(time(&row, SINCE).unwrap_or_default());
                } else if shard == MEMBERS {
                    members = members_of(&row);
                } else {
                    leases.push(lease_of(&row).ok_or_else(|| unreadable(&self.name, group, &shard))?);
                }
            }
            start = answer.last_evaluated_key;
            // The marker comes before all shards. Without it nothing that is there counts.
            if start.is_none() || since.is_none() {
                return Ok(since.map(|since| Registered { since, leases, members }));
            }
        }
    }

    pub(crate) async fn add(&self, group: &str, lease: &Lease) -> Result<bool> {
        Ok(match self.put_new(row_of(group, lease)).await? {
            Answer::Done(()) => true,
            Answer::Refused { found, maybe_done } => maybe_done && is_ours(found.as_ref(), lease),
        })
    }

    pub(crate) async fn update(&self, group: &str, lease: &Lease, counter: u64) -> Result<Updated> {
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
        Ok(match self.update_unchanged(key(group, &lease.shard), counter, &set, &remove).await? {
            Answer::Done(row) => Updated::Held { wanted: row.as_ref().and_then(|row| text(row, WANTED)) },
            Answer::Refused { found, maybe_done } if maybe_done && is_ours(found.as_ref(), lease) => {
                Updated::Held { wanted: found.as_ref().and_then(|row| text(row, WANTED)) }
            }
            Answer::Refused { .. } => Updated::Lost,
        })
    }

    pub(crate) async fn want(&self, group: &str, shard: &str, counter: u64, by: &str) -> Result<bool> {
        let set = [(WANTED, AttributeValue::S(by.to_owned()))];
        // A repetition that fails says that the owner has written meanwhile, and so has seen the first.
        Ok(match self.update_unchanged(key(group, shard), counter, &set, &[]).await? {
            Answer::Done(_) => true,
            Answer::Refused { found, maybe_done } => {
                maybe_done && found.and_then(|row| text(&row, WANTED)).as_deref() == Some(by)
            }
        })
    }

    pub(crate) async fn delete(&self, group: &str, shard: &str, counter: u64) -> Result<bool> {
        Ok(match self.delete_unchanged(key(group, shard), counter).await? {
            Answer::Done(()) => true,
            Answer::Refused { found, maybe_done } => maybe_done && found.is_none(),
        })
    }

    pub(crate) async fn client(&self) -> Result<&Client> {
        self.table.connection.client().await
    }

    pub(crate) fn error_of<E>(&self, failed: &Failed<E>) -> Error
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match failed.error.code() {
            Some("ResourceNotFoundException") => {
                self.is_there.store(false, Ordering::Relaxed);
                gone(&self.name)
            }
            _ => from_failed(failed, &self.name),
        }
    }
}

/// Whether a row is what we wrote, whoever wants it by now. An owner writes a counter once only.
fn is_ours(found: Option<&Row>, lease: &Lease) -> bool {
    let found = found.and_then(lease_of);
    found.is_some_and(|found| Lease { wanted: None, ..found } == Lease { wanted: None, ..lease.clone() })
}
