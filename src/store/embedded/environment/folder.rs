//! The files of an open store, which other programs may delete, replace or move.

use std::fs::File;
#[cfg(unix)]
use std::fs::TryLockError;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::identity::Identity;
#[cfg(unix)]
use super::keeper::NOTICED_AFTER;
use crate::store::embedded::format::{DATA_FILE, LOCK_FILE};

/// The place of a store, and the files that were there when it was opened.
pub(crate) struct StoreFolder {
    /// The folder, or the file of a backup.
    path: PathBuf,
    files: RwLock<StoreFiles>,
    /// Whether this process reads without the locks of the store.
    is_without_locks: AtomicBool,
}

/// The files of one opening of a store.
pub(crate) struct StoreFiles {
    identity: Identity,
    /// `None` if the store is read without its locks.
    locks: Option<Identity>,
    /// The open `data.mdb`. It tells whether the file still has a name.
    file: File,
}

impl StoreFiles {
    /// `file` is the open `data.mdb` of the folder, and `identity` its identity.
    pub(crate) fn new(path: &Path, identity: Identity, file: File, has_locks: bool) -> io::Result<Self> {
        let locks = has_locks.then(|| Identity::of_path(&path.join(LOCK_FILE))).transpose()?;
        if locks.is_none() {
            announce_reader(path, &file);
        }
        Ok(Self { identity, locks, file })
    }

    /// Whether `data.mdb` was deleted: what is written into it is lost when the process ends.
    #[cfg(unix)]
    fn is_lost(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        self.file.metadata().is_ok_and(|file| file.nlink() == 0)
    }

    /// An open file cannot be deleted here.
    #[cfg(not(unix))]
    fn is_lost(&self) -> bool {
        let _ = &self.file;
        false
    }
}

/// Lets processes that write know of a reader without locks, as long as the file is open. Where the file system has no
/// such locks, nobody can write the store meanwhile.
#[cfg(unix)]
fn announce_reader(path: &Path, file: &File) {
    // A process that opens the store later looks before it writes.
    if file.lock_shared().is_ok() && path.join(LOCK_FILE).exists() {
        std::thread::sleep(NOTICED_AFTER);
    }
}

#[cfg(not(unix))]
fn announce_reader(_path: &Path, _file: &File) {}

/// The path of `data.mdb` in a folder. A path that is not a folder is that of the file itself.
pub(crate) fn data_file(place: &Path) -> PathBuf {
    if place.is_file() { place.to_owned() } else { place.join(DATA_FILE) }
}

impl StoreFolder {
    pub(crate) fn new(path: &Path, files: StoreFiles) -> Self {
        let is_without_locks = AtomicBool::new(files.locks.is_none());
        Self { path: path.to_owned(), files: RwLock::new(files), is_without_locks }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The identity of `data.mdb`.
    pub(crate) fn identity(&self) -> Identity {
        self.files().identity.clone()
    }

    /// Notes the files of another opening.
    pub(super) fn set_files(&self, files: StoreFiles) {
        self.is_without_locks.store(files.locks.is_none(), Ordering::Relaxed);
        *self.files.write().unwrap_or_else(PoisonError::into_inner) = files;
    }

    /// Whether the folder now has another `data.mdb`, or none.
    pub(super) fn is_replaced(&self) -> bool {
        match Identity::of_path(&data_file(&self.path)) {
            Ok(now) => now != self.files().identity,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Whether `data.mdb` was deleted.
    pub(super) fn has_lost_file(&self) -> bool {
        self.files().is_lost()
    }

    /// Whether `lock.mdb` was deleted. The next process that opens the store would make a new one, and both would
    /// write at once. A folder that was moved has taken its `lock.mdb` along.
    pub(super) fn has_lost_locks(&self) -> bool {
        let files = self.files();
        let is = |path: &Path, identity: &Identity| Identity::of_path(path).is_ok_and(|now| now == *identity);
        let has_locks = files.locks.as_ref().is_none_or(|locks| is(&self.path.join(LOCK_FILE), locks));
        !has_locks && is(&data_file(&self.path), &files.identity)
    }

    /// Whether this process reads without the locks of the store.
    pub(super) fn is_without_locks(&self) -> bool {
        self.is_without_locks.load(Ordering::Relaxed)
    }

    /// Whether another process does.
    #[cfg(unix)]
    pub(super) fn has_readers_without_locks(&self) -> bool {
        let file = &self.files().file;
        match file.try_lock() {
            Ok(()) => file.unlock().is_err(),
            // Perhaps another process that looks, too: then this answer is wrong for a moment, which does no harm.
            Err(error) => matches!(error, TryLockError::WouldBlock),
        }
    }

    /// A lock on the file would keep this process from reading it here.
    #[cfg(not(unix))]
    pub(super) fn has_readers_without_locks(&self) -> bool {
        false
    }

    fn files(&self) -> RwLockReadGuard<'_, StoreFiles> {
        // They are replaced in one step, so they are sound even if a holder panicked.
        self.files.read().unwrap_or_else(PoisonError::into_inner)
    }
}
