//! Which members are alive: each holds the lock of a file of its own, which the operating system frees
//! with its process.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::store::feed::MemberId;

/// The members of this process.
pub(super) type Here = Arc<Mutex<HashSet<MemberId>>>;

/// Held by a member while it is alive.
pub(super) struct Presence {
    here: Here,
    member: MemberId,
    /// None for a store in memory, which no other process knows.
    file: Option<(File, PathBuf)>,
}

impl Presence {
    /// Begins the presence of a member; `folder` is none for a store in memory.
    pub(super) fn begin(
        here: &Here,
        folder: Option<&Path>,
        group: &str,
        member: MemberId,
    ) -> io::Result<Self> {
        let file = folder.map(|folder| create(lock_file(folder, group, member))).transpose()?;
        lock(here).insert(member);
        Ok(Self { here: Arc::clone(here), member, file })
    }
}

fn create(path: PathBuf) -> io::Result<(File, PathBuf)> {
    let file = OpenOptions::new().create_new(true).write(true).open(&path)?;
    // Nobody knows of the file before the member is in the roster, so the lock is free. A file system
    // without locks belongs to one machine's one process.
    match file.try_lock() {
        Ok(()) => Ok((file, path)),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok((file, path)),
        Err(error) => Err(error.into()),
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        lock(&self.here).remove(&self.member);
        if let Some((_, path)) = &self.file {
            // Where that fails, the next leader of the group tries it again.
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a member that is in the roster is surely dead; the file of one that is goes.
pub(super) fn is_dead(here: &Here, folder: Option<&Path>, group: &str, member: MemberId) -> bool {
    if lock(here).contains(&member) {
        return false;
    }
    let Some(folder) = folder else { return true };
    let path = lock_file(folder, group, member);
    match OpenOptions::new().write(true).open(&path) {
        Ok(file) if file.try_lock().is_ok() => {
            let _ = fs::remove_file(&path);
            true
        }
        Ok(_) => false,
        // Any other failure says nothing of the member.
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

fn lock_file(folder: &Path, group: &str, member: MemberId) -> PathBuf {
    // A dot is never part of an encoded name, so no group's own lock has such a name.
    let group = utf8_percent_encode(group, NON_ALPHANUMERIC);
    folder.join(format!("events-{group}.{:016x}.lock", member.0))
}

/// Every change of the set is whole, so it is sound even where a holder panicked.
fn lock(here: &Here) -> MutexGuard<'_, HashSet<MemberId>> {
    here.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_dead_once_nothing_holds_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (here, elsewhere) = (Here::default(), Here::default());
        let member = MemberId(7);
        let presence = Presence::begin(&here, Some(folder.path()), "a/b", member).unwrap();
        assert!(!is_dead(&here, Some(folder.path()), "a/b", member));
        assert!(!is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        drop(presence);
        assert!(is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        // One that was killed leaves its file.
        fs::write(lock_file(folder.path(), "a/b", member), "").unwrap();
        assert!(is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_store_in_memory_knows_its_own_members() {
        let here = Here::default();
        let presence = Presence::begin(&here, None, "g", MemberId(1)).unwrap();
        assert!(!is_dead(&here, None, "g", MemberId(1)));
        drop(presence);
        assert!(is_dead(&here, None, "g", MemberId(1)));
    }
}
