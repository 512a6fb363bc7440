//! The handles of this process that consume one stream. If a program is reloaded, its older copies still exist, but
//! only the newest of those with the same handlers should consume.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::events::group::Group;

/// Its lock is held only to read or change the list, never to lock a group or to notify a host: these may wait for it.
static COPIES: Mutex<Vec<Copy>> = Mutex::new(Vec::new());

struct Copy {
    stream: String,
    group: Arc<Group>,
}

/// The entry of a handle in the list of copies, until it leaves or is dropped.
pub(super) struct CopyEntry(Arc<Group>);

impl CopyEntry {
    /// Adds the newest handle. Older ones with the same handlers start nothing more.
    pub(super) fn take(stream: String, group: &Arc<Group>) -> Self {
        let older: Vec<_> = {
            let mut copies = lock();
            let same = copies.iter().filter(|copy| copy.stream == stream && copy.group.name == group.name);
            let older = same.map(|copy| Arc::clone(&copy.group)).collect();
            copies.push(Copy { stream, group: Arc::clone(group) });
            older
        };
        for older in older.iter().filter(|older| wants_all_of(group, older)) {
            older.accept_no_more();
        }
        Self(Arc::clone(group))
    }

    /// Removes the entry, so that an older handle may consume.
    pub(super) fn leave(&self) {
        lock().retain(|copy| !Arc::ptr_eq(&copy.group, &self.0));
    }

    /// Whether a newer handle wants everything that this one wants.
    pub(super) fn is_outdated(&self) -> bool {
        self.newer().iter().any(|newer| wants_all_of(newer, &self.0))
    }

    /// The groups of the same name in newer handles.
    fn newer(&self) -> Vec<Arc<Group>> {
        let copies = lock();
        let mut others = copies.iter().skip_while(|copy| !Arc::ptr_eq(&copy.group, &self.0));
        let Some(own) = others.next() else { return Vec::new() };
        others
            .filter(|copy| copy.stream == own.stream && copy.group.name == self.0.name)
            .map(|copy| Arc::clone(&copy.group))
            .collect()
    }
}

impl Drop for CopyEntry {
    fn drop(&mut self) {
        self.leave();
    }
}

fn wants_all_of(newer: &Group, older: &Group) -> bool {
    let names: BTreeSet<_> = newer.names().into_iter().collect();
    older.names().iter().all(|name| names.contains(name))
}

/// Every change of the list is complete in itself, so it is valid even after a panic of the holder.
fn lock() -> MutexGuard<'static, Vec<Copy>> {
    COPIES.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::events::{Handler, Host};
    use crate::model::Millis;

    struct Nobody;

    impl Host for Nobody {
        fn notify(&self) {}
    }

    fn place(stream: &str, group: &str, names: &[&str]) -> (Arc<Group>, CopyEntry) {
        let group = Arc::new(Group::new(group.to_owned(), Arc::new(Nobody), || Millis::ZERO));
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        group.add(Handler::new(0, &names, Duration::from_secs(1)).unwrap());
        let place = CopyEntry::take(stream.to_owned(), &group);
        (group, place)
    }

    #[test]
    fn a_newer_handle_that_wants_the_same_consumes() {
        let (_, old) = place("copies", "g", &["created"]);
        let (_, other) = place("copies", "g", &["updated"]);
        let (_, elsewhere) = place("copies, another", "g", &["created", "updated"]);
        let (_, apart) = place("copies", "h", &["created", "updated"]);
        let all = || [&old, &other, &elsewhere, &apart].map(CopyEntry::is_outdated);
        assert_eq!(all(), [false; 4]);
        let (group, new) = place("copies", "g", &["created"]);
        assert_eq!(all(), [true, false, false, false]);
        assert!(!new.is_outdated());
        group.add(Handler::new(1, &["updated".to_owned()], Duration::from_secs(1)).unwrap());
        assert_eq!(all(), [true, true, false, false]);
        drop(new);
        assert_eq!(all(), [false; 4]);
    }
}
