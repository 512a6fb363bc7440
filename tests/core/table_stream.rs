//! A table's stream and its leases, on a DynamoDB server.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use ampt_data::model::{Body, EventKind, Json, Key, Labels, Millis, Seconds};
use ampt_data::plan::{Change, Condition, Plan, Replacement};
use ampt_data::store::clock::system_clock;
use ampt_data::store::dynamo::DynamoStore;
use ampt_data::store::feed::{
    ChangeStream, Changes, Checkpoint, Lease, Parked, Record, Registered, Retry, Sequence, ShardError,
    ShardIterator, StartingPosition, Updated, Wants,
};
use ampt_data::store::runtime::runtime;
use ampt_data::store::{Freshness, Store};
use aws_smithy_types::DateTime;
use aws_smithy_types::date_time::Format;
use serde_json::Value;

use crate::support::server::{Server, open, set_credentials};

fn stream_of(store: &DynamoStore) -> Arc<dyn ChangeStream> {
    match store.changes() {
        Changes::Stream(stream) => stream,
        Changes::Log(_) => panic!("a table has a stream"),
    }
}

fn plan(key: &str, change: Change) -> Plan {
    Plan { key: Key::parse(key).unwrap(), condition: Condition::default(), change }
}

fn put(key: &str, value: &str, ttl: Option<Seconds>) -> Plan {
    let body = Body::Value(Json::from_text(value.to_owned()));
    let labels = Labels::default();
    plan(key, Change::Replace(Replacement { body, labels, ttl, created: None, version: None }))
}

fn lease(shard: &str) -> Lease {
    Lease {
        shard: shard.to_owned(),
        parent: None,
        owner: None,
        counter: 0,
        wanted: None,
        checkpoint: Checkpoint::Since(Millis(7)),
        parked: BTreeMap::new(),
        handled_through: Millis(7),
        checkpoint_at: Millis(5),
    }
}

fn registered(leases: &[Lease]) -> Registered {
    Registered { since: Millis(3), leases: leases.to_vec(), members: Vec::new() }
}

async fn leases(stream: &dyn ChangeStream, group: &str) -> Option<Vec<Lease>> {
    let found = stream.leases(group).await.unwrap();
    found.map(|found| {
        assert_eq!(found.since, Millis(3));
        found.leases
    })
}

/// Runs a test on the threads on which consumers run.
fn run(test: impl Future<Output = ()>) {
    runtime().unwrap().block_on(test);
}

/// Reads until there are so many records.
async fn read(
    stream: &dyn ChangeStream,
    shard: &str,
    from: &StartingPosition,
    count: usize,
) -> (Vec<Record>, Option<ShardIterator>) {
    let mut position = Some(stream.position(shard, from).await.unwrap());
    let mut records = Vec::new();
    while records.len() < count {
        let page = stream.records(position.as_ref().unwrap()).await.unwrap();
        records.extend(page.records);
        position = page.next;
    }
    (records, position)
}

fn told(record: &Record) -> Vec<(EventKind, String, String, Option<String>)> {
    let event = |event: &ampt_data::model::Event| {
        let previous = event.previous.as_ref().map(|item| item.value().as_str().to_owned());
        (event.kind, event.item.key.to_text(), event.item.value().as_str().to_owned(), previous)
    };
    record.events.iter().map(event).collect()
}

