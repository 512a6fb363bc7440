//! The embedded store itself: expiry, and its errors for files that it cannot use.

use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use ampt_data::model::{Error, Key, KeyRange, LabelNumber, Seconds, SortCondition};
use ampt_data::plan::Change;
use ampt_data::store::embedded::EmbeddedStore;
use ampt_data::store::{Query, Store, Wanted};
use pollster::block_on;

use crate::support::embedded::{options, put, stored};

/// How long background work may take on a slow machine.
const PATIENCE: Duration = Duration::from_secs(30);

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
