//! A place in a shard that outlives the positions that the stream gives out.

use std::sync::Arc;

use crate::model::Millis;
use crate::store::feed::{ChangeStream, Records, ShardError, ShardIterator, StartingPosition};

/// Where to read on.
#[derive(Debug, Clone)]
pub(super) struct ShardCursor {
    from: StartingPosition,
    /// The same place, as long as the stream knows it.
    position: Option<ShardIterator>,
}

/// What a request for a page came to.
pub(super) struct Fetched {
    /// When the page was asked for.
    pub asked: Millis,
    pub result: Result<Records, ShardError>,
}

impl ShardCursor {
    pub fn new(from: StartingPosition, position: Option<ShardIterator>) -> Self {
        Self { from, position }
    }

    /// A page from here.
    pub async fn fetch(mut self, stream: Arc<dyn ChangeStream>, shard: String) -> Fetched {
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

    /// Goes on behind a page.
    pub fn advance(&mut self, records: &Records) {
        self.position.clone_from(&records.next);
        if let Some(last) = records.records.last() {
            self.from = StartingPosition::After(last.sequence.clone());
        }
    }

    /// The position is too old; the place is the same.
    pub fn renew(&mut self) {
        self.position = None;
    }

    /// The place is gone.
    pub fn rewind(&mut self) {
        *self = Self::new(StartingPosition::Oldest, None);
    }
}
