//! Reads all shards of a stream for the listeners of this process, from where they end when the first listener comes.
//! Nothing is stored: no lease, no checkpoint.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::TableStream;
use crate::model::limits::EVENT_LIFETIME;
use crate::model::{Error, Millis, Result};
use crate::store::StoreFuture;
use crate::store::dynamo::pace::side_by_side;
use crate::store::feed::{
    Broadcast, Broadcasting, ChangeReader, ChangeStream, Listener, Listening, Record, Records, Shard,
    ShardError, ShardIterator, StartingPosition,
};

/// The shortest time between two rounds of requests. AWS allows five for each shard in a second.
const SPACING: Duration = Duration::from_millis(250);
/// The longest, while no records come.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
/// How often to look for new shards.
const DISCOVER_EVERY: Duration = Duration::from_secs(5);
/// How far the stream's 24 hours may differ from this process's.
const TRIM_MARGIN: Duration = Duration::from_secs(5 * 60);
/// How far the clock of a record may differ from the one by which a reader begins.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);
/// How long requests may fail before the listeners learn of it.
const PATIENCE: Duration = Duration::from_secs(60);

/// The broadcasts of this process, by stream: AWS allows two readers for each shard, so the handles on a table share one.
static BROADCASTS: LazyLock<Mutex<HashMap<String, Arc<Broadcasting>>>> = LazyLock::new(Mutex::default);

/// See [`Store::listen`](crate::store::Store::listen).
pub(in crate::store::dynamo) fn listen(
    stream: &Arc<TableStream>,
    listener: Arc<dyn Listener>,
) -> StoreFuture<Listening> {
    let broadcasting = {
        let mut broadcasts = BROADCASTS.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(broadcasts.entry(stream.name()).or_default())
    };
    broadcasting.listen(
        listener,
        || Ok(None),
        |broadcast| {
            let reader = StreamReader::new(Arc::clone(stream) as _, broadcast);
            Ok(ChangeReader { read: Box::pin(reader.run()), end: Box::new(|| {}) })
        },
    )
}

struct StreamReader {
    stream: Arc<dyn ChangeStream>,
    broadcast: Arc<Broadcast>,
    /// The shards that are being read.
    reading: BTreeMap<String, ShardPlace>,
    /// The shards that are listed, without those that wait for a parent.
    known: BTreeSet<String>,
    /// When it began, by the server's clock.
    begun: Millis,
    /// When all shards were read without a failure, by the same clock.
    sound: Millis,
}

impl StreamReader {
    fn new(stream: Arc<dyn ChangeStream>, broadcast: Arc<Broadcast>) -> Self {
        let (reading, known) = (BTreeMap::new(), BTreeSet::new());
        Self { stream, broadcast, reading, known, begun: Millis::ZERO, sound: Millis::ZERO }
    }

    async fn run(mut self) {
        if let Err(error) = self.follow().await {
            self.broadcast.fail(error);
        }
    }

    async fn follow(&mut self) -> Result<()> {
        self.start().await?;
        self.broadcast.begin();
        let mut wait = SPACING;
        let mut discover_at = Instant::now() + DISCOVER_EVERY;
        loop {
            sleep(wait).await;
            match self.read().await {
                Ok(Round { records, ended }) => {
                    wait = if records { SPACING } else { LONGEST_WAIT.min(wait * 2) };
                    if ended {
                        discover_at = Instant::now();
                    }
                }
                Err(RoundFault::Missed) => return Err(missed()),
                Err(RoundFault::Failed(error)) => {
                    if self.stream.now().since(self.sound) >= PATIENCE {
                        return Err(error);
                    }
                    wait = LONGEST_WAIT;
                }
            }
            if discover_at <= Instant::now() && self.discover().await.is_ok() {
                discover_at = Instant::now() + DISCOVER_EVERY;
            }
        }
    }

    /// Finds where the open shards end.
    async fn start(&mut self) -> Result<()> {
        let shards = self.stream.shards().await?;
        let parents: BTreeSet<_> = shards.iter().filter_map(|shard| shard.parent.as_deref()).collect();
        let open: Vec<_> = shards.iter().filter(|shard| !parents.contains(&*shard.id)).collect();
        let positions = side_by_side(&open, async |shard| {
            self.stream.position(&shard.id, &StartingPosition::Newest).await
        });
        for (shard, position) in open.iter().zip(positions.await) {
            let iterator = match position {
                Ok(iterator) => iterator,
                Err(ShardError::Failed(error)) => return Err(error),
                // It has ended meanwhile.
                Err(ShardError::Expired | ShardError::Trimmed | ShardError::NoShard) => continue,
            };
            let place = ShardPlace { from: StartingPosition::Oldest, iterator: Some(iterator) };
            self.reading.insert(shard.id.clone(), place);
        }
        self.known = shards.iter().map(|shard| shard.id.clone()).collect();
        self.begun = self.stream.now();
        self.sound = self.begun;
        Ok(())
    }

