//! A position in a shard that outlives the iterators of the stream.

use std::sync::Arc;

use crate::model::Millis;
use crate::store::feed::{ChangeStream, Records, ShardError, ShardIterator, StartingPosition};

/// Where to read next.
#[derive(Debug, Clone)]
pub(super) struct ShardCursor {
    from: StartingPosition,
    /// The same position as an iterator, while it is valid.
    position: Option<ShardIterator>,
}

/// The result of a request for a page.
pub(super) struct Fetched {
    /// When the page was asked for.
    pub asked: Millis,
    pub result: Result<Records, ShardError>,
}

impl ShardCursor {
    pub(super) fn new(from: StartingPosition, position: Option<ShardIterator>) -> Self {
        Self { from, position }
    }

    /// Requests the page at this position.
    pub(super) async fn fetch(mut self, stream: Arc<dyn ChangeStream>, shard: String) -> Fetched {
        let position = match self.position.take() {
            Some(position) => Ok(position),
            None => stream.position(&shard, &self.from).await,
        };
        let asked = stream.now();
        let result = match position {
            Ok(position) => stream.records(&position).await,
            Err(unreadable) => Err(unreadable),
        };
        Fetched { asked, result }
    }

    /// Moves behind a page.
    pub(super) fn advance(&mut self, records: &Records) {
        self.position.clone_from(&records.next);
        if let Some(last) = records.records.last() {
            self.from = StartingPosition::After(last.sequence.clone());
        }
    }

    /// The iterator has expired. The position stays.
    pub(super) fn renew(&mut self) {
        self.position = None;
    }

    /// The records at the position are gone.
    pub(super) fn rewind(&mut self) {
        *self = Self::new(StartingPosition::Oldest, None);
    }
}
