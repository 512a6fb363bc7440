//! The embedded store itself: expiry, growth, sharing, and its errors for files that it cannot use.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use ampt_data::model::{Body, Error, Item, Json, Key, KeyRange, LabelNumber, Labels, Seconds, SortCondition};
use ampt_data::plan::{Change, Condition, Plan, Replacement};
use ampt_data::store::embedded::{Durability, EmbeddedOptions, EmbeddedStore, Location};
use ampt_data::store::{Query, Scan, Store, Wanted};
use pollster::block_on;

/// How long background work may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

fn options(folder: &Path) -> EmbeddedOptions {
    let mut options = EmbeddedOptions::new(Location::Folder(folder.to_owned()));
    options.durability = Durability::Relaxed;
    options
}

fn put(key: &str, value: &str, ttl: Option<Seconds>) -> Plan {
    let mut labels = Labels::default();
    labels.set(LabelNumber::new(1).unwrap(), Some(Key::parse("l:1").unwrap()));
    let body = Body::Value(Json::from_text(value.to_owned()));
    let replacement = Replacement { body, labels, ttl, created: None, version: None };
    Plan {
        key: Key::parse(key).unwrap(),
        condition: Condition::default(),
        change: Change::Replace(replacement),
    }
}

fn stored(store: &dyn Store) -> Vec<Item> {
    let scan = Scan { limit: usize::MAX, expired: true, ..Scan::everything() };
    block_on(store.scan(scan)).unwrap().items
}

fn failure(folder: &Path) -> Error {
    EmbeddedStore::open(&options(folder)).map(drop).unwrap_err()
}

#[test]
fn expired_items_are_hidden_at_once_and_deleted_soon() {
    static NOW: AtomicI64 = AtomicI64::new(1000);
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.clock = || Seconds(NOW.load(Ordering::SeqCst)).millis();
    let store = EmbeddedStore::open(&options).unwrap();
    // More than one sweep deletes, some that do not expire, and one whose expiry is moved.
    for index in 0..600 {
        block_on(store.commit(put(&format!("gone:{index:03}"), "1", Some(Seconds(1010))).into())).unwrap();
    }
    for index in 0..5 {
        block_on(store.commit(put(&format!("kept:{index}"), "1", Some(Seconds(5000))).into())).unwrap();
    }
    block_on(store.commit(put("gone:000", "2", Some(Seconds(5000))).into())).unwrap();
    NOW.store(1010, Ordering::SeqCst);

    let pages = |pk: &str, label| Query {
        range: KeyRange { pk: pk.into(), sort: SortCondition::Any },
        label,
        limit: 4,
        reverse: false,
        consistent: false,
        start: None,
        wanted: Wanted::default(),
    };
    let alive = block_on(store.query(pages("gone", None))).unwrap();
    assert_eq!(alive.items.len(), 1, "an expired item was returned");
    assert_eq!(block_on(store.read(&Key::parse("gone:001").unwrap(), false)).unwrap(), None);
    let labelled = block_on(store.query(pages("l", LabelNumber::new(1)))).unwrap();
    assert_eq!(labelled.items.len(), 4, "a page was not filled");

    // Writes go on while the store sweeps.
    let start = Instant::now();
    while stored(&*store).len() > 7 {
        assert!(start.elapsed() < PATIENCE, "{} items are still stored", stored(&*store).len());
        block_on(store.commit(put("busy", "1", None).into())).unwrap();
    }
    let mut left: Vec<_> = stored(&*store).iter().map(|item| item.key.to_text()).collect();
    left.sort();
    assert_eq!(left, ["busy", "gone:000", "kept:0", "kept:1", "kept:2", "kept:3", "kept:4"]);
}

#[test]
fn an_idle_store_deletes_expired_items() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    block_on(store.commit(put("old", "1", Some(Seconds(1))).into())).unwrap();
    let start = Instant::now();
    while !stored(&*store).is_empty() {
        assert!(start.elapsed() < PATIENCE);
        thread::yield_now();
    }
}

#[test]
fn the_map_grows_while_other_threads_read() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = options(folder.path());
    options.map_size = 1 << 20;
    let store = EmbeddedStore::open(&options).unwrap();
    let value = format!("\"{}\"", "x".repeat(10_000));
    block_on(store.commit(put("first", &value, None).into())).unwrap();
    let reader = {
        let store = Arc::clone(&store);
        thread::spawn(move || {
            let last = Key::parse("big:499").unwrap();
            while block_on(store.read(&last, false)).unwrap().is_none() {
                assert!(block_on(store.read(&Key::parse("first").unwrap(), false)).unwrap().is_some());
            }
        })
    };
    for index in 0..500 {
        block_on(store.commit(put(&format!("big:{index}"), &value, None).into())).unwrap();
    }
    reader.join().unwrap();
    assert_eq!(stored(&*store).len(), 501);
}

#[test]
fn all_handles_on_a_folder_share_one_store() {
    let folder = tempfile::tempdir().unwrap();
    let first = EmbeddedStore::open(&options(folder.path())).unwrap();
    let second =
        EmbeddedStore::open(&options(&folder.path().join("../").join(folder.path().file_name().unwrap())))
            .unwrap();
    assert!(Arc::ptr_eq(&first, &second));
    drop(first);
    block_on(second.commit(put("a", "1", None).into())).unwrap();
    drop(second);
    let again = EmbeddedStore::open(&options(folder.path())).unwrap();
    assert_eq!(stored(&*again).len(), 1);
}

