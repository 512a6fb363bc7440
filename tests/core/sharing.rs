//! Threads and handles that share an embedded store: growth, opening, closing.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use ampt_data::model::Key;
use ampt_data::store::Store;
use ampt_data::store::embedded::{EmbeddedOptions, EmbeddedStore, Location};
use pollster::block_on;

use crate::support::embedded::{options, put, stored};

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
fn reads_go_on_while_another_handle_opens_the_file_for_writing() {
    let folder = tempfile::tempdir().unwrap();
    let writable = options(folder.path());
    let readable = EmbeddedOptions { read_only: true, ..writable.clone() };
    let store = EmbeddedStore::open(&writable).unwrap();
    block_on(store.commit(put("a", "1", None).into())).unwrap();
    drop(store);
    for _ in 0..300 {
        let reader = EmbeddedStore::open(&readable).unwrap();
        let is_writable = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    while !is_writable.load(Ordering::Relaxed) {
                        assert_eq!(stored(&*reader).len(), 1);
                    }
                });
            }
            let writer = EmbeddedStore::open(&writable);
            is_writable.store(true, Ordering::Relaxed);
            assert!(Arc::ptr_eq(&writer.unwrap(), &reader));
        });
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