#[test]
fn writes_come_back_as_events() {
    let server = Server::start();
    run(async {
        let store = server.table("events");
        store.create().await.unwrap();
        let stream = stream_of(&store);
        let shards = stream.shards().await.unwrap();
        assert_eq!(shards.len(), 1);
        let shard = &*shards[0].id;
        let newest = stream.position(shard, &StartingPosition::Newest).await.unwrap();
        let before = stream.now();
        assert_eq!(*stream.writes().borrow(), Millis::ZERO);
        store.commit(put("a:1", "1", None).into()).await.unwrap();
        let first_write = *stream.writes().borrow();
        assert!(first_write >= before);
        store.commit(put("a:1", "2", Some(Seconds(1_700_000_000))).into()).await.unwrap();
        store.commit(put("a:1", "3", None).into()).await.unwrap();
        store
            .commit(ampt_data::store::Write::Each(vec![put("b:1", "1", None), plan("a:1", Change::Remove)]))
            .await
            .unwrap();
        assert!(*stream.writes().borrow() >= first_write);

        let (records, next) = read(&*stream, shard, &StartingPosition::Oldest, 5).await;
        assert!(next.is_some(), "the shard is open");
        let mut events: Vec<_> = records.iter().map(told).collect();
        // The entries of a batch have no order.
        events[3..].sort_by_key(|events| events[0].1.clone());
        let event = |kind, key: &str, value: &str, previous: Option<&str>| {
            (kind, key.to_owned(), value.to_owned(), previous.map(str::to_owned))
        };
        use EventKind::{Created, Deleted, Updated};
        assert_eq!(
            events,
            [
                vec![event(Created, "a:1", "1", None)],
                vec![event(Updated, "a:1", "2", Some("1"))],
                vec![event(Deleted, "a:1", "2", None), event(Created, "a:1", "3", None)],
                vec![event(Deleted, "a:1", "3", None)],
                vec![event(Created, "b:1", "1", None)],
            ]
        );
        // The server counts whole seconds.
        assert!(
            records
                .iter()
                .all(|record| (before - Duration::from_secs(1)..=stream.now()).contains(&record.at))
        );
        assert!(records.is_sorted_by_key(|record| record.sequence.clone()));
        assert_eq!(stream.records(&newest).await.unwrap().records.len(), 5);
        let third = &records[2].sequence;
        assert_eq!(read(&*stream, shard, &StartingPosition::At(third.clone()), 3).await.0, records[2..]);
        assert_eq!(read(&*stream, shard, &StartingPosition::After(third.clone()), 2).await.0, records[3..]);
    });
}

