//! Files that are whole, cut short, mixed up or empty: a whole file opens with everything in it, every other file is
//! refused as damaged, and no file crashes the process.

mod history;

use std::fs;
use std::path::Path;

use ampt_data::model::Key;
use ampt_data::store::embedded::EmbeddedStore;
use ampt_data::store::{Store, Write};
use history::{History, contents, open};
use pollster::block_on;

const PAGE: usize = 4096;
const CORRUPT: &str = "STORE_CORRUPT";

/// The seed of a run: `AMPT_TEST_SEED`, or a random one.
fn seed() -> u64 {
    let seed = std::env::var("AMPT_TEST_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("AMPT_TEST_SEED={seed}");
    seed
}

fn data(folder: &Path) -> std::path::PathBuf {
    folder.join("data.mdb")
}

/// A folder whose file has these bytes.
fn folder_with(bytes: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(data(folder.path()), bytes).unwrap();
    folder
}

#[test]
fn a_whole_file_opens_with_everything_in_it() {
    let mut random = fastrand::Rng::with_seed(seed());
    for _ in 0..25 {
        let folder = tempfile::tempdir().unwrap();
        let mut history = History::default();
        for _ in 0..random.usize(1..8) {
            let store = open(folder.path()).unwrap();
            for _ in 0..random.usize(1..4) {
                history.commit(&*store, &mut random);
            }
            drop(store);
            // As the original, and as a copy, every page of which is checked.
            let copy = folder_with(&fs::read(data(folder.path())).unwrap());
            for folder in [folder.path(), copy.path()] {
                let store = open(folder).unwrap_or_else(|error| panic!("refused: {error}"));
                assert!(contents(&*store).unwrap() == history.items, "items are missing or others");
            }
        }
    }
}

#[test]
fn pages_that_were_freed_before_they_were_written_may_be_missing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    let big = format!("\"{}\"", "x".repeat(200_000));
    for _ in 0..8 {
        block_on(store.commit(history::put("x", "0").into())).unwrap();
    }
    // In one transaction.
    let writes = vec![history::put("x", "1"), history::put("big", &big), history::remove("big")];
    block_on(store.commit(Write::Each(writes))).unwrap();
    drop(store);
    let length = fs::metadata(data(folder.path())).unwrap().len();
    assert!(length < 200_000, "the case is gone: the file has {length} bytes");
    let store = open(folder.path()).unwrap();
    assert!(block_on(store.read(&Key::parse("x").unwrap(), false)).unwrap().is_some());
    drop(store);
    // A page in use may not be missing.
    let file = fs::OpenOptions::new().write(true).open(data(folder.path())).unwrap();
    file.set_len(length - PAGE as u64).unwrap();
    assert_eq!(open(folder.path()).map(drop).unwrap_err().code, CORRUPT);
}

#[test]
fn no_damage_crashes_the_process_or_goes_unnoticed() {
    let mut random = fastrand::Rng::with_seed(seed());
    let folder = tempfile::tempdir().unwrap();
    let mut history = History::default();
    let mut states = Vec::new();
    for _ in 0..12 {
        let store = open(folder.path()).unwrap();
        history.commit(&*store, &mut random);
        drop(store);
        states.push(fs::read(data(folder.path())).unwrap());
    }
    let sound = states.last().unwrap().clone();
    let mut refused = 0;
    for round in 0..200 {
        let bytes = damage(&sound, &states, &mut random);
        let folder = folder_with(&bytes);
        match open(folder.path()).and_then(|store| contents(&*store)) {
            // Only damage to unused pages goes unnoticed.
            Ok(items) => assert!(items == history.items, "round {round} opens with other items"),
            Err(error) => {
                assert_eq!(error.code, CORRUPT, "round {round}: {error}");
                refused += 1;
            }
        }
        assert_eq!(fs::read(data(folder.path())).unwrap().len(), bytes.len(), "a damaged file was changed");
    }
    assert!(refused > 100, "only {refused} files were refused");
}

/// Damages a file like a disk, a program or a copy: pages are cut off, emptied, exchanged, or have an older state.
fn damage(sound: &[u8], states: &[Vec<u8>], random: &mut fastrand::Rng) -> Vec<u8> {
    let mut bytes = sound.to_vec();
    let pages = bytes.len() / PAGE;
    let page = |number: usize| number * PAGE..(number + 1) * PAGE;
    for _ in 0..random.usize(1..3) {
        let at = random.usize(2..pages);
        match random.u8(0..4) {
            0 => bytes.truncate(random.usize(0..bytes.len())),
            1 if at < bytes.len() / PAGE => bytes[page(at)].fill(0),
            2 if at < bytes.len() / PAGE => {
                let other = page(random.usize(0..pages)).start;
                let other = sound[other..other + PAGE].to_vec();
                bytes[page(at)].copy_from_slice(&other);
            }
            // A copy may also have newer meta pages than other pages.
            _ => {
                let state = &states[random.usize(..states.len() - 1)];
                let head = 2 * PAGE;
                if bytes.len() >= head && random.bool() {
                    bytes[head..].iter_mut().zip(&state[head..]).for_each(|(byte, old)| *byte = *old);
                } else {
                    bytes.truncate(state.len().min(bytes.len()));
                }
            }
        }
    }
    bytes
}

