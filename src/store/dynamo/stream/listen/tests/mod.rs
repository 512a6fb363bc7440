mod world;

use std::time::Duration;

use tokio::time::{sleep, timeout};

use self::world::World;
use super::*;
use crate::model::Event;
use crate::model::row::Unreadable;

#[derive(Default)]
struct Ear(Mutex<Vec<String>>);

impl Listener for Ear {
    fn changed(&self, event: &Event) {
        self.0.lock().unwrap().push(event.item.key.to_text());
    }

    fn unreadable(&self, _: &Unreadable) {}

    fn failed(&self, error: &Error) {
        self.0.lock().unwrap().push(error.code.to_owned());
    }
}

/// A listener of a world, which hears for a while of the simulated time.
struct Hearing {
    ear: Arc<Ear>,
    broadcast: Arc<Broadcast>,
    reading: tokio::task::JoinHandle<()>,
}

impl Hearing {
    async fn begin(world: &Arc<World>) -> Self {
        let (ear, broadcast) = (Arc::new(Ear::default()), Arc::new(Broadcast::default()));
        broadcast.add(Arc::clone(&ear) as _, || Ok(None)).unwrap();
        let reader = StreamReader::new(Arc::clone(world) as _, Arc::clone(&broadcast));
        let reading = tokio::spawn(reader.run());
        timeout(Duration::from_secs(1), broadcast.has_begun()).await.unwrap().unwrap();
        Self { ear, broadcast, reading }
    }

    async fn until_quiet(&self) -> Vec<String> {
        sleep(Duration::from_secs(60)).await;
        std::mem::take(&mut self.ear.0.lock().unwrap())
    }
}

#[tokio::test(start_paused = true)]
async fn shards_are_followed_through_splits_from_where_they_end() {
    let world = Arc::new(World::default());
    world.open("ended", None);
    world.open("a", Some("ended"));
    world.open("b", None);
    for (shard, key) in [("ended", "old:1"), ("a", "old:2")] {
        world.write(shard, key);
    }
    world.close("ended");
    let hearing = Hearing::begin(&world).await;
    world.write("a", "a:1");
    world.write("b", "b:1");
    let mut heard = hearing.until_quiet().await;
    heard.sort();
    assert_eq!(heard, ["a:1", "b:1"]);
    // A split: what the parent still has comes before what its children have.
    for key in ["a:2", "a:3", "a:4"] {
        world.write("a", key);
    }
    world.close("a");
    world.open("a left", Some("a"));
    world.open("a right", Some("a"));
    world.write("a left", "a:5");
    world.close("a left");
    world.open("a left again", Some("a left"));
    world.write("a left again", "a:6");
    assert_eq!(hearing.until_quiet().await, ["a:2", "a:3", "a:4", "a:5", "a:6"]);
    world.write("a right", "a:7");
    assert_eq!(hearing.until_quiet().await, ["a:7"]);
    hearing.reading.abort();
}

#[tokio::test(start_paused = true)]
async fn an_expired_iterator_is_replaced_at_the_same_place() {
    let world = Arc::new(World::default());
    world.open("a", None);
    let hearing = Hearing::begin(&world).await;
    world.write("a", "a:1");
    assert_eq!(hearing.until_quiet().await, ["a:1"]);
    world.state().faults = vec![ShardError::Expired, ShardError::Failed(Error::internal())];
    world.write("a", "a:2");
    assert_eq!(hearing.until_quiet().await, ["a:2"]);
    hearing.reading.abort();
}

#[tokio::test(start_paused = true)]
async fn records_from_before_the_beginning_are_not_heard() {
    let world = Arc::new(World::default());
    world.open("a", None);
    world.write("a", "a:old");
    world.state().now = Millis::ZERO + 2 * CLOCKS_DIFFER;
    let hearing = Hearing::begin(&world).await;
    // Nothing was read yet, so the shard is read from its beginning.
    world.state().faults = vec![ShardError::Expired];
    world.write("a", "a:new");
    assert_eq!(hearing.until_quiet().await, ["a:new"]);
    hearing.reading.abort();
}

#[tokio::test(start_paused = true)]
async fn missed_records_end_the_broadcast() {
    for fault in [ShardError::Trimmed, ShardError::NoShard] {
        let world = Arc::new(World::default());
        world.open("a", None);
        let hearing = Hearing::begin(&world).await;
        world.state().faults = vec![fault];
        assert_eq!(hearing.until_quiet().await, ["CHANGES_MISSED"]);
        assert!(hearing.reading.is_finished());
    }
    // A process that was frozen for a day.
    let world = Arc::new(World::default());
    world.open("a", None);
    let hearing = Hearing::begin(&world).await;
    world.state().now = Millis::ZERO + EVENT_LIFETIME;
    assert_eq!(hearing.until_quiet().await, ["CHANGES_MISSED"]);
    assert!(hearing.broadcast.has_failed());
}

#[tokio::test(start_paused = true)]
async fn a_failure_ends_the_broadcast_only_if_it_lasts() {
    let world = Arc::new(World::default());
    world.open("a", None);
    let hearing = Hearing::begin(&world).await;
    world.state().is_down = true;
    world.state().now = Millis::ZERO + PATIENCE / 2;
    world.write("a", "a:1");
    assert_eq!(hearing.until_quiet().await, Vec::<String>::new());
    world.state().is_down = false;
    assert_eq!(hearing.until_quiet().await, ["a:1"]);
    world.state().is_down = true;
    world.state().now = Millis::ZERO + PATIENCE * 2;
    assert_eq!(hearing.until_quiet().await, ["INTERNAL"]);
}