#[test]
fn a_table_without_its_stream_says_what_to_do() {
    let server = Server::start();
    let keys = r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"}],
        "BillingMode":"PAY_PER_REQUEST""#;
    let create = |name: &str, stream: &str| {
        server.request("CreateTable", &format!(r#"{{"TableName":"{name}",{keys}{stream}}}"#));
    };
    create("bare", "");
    create("keys", r#","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#);
    create("taken-events", "");
    run(async {
        for table in ["bare", "keys"] {
            let stream = stream_of(&server.open(table));
            let error = stream.shards().await.unwrap_err();
            assert_eq!(error.code, "NO_STREAM");
            assert!(error.message.contains("update-table --table-name"), "{error}");
            let position = stream.position("s", &StartingPosition::Oldest).await;
            assert_eq!(position, Err(ShardError::Failed(error)));
        }
        let missing = stream_of(&server.open("missing"));
        assert_eq!(missing.shards().await.unwrap_err().code, "TABLE_NOT_FOUND");
        let unprepared = missing.leases("g").await.unwrap_err();
        assert!(unprepared.message.contains("'missing-events'"), "{unprepared}");
        let taken = server.open("taken");
        let error = taken.create().await.unwrap_err();
        assert_eq!(error.code, "TABLE_MISMATCH");
        assert!(error.message.contains("'taken-events'"), "{error}");
        assert_eq!(stream_of(&taken).prepare().await.unwrap_err(), error);
    });
}

#[test]
fn a_stream_that_is_replaced_is_found_again() {
    let server = Server::start();
    run(async {
        let store = server.open("again");
        store.create().await.unwrap();
        let stream = stream_of(&store);
        stream.shards().await.unwrap();
        server.request("DeleteTable", r#"{"TableName":"again"}"#);
        let gone = stream.shards().await.unwrap_err();
        assert_eq!(gone.code, "TABLE_NOT_FOUND");
        store.create().await.unwrap();
        let shards = stream.shards().await.unwrap();
        stream.position(&shards[0].id, &StartingPosition::Oldest).await.unwrap();

        let switch = |stream: &str| {
            server.request(
                "UpdateTable",
                &format!(r#"{{"TableName":"again","StreamSpecification":{{{stream}}}}}"#),
            );
        };
        switch(r#""StreamEnabled":false"#);
        assert_eq!(stream.shards().await.unwrap_err().code, "NO_STREAM");
        switch(r#""StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES""#);
        stream.shards().await.unwrap();
    });
}

#[test]
fn a_group_is_registered_once() {
    let server = Server::start();
    run(async {
        let store = server.table("groups");
        let stream = stream_of(&store);
        // Nobody has called `createTable`.
        let (one, two) = tokio::join!(stream.prepare(), stream.prepare());
        one.and(two).unwrap();
        stream.prepare().await.unwrap();
        assert_eq!(leases(&*stream, "g").await, None);
        let shards: Vec<_> = (0..250).map(|shard| lease(&format!("shardId-{shard:03}"))).collect();
        let first = registered(&shards);
        let (one, two) = tokio::join!(stream.register("g", &first), stream.register("g", &first));
        assert_eq!([one.unwrap(), two.unwrap()].into_iter().filter(|first| *first).count(), 1);
        assert_eq!(leases(&*stream, "g").await, Some(shards.clone()));
        // One who comes late changes nothing.
        let held = Lease { owner: Some("me".into()), counter: 1, ..shards[0].clone() };
        assert_eq!(stream.update("g", &held, 0).await, Ok(Updated::Held { wanted: None }));
        assert_eq!(
            stream.register("g", &registered(&[lease("shardId-000"), lease("shardId-999")])).await,
            Ok(false)
        );
        let after = leases(&*stream, "g").await.unwrap();
        assert_eq!((after.len(), &after[0]), (250, &held));
        // What a registration that broke off has left does not count, and is overwritten.
        assert_eq!(stream.add("h", &held).await, Ok(true));
        assert_eq!(leases(&*stream, "h").await, None);
        assert_eq!(stream.register("h", &registered(&shards[..1])).await, Ok(true));
        assert_eq!(leases(&*stream, "h").await, Some(shards[..1].to_vec()));
        assert_eq!(stream.register("empty", &registered(&[])).await, Ok(true));
        assert_eq!(leases(&*stream, "empty").await, Some(vec![]));
    });
}

#[test]
fn all_pages_of_leases_are_read() {
    let server = Server::start();
    run(async {
        let stream = stream_of(&server.table("pages"));
        stream.prepare().await.unwrap();
        stream.register("g", &registered(&[])).await.unwrap();
        // DynamoDB gives at most one megabyte at once.
        let parked = Parked { from: Sequence("1".into()), part: 0, retry: Retry::default() };
        let parked: BTreeMap<_, _> =
            (0..150).map(|number| (format!("{number:02000}").into(), parked.clone())).collect();
        let rows: Vec<_> =
            (0..5).map(|shard| Lease { parked: parked.clone(), ..lease(&shard.to_string()) }).collect();
        for lease in &rows {
            assert_eq!(stream.add("g", lease).await, Ok(true));
        }
        server.forget();
        assert_eq!(leases(&*stream, "g").await.unwrap(), rows);
        assert!(server.count("Query") > 1);
    });
}

#[test]
fn a_lease_changes_for_who_knows_its_counter() {
    let server = Server::start();
    run(async {
        let store = server.table("leases");
        let stream = stream_of(&store);
        stream.prepare().await.unwrap();
        stream.register("g", &registered(&[lease("s")])).await.unwrap();
        assert_eq!(stream.add("g", &lease("s")).await, Ok(false));
        let mut child = Lease { parent: Some("s".into()), ..lease("t") };
        assert_eq!(stream.add("g", &child).await, Ok(true));

        let retry = Retry { attempts: 2, at: Millis(9), done: 1 };
        let parked = Parked { from: Sequence("12".into()), part: 1, retry };
        child.owner = Some("me".into());
        child.counter = 1;
        child.checkpoint = Checkpoint::Through(Sequence("34".into()));
        child.parked.insert("a".into(), parked);
        assert_eq!(stream.update("g", &child, 5).await, Ok(Updated::Lost));
        assert_eq!(stream.update("g", &child, 0).await, Ok(Updated::Held { wanted: None }));
        assert_eq!(
            stream.update("g", &Lease { shard: "none".into(), ..child.clone() }, 1).await,
            Ok(Updated::Lost)
        );
        assert_eq!(stream.want("g", "t", 0, "you").await, Ok(false));
        assert_eq!(stream.want("g", "none", 0, "you").await, Ok(false));
        assert_eq!(stream.want("g", "t", 1, "you").await, Ok(true));
        child.wanted = Some("you".into());
        assert_eq!(leases(&*stream, "g").await, Some(vec![lease("s"), child.clone()]));

        // Who writes does not know of the wish, and must not undo it.
        let wanted = Updated::Held { wanted: Some("you".into()) };
        child.wanted = None;
        child.counter = 2;
        child.checkpoint = Checkpoint::End;
        child.parked.clear();
        assert_eq!(stream.update("g", &child, 1).await, Ok(wanted));
        child.owner = None;
        child.counter = 3;
        assert_eq!(stream.update("g", &child, 2).await, Ok(Updated::Held { wanted: None }));
        assert_eq!(leases(&*stream, "g").await, Some(vec![lease("s"), child]));
        assert_eq!(stream.delete("g", "t", 2).await, Ok(false));
        assert_eq!(stream.delete("g", "t", 3).await, Ok(true));
        assert_eq!(stream.delete("g", "t", 3).await, Ok(false));
        assert_eq!(leases(&*stream, "g").await, Some(vec![lease("s")]));
    });
}

#[test]
fn a_write_whose_answer_is_lost_knows_its_own_work() {
    let server = Server::start();
    run(async {
        let store = server.table("lost");
        let stream = stream_of(&store);
        stream.prepare().await.unwrap();
        let (first, mut mine) = (lease("t"), lease("t"));
        mine.owner = Some("me".into());
        mine.counter = 1;
        let yours = Lease { owner: Some("you".into()), ..mine.clone() };

        server.lose("TransactWriteItems");
        assert_eq!(stream.register("g", &registered(&[lease("s")])).await, Ok(true));
        assert_eq!(server.lost(), 1);
        server.lose("PutItem");
        assert_eq!(stream.add("g", &first).await, Ok(true));
        assert_eq!(server.lost(), 1);
        server.lose("PutItem");
        assert_eq!(stream.add("g", &mine).await, Ok(false));
        server.lose("UpdateItem");
        assert_eq!(stream.update("g", &mine, 0).await, Ok(Updated::Held { wanted: None }));
        assert_eq!(server.lost(), 1);
        server.lose("UpdateItem");
        assert_eq!(stream.update("g", &yours, 0).await, Ok(Updated::Lost));
        server.lose("UpdateItem");
        assert_eq!(stream.want("g", "t", 1, "you").await, Ok(true));
        assert_eq!(server.lost(), 1);
        server.lose("DeleteItem");
        assert_eq!(stream.delete("g", "t", 1).await, Ok(true));
        assert_eq!(server.lost(), 1);
    });
}

/// What the documented policy allows for the sake of events.
fn allowed() -> BTreeSet<(String, String)> {
    let policy: Value = serde_json::from_str(include_str!("../../docs/iam-policy.json")).unwrap();
    let statements = policy["Statement"].as_array().unwrap().iter();
    let of_events = statements.filter(|statement| statement["Sid"].as_str().unwrap().starts_with("Events"));
    let pairs = of_events.flat_map(|statement| {
        let resource = statement["Resource"].as_str().unwrap().trim_end_matches("/stream/*");
        let table = resource.rsplit('/').next().unwrap().replace("TABLE", "policy");
        let actions = statement["Action"].as_array().unwrap().iter();
        actions.map(move |action| (action.as_str().unwrap().to_owned(), table.clone()))
    });
    pairs.collect()
}

#[test]
fn the_documented_policy_is_what_events_need() {
    let server = Server::start();
    run(async {
        server.open("policy").create().await.unwrap();
        server.request("DeleteTable", r#"{"TableName":"policy-events"}"#);
        server.forget();
        let stream = stream_of(&server.open("policy"));
        stream.prepare().await.unwrap();
        let shards = stream.shards().await.unwrap();
        let position = stream.position(&shards[0].id, &StartingPosition::Oldest).await.unwrap();
        stream.records(&position).await.unwrap();
        let shards: Vec<_> = (0..100).map(|shard| lease(&shard.to_string())).collect();
        stream.register("g", &registered(&shards)).await.unwrap();
        stream.leases("g").await.unwrap();
        stream.add("g", &lease("s")).await.unwrap();
        stream.want("g", "s", 0, "me").await.unwrap();
        stream.update("g", &Lease { counter: 1, ..lease("s") }, 0).await.unwrap();
        stream.delete("g", "s", 1).await.unwrap();
        stream.announce("g", &Wants { names: vec!["*".to_owned()], seen: Millis(1) }, &[]).await.unwrap();
        let groups = stream.groups().await.unwrap();
        assert_eq!(groups.len(), 1);
        assert_eq!((&*groups[0].name, &*groups[0].names, groups[0].members), ("g", &["*".to_owned()][..], 0));
        assert!(stream.forget("g").await.unwrap().existed);
        assert_eq!(stream.leases("g").await.unwrap(), None);
        assert_eq!(stream.groups().await.unwrap(), []);
        let mut needed = server.needed();
        // The one action that another statement allows.
        assert!(needed.remove(&("dynamodb:DescribeTable".into(), "policy".into())));
        assert_eq!(needed, allowed());
    });
}

#[test]
fn members_announce_what_they_want() {
    let server = Server::start();
    run(async {
        let store = server.table("members");
        store.create().await.unwrap();
        let stream = stream_of(&store);
        stream.prepare().await.unwrap();
        let wants = |names: &[&str], seen| Wants {
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            seen,
        };
        let [first, second] = [wants(&["*:a b:*", "created:ż"], Millis(1)), wants(&["updated"], Millis(2))];
        stream.announce("g", &first, &[]).await.unwrap();
        assert_eq!(stream.leases("g").await.unwrap(), None, "that registers no group");
        stream.register("g", &registered(&[lease("s")])).await.unwrap();
        stream.announce("g", &second, &[]).await.unwrap();
        let members = || async {
            let Registered { leases, mut members, .. } = stream.leases("g").await.unwrap().unwrap();
            assert_eq!(leases.len(), 1);
            members.sort_by_key(|wants| wants.seen);
            members
        };
        assert_eq!(members().await, [first.clone(), second.clone()]);
        let again = Wants { seen: Millis(3), ..second.clone() };
        stream.announce("g", &again, &[first.names, second.names]).await.unwrap();
        assert_eq!(members().await, [again]);
    });
}

#[test]
fn held_writes_wait() {
    let server = Server::start();
    run(async {
        let store = server.table("held");
        store.create().await.unwrap();
        let stream = stream_of(&store);
        let guard = stream.hold_writes();
        let written = tokio::spawn(store.commit(put("a:1", "1", None).into()));
        let many = tokio::spawn(store.commit(ampt_data::store::Write::Each(vec![put("a:2", "1", None)])));
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!written.is_finished() && !many.is_finished());
        assert_eq!(
            store
                .read_many(&["a:1", "a:2"].map(|key| Key::parse(key).unwrap()), Freshness::Eventual)
                .await
                .unwrap()
                .items,
            []
        );
        assert_eq!(*stream.writes().borrow(), Millis::ZERO);
        drop(guard);
        written.await.unwrap().unwrap();
        many.await.unwrap().unwrap();
        assert!(*stream.writes().borrow() > Millis::ZERO);
    });
}

/// A server that refuses everything, and whose clock differs from this machine's.
fn serve_with_clock(ahead: i64) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let mut socket = BufReader::new(socket);
            let (mut line, mut length) = (String::new(), 0);
            while socket.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = text.trim().parse().unwrap();
                }
                line.clear();
            }
            socket.read_exact(&mut vec![0; length]).unwrap();
            let date = DateTime::from_millis(system_clock().0 + ahead).fmt(Format::HttpDate).unwrap();
            let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}"#;
            let head = format!("HTTP/1.1 400 Bad Request\r\nDate: {date}\r\nConnection: close\r\n");
            let answer = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            socket.get_mut().write_all(answer.as_bytes()).unwrap();
        }
    });
    endpoint
}

#[test]
fn the_time_of_a_stream_is_the_servers() {
    set_credentials();
    run(async {
        for ahead in [-20_000, 20_000] {
            let stream = stream_of(&open(&serve_with_clock(ahead), "t"));
            assert!((stream.now().0 - system_clock().0).abs() < 1_000, "nothing is known yet");
            assert!(stream.shards().await.is_err());
            let difference = stream.now().0 - system_clock().0;
            assert!((difference - ahead).abs() < 3_000, "{difference} ms");
        }
    });
}