#[test]
fn a_file_without_contents_or_tables_is_damaged() {
    for bytes in [Vec::new(), vec![0; 100], vec![0; 3 * PAGE]] {
        let folder = folder_with(&bytes);
        for _ in 0..2 {
            assert_eq!(open(folder.path()).map(drop).unwrap_err().code, CORRUPT);
        }
        assert_eq!(fs::read(data(folder.path())).unwrap(), bytes, "a damaged file was changed");
    }
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path()).unwrap());
    let whole = fs::read(data(folder.path())).unwrap();
    // A new file of LMDB: meta pages without tables.
    let env = tempfile::tempdir().unwrap();
    #[expect(clippy::disallowed_methods, reason = "not a store of this package")]
    let options = heed::EnvOpenOptions::new();
    // SAFETY: nothing else has it open.
    drop(unsafe { options.open(env.path()) }.unwrap());
    assert_eq!(open(env.path()).map(drop).unwrap_err().code, CORRUPT);
    assert!(whole.len() > fs::read(data(env.path())).unwrap().len());
}

#[test]
fn files_that_the_system_refuses_to_open_are_not_damaged() {
    for name in ["data.mdb", "lock.mdb"] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join(name)).unwrap();
        let error = open(folder.path()).map(drop).unwrap_err();
        assert_eq!(error.code, "STORE_UNUSABLE", "{error}");
        assert!(error.message.contains("permissions"), "{error}");
    }
}

#[test]
fn files_of_an_interrupted_creation_are_ignored() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(".new-abc.mdb"), [1; 100]).unwrap();
    fs::write(folder.path().join("lock.mdb"), []).unwrap();
    let store = open(folder.path()).unwrap();
    block_on(store.commit(history::put("a", "1").into())).unwrap();
    assert_eq!(contents(&*store).unwrap().len(), 1);
}

#[test]
fn a_deleted_folder_is_opened_anew_and_its_old_store_refuses_calls() {
    let parent = tempfile::tempdir().unwrap();
    let folder = parent.path().join("store");
    let old = open(&folder).unwrap();
    block_on(old.commit(history::put("a", "1").into())).unwrap();
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(block_on(old.commit(history::put("a", "2").into())).map(drop).unwrap_err().code, "STORE_GONE");
    let new = open(&folder).unwrap();
    assert!(contents(&*new).unwrap().is_empty());
    block_on(new.commit(history::put("b", "1").into())).unwrap();
    assert_eq!(block_on(old.commit(history::put("a", "2").into())).map(drop).unwrap_err().code, "STORE_GONE");
    assert_eq!(contents(&*old).map(drop).unwrap_err().code, "STORE_GONE");
    drop((old, new));
    assert_eq!(contents(&*open(&folder).unwrap()).unwrap().len(), 1);
}

#[test]
fn a_store_whose_lock_file_was_deleted_refuses_writes() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path()).unwrap();
    block_on(store.commit(history::put("a", "1").into())).unwrap();
    fs::remove_file(folder.path().join("lock.mdb")).unwrap();
    assert_eq!(
        block_on(store.commit(history::put("a", "2").into())).map(drop).unwrap_err().code,
        "STORE_GONE"
    );
    assert_eq!(contents(&*store).unwrap().len(), 1);
    // Another process would create it again.
    fs::write(folder.path().join("lock.mdb"), []).unwrap();
    assert_eq!(
        block_on(store.commit(history::put("a", "2").into())).map(drop).unwrap_err().code,
        "STORE_GONE"
    );
    drop(store);
    fs::remove_file(folder.path().join("lock.mdb")).unwrap();
    let store = open(folder.path()).unwrap();
    block_on(store.commit(history::put("a", "2").into())).unwrap();
}

#[test]
fn more_stores_in_memory_open_than_fit_with_a_terabyte_each() {
    let stores: Vec<_> = (0..260).map(|_| EmbeddedStore::open(&history::memory()).unwrap()).collect();
    block_on(stores[259].commit(history::put("a", "1").into())).unwrap();
    assert_eq!(contents(&*stores[259]).unwrap().len(), 1);
    assert!(contents(&*stores[0]).unwrap().is_empty());
}
