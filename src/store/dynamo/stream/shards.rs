//! Reads a stream: its shards, iterators and records.

use std::sync::{Arc, PoisonError};

use aws_sdk_dynamodbstreams::error::ProvideErrorMetadata;
use aws_sdk_dynamodbstreams::types::{ShardIteratorType, StreamDescription, StreamStatus};

use super::TableStream;
use super::record::record_of;
use crate::model::{Error, Result};
use crate::store::busy::THROTTLED;
use crate::store::dynamo::error::{from_failed, named, not_found};
use crate::store::dynamo::retry::{Failed, Twice, send};
use crate::store::dynamo::table::{describe, has_stream};
use crate::store::feed::{Records, Shard, ShardError, ShardIterator, StartingPosition};

/// Most records of a page.
const PAGE: i32 = 1000;
const NOT_FOUND: &str = "ResourceNotFoundException";

impl TableStream {
    pub(super) async fn list_shards(&self) -> Result<Vec<Shard>> {
        let arn = self.arn().await?;
        if let Some(shards) = self.describe_stream(&arn).await? {
            return Ok(shards);
        }
        // By now the table has another stream, or it was deleted and created again.
        let arn = self.look_up_arn().await?;
        self.describe_stream(&arn).await?.ok_or_else(|| no_stream(&self.table.name))
    }

    /// The shards of a stream; `None` if it does not exist, or if it is disabled.
    async fn describe_stream(&self, arn: &str) -> Result<Option<Vec<Shard>>> {
        let client = self.table.connection.streams().await?;
        let mut shards = Vec::new();
        let mut start = None;
        loop {
            let attempt = || {
                let request = client.describe_stream().stream_arn(arn);
                request.set_exclusive_start_shard_id(start.clone()).send()
            };
            let description = match send(Twice::Harmless, attempt).await {
                Ok(answer) => answer.stream_description.ok_or_else(Error::internal)?,
                Err(failed) if failed.error.code() == Some(NOT_FOUND) => return Ok(None),
                Err(failed) => return Err(self.error_of(&failed)),
            };
            if is_over(&description) {
                return Ok(None);
            }
            shards.extend(
                description
                    .shards
                    .into_iter()
                    .flatten()
                    .filter_map(|shard| Some(Shard { id: shard.shard_id?, parent: shard.parent_shard_id })),
            );
            start = description.last_evaluated_shard_id;
            if start.is_none() {
                return Ok(Some(shards));
            }
        }
    }

    pub(super) async fn find_position(
        &self,
        shard: &str,
        from: &StartingPosition,
    ) -> std::result::Result<ShardIterator, ShardError> {
        let arn = self.arn().await.map_err(ShardError::Failed)?;
        let client = self.table.connection.streams().await.map_err(ShardError::Failed)?;
        let (kind, sequence) = match from {
            StartingPosition::Oldest => (ShardIteratorType::TrimHorizon, None),
            StartingPosition::Newest => (ShardIteratorType::Latest, None),
            StartingPosition::At(sequence) => (ShardIteratorType::AtSequenceNumber, Some(sequence)),
            StartingPosition::After(sequence) => (ShardIteratorType::AfterSequenceNumber, Some(sequence)),
        };
        let attempt = || {
            client
                .get_shard_iterator()
                .stream_arn(&*arn)
                .shard_id(shard)
                .shard_iterator_type(kind.clone())
                .set_sequence_number(sequence.map(|sequence| sequence.0.to_string()))
                .send()
        };
        let answer = send(Twice::Harmless, attempt).await.map_err(|failed| self.unreadable(&failed))?;
        answer.shard_iterator.map(ShardIterator).ok_or_else(|| ShardError::Failed(Error::internal()))
    }

    pub(super) async fn read_records(
        &self,
        position: &ShardIterator,
    ) -> std::result::Result<Records, ShardError> {
        let client = self.table.connection.streams().await.map_err(ShardError::Failed)?;
        let attempt = || client.get_records().shard_iterator(&position.0).limit(PAGE).send();
        let answer = send(Twice::Harmless, attempt).await.map_err(|failed| self.unreadable(&failed))?;
        let records = answer.records.into_iter().flatten().filter_map(record_of).collect();
        Ok(Records { records, next: answer.next_shard_iterator.map(ShardIterator) })
    }

    async fn arn(&self) -> Result<Arc<str>> {
        let known = self.arn.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some(arn) => Ok(arn),
            None => self.look_up_arn().await,
        }
    }

    async fn look_up_arn(&self) -> Result<Arc<str>> {
        let name = &self.table.name;
        let table = describe(self.table.connection.client().await?, name).await?;
        let table = table.ok_or_else(|| not_found(name))?;
        let arn = table.latest_stream_arn().filter(|_| has_stream(&table)).map(Arc::from);
        self.arn.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&arn);
        arn.ok_or_else(|| no_stream(name))
    }

    fn unreadable<E>(&self, failed: &Failed<E>) -> ShardError
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        match failed.error.code() {
            Some("ExpiredIteratorException") => ShardError::Expired,
            Some("TrimmedDataAccessException") => ShardError::Trimmed,
            Some(NOT_FOUND) => ShardError::NoShard,
            _ => ShardError::Failed(self.error_of(failed)),
        }
    }

    fn error_of<E>(&self, failed: &Failed<E>) -> Error
    where
        E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
    {
        let name = &self.table.name;
        match failed.error.code() {
            Some("LimitExceededException") => named(
                "LimitExceededException",
                THROTTLED,
                format!(
                    "Too many programs read the stream of the table '{name}' at once: AWS allows two readers for each \
                     shard. Let fewer programs, such as Lambda functions, read it."
                ),
            ),
            _ => from_failed(failed, name),
        }
    }
}

/// Whether a stream is disabled. It can be read for a day, but the table may have another one.
fn is_over(stream: &StreamDescription) -> bool {
    matches!(stream.stream_status, Some(StreamStatus::Disabled | StreamStatus::Disabling))
}

fn no_stream(table: &str) -> Error {
    Error::refused(
        "NO_STREAM",
        format!(
            "The table '{table}' has no stream of new and old images, which events need. Disable a stream of another \
             kind, then enable this one: 'aws dynamodb update-table --table-name {table} \
             --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES'."
        ),
    )
}
