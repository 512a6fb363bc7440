//! A place in a shard that outlives the positions that the stream gives out.

use std::sync::Arc;

use crate::store::stream::{ChangeStream, From, Position, Records, Unreadable};

/// Where to read on.
#[derive(Debug, Clone)]
pub(super) struct Cursor {
    from: From,
    /// The same place, as long as the stream knows it.
    position: Option<Position>,
}

/// What a request for a page came to.
pub(super) struct Fetched {
    /// When the page was asked for, in epoch milliseconds.
    pub asked: i64,
    pub result: Result<Records, Unreadable>,
}

impl Cursor {
    pub fn new(from: From, position: Option<Position>) -> Self {
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
            self.from = From::After(last.sequence.clone());
        }
    }

    /// The position is too old; the place is the same.
    pub fn renew(&mut self) {
        self.position = None;
    }

    /// The place is gone.
    pub fn rewind(&mut self) {
        *self = Self::new(From::Oldest, None);
    }
}
