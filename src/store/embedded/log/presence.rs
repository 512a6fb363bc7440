//! Which members of groups and which listening processes are alive: each holds the lock of its own file, which the
//! operating system frees when the process ends.

use std::collections::HashSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::store::embedded::format::group::ListenerId;
use crate::store::feed::MemberId;

/// Who is alive in this process.
pub(crate) type LocalPresences = Arc<Mutex<HashSet<Present>>>;

/// Who may be alive. Its number is random and unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Present {
    Member(MemberId),
    Listener(ListenerId),
}

/// It is held by who is alive.
pub(super) struct Presence {
    local: LocalPresences,
    who: Present,
    /// `None` for a store in memory, which no other process knows.
    file: Option<(File, PathBuf)>,
}

impl Presence {
    /// Begins a presence. There is no lock file for a store in memory.
    pub(super) fn begin(local: &LocalPresences, file: Option<PathBuf>, who: Present) -> io::Result<Self> {
        let file = file.map(create).transpose()?;
        lock(local).insert(who);
        Ok(Self { local: Arc::clone(local), who, file })
    }
}

fn create(path: PathBuf) -> io::Result<(File, PathBuf)> {
    let file = OpenOptions::new().create_new(true).write(true).open(&path)?;
    // Other processes learn of the file from the store, which does not name its holder yet, so the lock is free. On a file
    // system without locks only one process can use the store.
    match file.try_lock() {
        Ok(()) => Ok((file, path)),
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok((file, path)),
        Err(error) => Err(error.into()),
    }
}

impl Drop for Presence {
    fn drop(&mut self) {
        lock(&self.local).remove(&self.who);
        if let Some((_, path)) = &self.file {
            // After a failure, whoever finds it dead deletes it.
            let _ = fs::remove_file(path);
        }
    }
}

/// Whether one that the store names is certainly dead. Deletes the lock file of the dead.
pub(crate) fn is_dead(local: &LocalPresences, file: Option<&Path>, who: Present) -> bool {
    if lock(local).contains(&who) {
        return false;
    }
    let Some(path) = file else { return true };
    match OpenOptions::new().write(true).open(path) {
        Ok(file) if file.try_lock().is_ok() => {
            let _ = fs::remove_file(path);
            true
        }
        Ok(_) => false,
        // Any other error says nothing.
        // A backup that is one file has no folder.
        Err(error) => matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory),
    }
}

/// The lock file of a member.
pub(super) fn member_file(folder: &Path, group: &str, member: MemberId) -> PathBuf {
    // An encoded name has no dot, so no group's own lock file has such a name.
    let group = utf8_percent_encode(group, NON_ALPHANUMERIC);
    folder.join(format!("events-{group}.{:016x}.lock", member.0))
}

/// The lock file of a listening process.
pub(crate) fn listener_file(folder: &Path, listener: ListenerId) -> PathBuf {
    folder.join(format!("watch-{:016x}.lock", listener.0))
}

/// The set changes in single steps, so it is sound even if a holder panicked.
fn lock(local: &LocalPresences) -> MutexGuard<'_, HashSet<Present>> {
    local.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_alive_without_a_lock() {
        let folder = tempfile::tempdir().unwrap();
        let (local, elsewhere) = (LocalPresences::default(), LocalPresences::default());
        let member = (member_file(folder.path(), "a/b", MemberId(7)), Present::Member(MemberId(7)));
        let listener = (listener_file(folder.path(), ListenerId(7)), Present::Listener(ListenerId(7)));
        for (path, who) in [member, listener] {
            let presence = Presence::begin(&local, Some(path.clone()), who).unwrap();
            assert!(!is_dead(&local, Some(&path), who));
            assert!(!is_dead(&elsewhere, Some(&path), who));
            drop(presence);
            assert!(is_dead(&elsewhere, Some(&path), who));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
            // A killed process leaves its file.
            fs::write(&path, "").unwrap();
            assert!(is_dead(&elsewhere, Some(&path), who));
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_store_in_memory_knows_who_is_alive() {
        let (local, who) = (LocalPresences::default(), Present::Member(MemberId(1)));
        let presence = Presence::begin(&local, None, who).unwrap();
        assert!(!is_dead(&local, None, who));
        assert!(is_dead(&local, None, Present::Listener(ListenerId(1))));
        drop(presence);
        assert!(is_dead(&local, None, who));
    }
}