#[test]
fn many_threads_open_and_close_one_folder() {
    let folder = tempfile::tempdir().unwrap();
    thread::scope(|scope| {
        for thread in 0..8 {
            let folder = folder.path();
            scope.spawn(move || {
                for round in 0..20 {
                    let store = EmbeddedStore::open(&options(folder)).unwrap();
                    block_on(store.commit(put(&format!("t{thread}:{round}"), "1", None).into())).unwrap();
                }
            });
        }
    });
    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    assert_eq!(stored(&*store).len(), 160);
}

#[test]
fn threads_that_have_read_may_end_while_the_store_closes() {
    const BETWEEN_ENDS: Duration = Duration::from_micros(5);
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..1000 {
        let store = EmbeddedStore::open(&options(folder.path())).unwrap();
        let (read, have_read) = mpsc::channel();
        for thread in 0..8 {
            let (store, read) = (Arc::clone(&store), read.clone());
            thread::spawn(move || {
                let found = block_on(store.read(&Key::parse("a").unwrap(), false)).unwrap();
                drop(store);
                read.send(found).unwrap();
                drop(read);
                let since = Instant::now();
                while since.elapsed() < BETWEEN_ENDS * thread {
                    thread::yield_now();
                }
            });
        }
        drop(read);
        // No thread has the store any more, and all are about to end.
        assert!(have_read.iter().all(|found| found.is_none()));
        drop(store);
    }
}

#[test]
fn stores_in_memory_share_nothing() {
    let open = || EmbeddedStore::open(&EmbeddedOptions::new(Location::Memory)).unwrap();
    let (first, second) = (open(), open());
    block_on(first.commit(put("a", "1", None).into())).unwrap();
    assert_eq!(stored(&*first).len(), 1);
    assert_eq!(stored(&*second).len(), 0);
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    block_on(store.commit(put("a", "1", None).into())).unwrap();
    drop(store);
    set_format(folder.path(), b"4");
    let before = fs::read(folder.path().join("data.mdb")).unwrap();
    assert_eq!(failure(folder.path()).code, "STORE_NEWER");
    assert_eq!(fs::read(folder.path().join("data.mdb")).unwrap(), before);
    set_format(folder.path(), b"3");
    assert_eq!(stored(&*EmbeddedStore::open(&options(folder.path())).unwrap()).len(), 1);
}

#[test]
fn a_store_of_an_earlier_version_is_read_and_gets_the_new_format_by_its_first_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    let mut plan = put("a", "1", None);
    let Change::Replace(replacement) = &mut plan.change else { panic!("no replacement") };
    // The bytes of an item without a fraction are those of the earlier format.
    replacement.version = Some(Seconds(1_700_000_000).into());
    block_on(store.commit(plan.into())).unwrap();
    drop(store);
    set_format(folder.path(), b"1");

    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    assert_eq!(stored(&*store)[0].version.to_string(), "1700000000");
    drop(store);
    assert_eq!(set_format(folder.path(), b"1"), b"1", "after a read");

    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    block_on(store.commit(put("b", "1", None).into())).unwrap();
    drop(store);
    assert_eq!(set_format(folder.path(), b"3"), b"3", "after a write");
    let versions: Vec<_> = stored(&*EmbeddedStore::open(&options(folder.path())).unwrap())
        .iter()
        .map(|item| item.version.fraction() > 0)
        .collect();
    assert_eq!(versions, [false, true]);
}

/// Sets the format number of a store. Returns the one before.
fn set_format(folder: &Path, format: &[u8]) -> Vec<u8> {
    use heed::types::Bytes;
    use heed::{CommitOrAbort, Database, EnvOpenOptions};
    #[expect(clippy::disallowed_methods, reason = "not a store of this package")]
    let mut options = EnvOpenOptions::new();
    options.max_dbs(8).map_size(1 << 24);
    // SAFETY: no store of this folder is open.
    let env = unsafe { options.open(folder) }.unwrap();
    let txn = env.write_txn().unwrap();
    let mut before = Vec::new();
    env.create_databases_and_commit(txn, |opener, txn| {
        let facts: Database<Bytes, Bytes> = opener.create_database(txn, Some("facts"))?;
        before = facts.get(txn, b"format")?.unwrap_or_default().to_vec();
        facts.put(txn, b"format", format)?;
        Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit(facts))
    })
    .unwrap()
    .unwrap_commit();
    before
}

#[test]
fn a_damaged_file_is_refused_and_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("data.mdb");
    fs::write(&file, "this is no store".repeat(1000)).unwrap();
    let before = fs::read(&file).unwrap();
    assert_eq!(failure(folder.path()).code, "STORE_CORRUPT");
    assert_eq!(fs::read(&file).unwrap(), before);
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = EmbeddedStore::open(&options(folder.path())).unwrap();
    for index in 0..100 {
        block_on(store.commit(put(&format!("k:{index}"), &format!("\"{}\"", "x".repeat(1000)), None).into()))
            .unwrap();
    }
    drop(store);
    let file = fs::OpenOptions::new().write(true).open(folder.path().join("data.mdb")).unwrap();
    file.set_len(file.metadata().unwrap().len() / 2).unwrap();
    let error = failure(folder.path());
    assert_eq!(error.code, "STORE_CORRUPT");
    assert!(error.message.contains("shorter"), "{error}");
}

#[test]
fn a_path_that_names_a_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [file.clone(), file.join("below")] {
        let error = failure(&path);
        assert_eq!(error.code, "STORE_UNUSABLE");
        assert!(error.message.contains("AMPT_DATA_URL"), "{error}");
    }
    assert_eq!(fs::read(&file).unwrap(), b"x");
}
