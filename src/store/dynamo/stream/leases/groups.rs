//! The groups of a table: how far each is behind, and forgetting one.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use aws_sdk_dynamodb::error::BuildError;
use aws_sdk_dynamodb::operation::scan::ScanInput;
use aws_sdk_dynamodb::types::{Delete, TransactWriteItem};
use tokio::time::{Instant, sleep};

use super::Leases;
use super::members::{MEMBERS, members_of};
use super::row::{COUNTER, GROUP, MARKER, SHARD, SINCE, key, lease_of, number, text, time};
use super::table::LeaseTable;
use crate::model::{Error, Result};
use crate::store::dynamo::attribute::Row;
use crate::store::dynamo::retry::{Twice, send};
use crate::store::dynamo::table::built;
use crate::store::dynamo::transaction::{Transacted, transact};
use crate::store::feed::{Checkpoint, EventGroup, Forgotten, LEASE, Lease, Registered};

/// How often to look whether a process renews a lease.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Longer than the answer to a renewal takes.
const GRACE: Duration = Duration::from_secs(1);
/// Leases in one transaction, beside the marker and the members: DynamoDB allows 100 rows.
const CHUNK: usize = 98;

impl Leases {
    /// What the table tells of each group that is registered.
    pub(in crate::store::dynamo::stream) async fn groups(&self) -> Result<Vec<EventGroup>> {
        let mut groups: BTreeMap<String, Vec<Row>> = BTreeMap::new();
        for row in self.0.rows().await? {
            groups.entry(text(&row, GROUP).unwrap_or_default()).or_default().push(row);
        }
        Ok(groups.into_iter().filter_map(|(name, rows)| state_of(name, &rows)).collect())
    }

    /// Forgets a group whose leases nobody renews.
    pub(in crate::store::dynamo::stream) async fn forget(&self, group: &str) -> Result<Forgotten> {
        let before = match self.read(group).await {
            Ok(registered) => registered,
            Err(error) if error.code == "TABLE_NOT_FOUND" && self.0.is_missing().await? => None,
            Err(error) => return Err(error),
        };
        let Some(Registered { leases, .. }) = before else {
            return Ok(Forgotten { existed: false, events: None });
        };
        if leases.iter().any(|lease| lease.owner.is_some()) {
            self.wait_for_renewal(group, &leases).await?;
        }
        self.0.delete_group(group, &leases).await?;
        Ok(Forgotten { existed: true, events: None })
    }

    /// Waits for as long as a lease lasts. Fails if a process renews or takes one meanwhile.
    async fn wait_for_renewal(&self, group: &str, before: &[Lease]) -> Result<()> {
        let counters = |leases: &[Lease]| -> BTreeMap<String, u64> {
            leases.iter().map(|lease| (lease.shard.clone(), lease.counter)).collect()
        };
        let (before, end) = (counters(before), Instant::now() + LEASE + GRACE);
        while Instant::now() < end {
            sleep(LOOK_EVERY).await;
            let now = self.read(group).await?.map(|registered| counters(&registered.leases));
            if now.is_none_or(|now| now != before) {
                return Err(Error::group_in_use(group));
            }
        }
        Ok(())
    }
}

impl LeaseTable {
    /// All rows; none if the table does not exist, because no program has handled events.
    async fn rows(&self) -> Result<Vec<Row>> {
        let sender = self.sender().await?;
        let mut rows = Vec::new();
        let mut start: Option<Row> = None;
        loop {
            let attempt = || {
                let input = ScanInput::builder().table_name(&self.name).consistent_read(true);
                sender.send(input.set_exclusive_start_key(start.clone()).build())
            };
            let answer = match send(Twice::Harmless, attempt).await.map_err(|failed| self.error_of(&failed)) {
                Ok(answer) => answer,
                Err(error) if error.code == "TABLE_NOT_FOUND" && self.is_missing().await? => return Ok(rows),
                Err(error) => return Err(error),
            };
            rows.extend(answer.items.into_iter().flatten());
            start = answer.last_evaluated_key;
            if start.is_none() {
                return Ok(rows);
            }
        }
    }

    /// Deletes the rows of a group, unless a process has written one of these leases since they were read.
    async fn delete_group(&self, group: &str, leases: &[Lease]) -> Result<()> {
        let (first, others) = leases.split_at(leases.len().min(CHUNK));
        let marker = [MARKER, MEMBERS].map(|shard| self.delete(group, shard, None)).into_iter();
        let delete = |lease: &Lease| self.delete(group, &lease.shard, Some(lease.counter));
        self.delete_all(group, marker.chain(first.iter().map(delete)).collect()).await?;
        for chunk in others.chunks(CHUNK) {
            // Without the marker they do not count, so whoever takes one of them has found another group.
            let _ = self.delete_all(group, chunk.iter().map(delete).collect()).await;
        }
        Ok(())
    }

    async fn delete_all(
        &self,
        group: &str,
        deletes: std::result::Result<Vec<TransactWriteItem>, BuildError>,
    ) -> Result<()> {
        let (sender, deletes) = (self.sender().await?, built(deletes)?);
        let token = format!("{:032x}", fastrand::u128(..));
        let answer = transact(sender, &deletes, Some(&token), &|failed| self.error_of(failed)).await;
        match answer.map_err(|failed| failed.error)? {
            Transacted::Done => Ok(()),
            Transacted::Refused(_) => Err(Error::group_in_use(group)),
            Transacted::Mismatch => Err(Error::internal()),
        }
    }

    fn delete(
        &self,
        group: &str,
        shard: &str,
        counter: Option<u64>,
    ) -> std::result::Result<TransactWriteItem, BuildError> {
        let mut delete = Delete::builder().table_name(&self.name).set_key(Some(key(group, shard)));
        if let Some(counter) = counter {
            delete = delete
                .condition_expression("#counter = :counter")
                .expression_attribute_names("#counter", COUNTER)
                .expression_attribute_values(":counter", number(&counter));
        }
        Ok(TransactWriteItem::builder().delete(delete.build()?).build())
    }
}

/// What the rows of a group tell. `None` if it is not registered.
fn state_of(name: String, rows: &[Row]) -> Option<EventGroup> {
    let row_of = |shard: &str| rows.iter().find(|row| text(row, SHARD).as_deref() == Some(shard));
    let registered = time(row_of(MARKER)?, SINCE).unwrap_or_default();
    let leases: Vec<_> = rows.iter().filter_map(lease_of).collect();
    let owners: BTreeSet<_> = leases.iter().filter_map(|lease| lease.owner.as_deref()).collect();
    let members = row_of(MEMBERS).map(members_of).unwrap_or_default();
    let names: BTreeSet<_> = members.into_iter().flat_map(|wants| wants.names).collect();
    let is_open = |lease: &&Lease| matches!(lease.checkpoint, Checkpoint::Since(_) | Checkpoint::Through(_));
    let since = leases.iter().filter(is_open).map(|lease| lease.handled_through.max(registered)).min();
    Some(EventGroup {
        name,
        members: owners.len(),
        names: names.into_iter().collect(),
        waiting: None,
        since,
        failing: leases.iter().map(|lease| lease.parked.len() as u64).sum(),
    })
}
