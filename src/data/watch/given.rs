//! Which versions a watch has given before it heard of them.
//!
//! A read may be ahead of the changes that are heard. Without this note, the change that comes later would give the same
//! version again.

use std::collections::HashMap;

use crate::model::{Key, Version};

/// The versions that were given last. Until [`GivenVersions::settle`] these are all that are noted; from then on those whose change
/// is still to be heard, which is at most a moment's.
#[derive(Default)]
pub(super) struct GivenVersions {
    versions: HashMap<Key, Note>,
    is_settled: bool,
}

struct Note {
    version: Version,
    /// Whether its change is going to be heard.
    awaits: bool,
}

impl GivenVersions {
    /// Notes a version that is given. One that other states may have, too, says nothing.
    pub(super) fn note(&mut self, key: &Key, version: Version, awaits: bool) {
        if version.is_unique() && (awaits || !self.is_settled) {
            self.versions.insert(key.clone(), Note { version, awaits });
        }
    }

    /// Hears of a version. Returns whether it is the one that was given.
    pub(super) fn hear(&mut self, key: &Key, version: Version) -> bool {
        let Some(note) = self.versions.get_mut(key).filter(|note| note.version == version) else {
            return false;
        };
        note.awaits = false;
        if self.is_settled {
            self.versions.remove(key);
        }
        true
    }

    /// The version that was given last, which is no longer noted.
    pub(super) fn take(&mut self, key: &Key) -> Option<Version> {
        self.versions.remove(key).map(|note| note.version)
    }

    /// Forgets what may never be heard.
    pub(super) fn settle(&mut self) {
        self.versions.retain(|_, note| note.awaits);
        self.is_settled = true;
    }
}
