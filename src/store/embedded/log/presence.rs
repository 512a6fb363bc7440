//! Which members are alive: each holds the lock of its own file, which the operating system frees when the process
//! ends.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::store::feed::MemberId;

/// The members of this process that are alive.
pub(super) type LocalMembers = Arc<Mutex<HashSet<MemberId>>>;

/// A member holds it while it is alive.
pub(super) struct Presence {
    local: LocalMembers,
    member: MemberId,
    /// `None` for a store in memory, which no other process knows.
    file: Option<(File, PathBuf)>,
}

impl Presence {
    /// Begins the presence of a member. `folder` is `None` for a store in memory.
    pub(super) fn begin(
        local: &LocalMembers,
        folder: Option<&Path>,
        group: &str,
        member: MemberId,
    ) -> io::Result<Self> {
        let file = folder.map(|folder| create(lock_file(folder, group, member))).transpose()?;
        lock(local).insert(member);
        Ok(Self { local: Arc::clone(local), member, file })
    }
}

fn create(path: PathBuf) -> io::Result<(File, PathBuf)> {
    let file = OpenOptions::new().create_new(true).write(true).open(&path)?;
    // Other processes learn of the file from the roster, which the member is not in yet, so the lock is free. On a file
    // system without locks only one process can use the store.
    match file.try_lock() {
        Ok(()) => Ok((file, path)),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok((file, path)),
        Err(error) => Err(error.into()),
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        lock(&self.local).remove(&self.member);
        if let Some((_, path)) = &self.file {
            // After a failure the next leader of the group deletes it.
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether a member of the roster is certainly dead. Deletes the lock file of a dead member.
pub(super) fn is_dead(local: &LocalMembers, folder: Option<&Path>, group: &str, member: MemberId) -> bool {
    if lock(local).contains(&member) {
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
        // Any other error says nothing about the member.
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}

fn lock_file(folder: &Path, group: &str, member: MemberId) -> PathBuf {
    // An encoded name has no dot, so no group's own lock file has such a name.
    let group = utf8_percent_encode(group, NON_ALPHANUMERIC);
    folder.join(format!("events-{group}.{:016x}.lock", member.0))
}

/// The set changes in single steps, so it is sound even if a holder panicked.
fn lock(local: &LocalMembers) -> MutexGuard<'_, HashSet<MemberId>> {
    local.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_is_dead_once_nothing_holds_its_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (local, elsewhere) = (LocalMembers::default(), LocalMembers::default());
        let member = MemberId(7);
        let presence = Presence::begin(&local, Some(folder.path()), "a/b", member).unwrap();
        assert!(!is_dead(&local, Some(folder.path()), "a/b", member));
        assert!(!is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        drop(presence);
        assert!(is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        // A killed process leaves its file.
        fs::write(lock_file(folder.path(), "a/b", member), "").unwrap();
        assert!(is_dead(&elsewhere, Some(folder.path()), "a/b", member));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_store_in_memory_knows_its_own_members() {
        let local = LocalMembers::default();
        let presence = Presence::begin(&local, None, "g", MemberId(1)).unwrap();
        assert!(!is_dead(&local, None, "g", MemberId(1)));
        drop(presence);
        assert!(is_dead(&local, None, "g", MemberId(1)));
    }
}
