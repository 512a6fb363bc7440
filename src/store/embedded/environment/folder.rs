//! The folder of an open store, which other programs may delete, replace or move.

use std::fs::File;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::identity::Identity;
use crate::store::embedded::format::{DATA_FILE, LOCK_FILE};

/// A folder, and the files that were in it when the store was opened.
pub(crate) struct StoreFolder {
    path: PathBuf,
    identity: Identity,
    locks: Identity,
    /// Tells whether `data.mdb` still has a name.
    file: File,
}

impl StoreFolder {
    /// `file` is the open `data.mdb` of the folder, and `identity` its identity.
    pub(crate) fn new(path: &Path, identity: Identity, file: File) -> io::Result<Self> {
        let locks = Identity::of_path(&path.join(LOCK_FILE))?;
        Ok(Self { path: path.to_owned(), identity, locks, file })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The identity of `data.mdb`.
    pub(crate) fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Whether the folder now has another `data.mdb`, or none.
    pub(super) fn is_replaced(&self) -> bool {
        match Identity::of_path(&self.path.join(DATA_FILE)) {
            Ok(now) => now != self.identity,
            Err(error) => error.kind() == ErrorKind::NotFound,
        }
    }

    /// Whether `data.mdb` was deleted: what is written into it is lost when the process ends.
    #[cfg(unix)]
    pub(super) fn has_lost_file(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        self.file.metadata().is_ok_and(|file| file.nlink() == 0)
    }

    /// An open file cannot be deleted here.
    #[cfg(not(unix))]
    pub(super) fn has_lost_file(&self) -> bool {
        let _ = &self.file;
        false
    }

    /// Whether `lock.mdb` was deleted. The next process that opens the store would make a new one, and both would
    /// write at once. A folder that was moved has taken its `lock.mdb` along.
    pub(super) fn has_lost_locks(&self) -> bool {
        let is = |name: &str, identity: &Identity| {
            Identity::of_path(&self.path.join(name)).is_ok_and(|now| now == *identity)
        };
        !is(LOCK_FILE, &self.locks) && is(DATA_FILE, &self.identity)
    }
}