    /// Reads a page of each shard.
    async fn read(&mut self) -> Result<Round, RoundFault> {
        let now = self.stream.now();
        if now.since(self.sound) + TRIM_MARGIN >= EVENT_LIFETIME {
            return Err(RoundFault::Missed);
        }
        let places: Vec<_> = self.reading.iter().collect();
        let pages =
            side_by_side(&places, async |(shard, place)| place.page(&*self.stream, shard).await).await;
        let shards: Vec<_> = self.reading.keys().cloned().collect();
        let (mut round, mut failed) = (Round::default(), None);
        for (shard, page) in shards.into_iter().zip(pages) {
            match page {
                Ok(page) => self.take(&shard, &page, &mut round),
                // Another iterator is requested in the next round.
                Err(ShardError::Expired) => {
                    self.reading.entry(shard).and_modify(|place| place.iterator = None);
                }
                Err(ShardError::Trimmed | ShardError::NoShard) => return Err(RoundFault::Missed),
                Err(ShardError::Failed(error)) => failed = Some(error),
            }
        }
        if let Some(error) = failed {
            return Err(RoundFault::Failed(error));
        }
        self.sound = now;
        Ok(round)
    }

    /// Passes on the records of a page.
    fn take(&mut self, shard: &str, page: &Records, round: &mut Round) {
        // Where an iterator expires before a first record, the shard is read from its beginning.
        let is_new = |record: &&Record| record.at + CLOCKS_DIFFER >= self.begun;
        for Record { events, unreadable, .. } in page.records.iter().filter(is_new) {
            for event in events {
                self.broadcast.change(event);
            }
            if let Some(row) = unreadable {
                self.broadcast.unreadable(row);
            }
        }
        round.records |= !page.records.is_empty();
        if page.next.is_none() {
            round.ended = true;
            self.reading.remove(shard);
        } else if let Some(place) = self.reading.get_mut(shard) {
            place.advance(page);
        }
    }

    /// Adds the shards that are new, once the shards that they continue are read to their end. They are read from their
    /// beginning.
    async fn discover(&mut self) -> Result<()> {
        let mut shards = self.stream.shards().await?;
        let listed: BTreeSet<_> = shards.iter().map(|shard| shard.id.clone()).collect();
        let is_open = |id: &String| self.reading.contains_key(id) || !self.known.contains(id);
        shards.retain(|shard| !shard.parent.as_ref().is_some_and(|id| listed.contains(id) && is_open(id)));
        for Shard { id, .. } in shards.iter().filter(|shard| !self.known.contains(&shard.id)) {
            let place = ShardPlace { from: StartingPosition::Oldest, iterator: None };
            self.reading.insert(id.clone(), place);
        }
        self.known = shards.into_iter().map(|shard| shard.id).collect();
        Ok(())
    }
}

/// What a round of requests has found.
#[derive(Default)]
struct Round {
    /// Whether there were records.
    records: bool,
    /// Whether a shard has ended.
    ended: bool,
}

/// Why a round of requests failed.
enum RoundFault {
    /// Records are gone that were not read.
    Missed,
    /// Another reason, which may be temporary.
    Failed(Error),
}

/// A place in a shard.
struct ShardPlace {
    from: StartingPosition,
    /// The same place as an iterator, while it is valid.
    iterator: Option<ShardIterator>,
}

impl ShardPlace {
    /// The page at this place.
    async fn page(&self, stream: &dyn ChangeStream, shard: &str) -> Result<Records, ShardError> {
        match &self.iterator {
            Some(iterator) => stream.records(iterator).await,
            None => stream.records(&stream.position(shard, &self.from).await?).await,
        }
    }

    /// Moves behind a page.
    fn advance(&mut self, page: &Records) {
        self.iterator.clone_from(&page.next);
        if let Some(last) = page.records.last() {
            self.from = StartingPosition::After(last.sequence.clone());
        }
    }
}

fn missed() -> Error {
    Error::refused(
        "CHANGES_MISSED",
        "The table's stream no longer holds changes that this process has not read: they are older than 24 hours, or the \
         stream was replaced. Begin anew: a 'watch' starts with the items as they are.",
    )
}

#[cfg(test)]
mod tests;
