//! Which file a file is. A copy has the same bytes but another identity.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use crate::store::embedded::format::fact::encode_identity;

/// Distinguishes a file from its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// 0 where the system has no such number.
    device: u64,
    /// 0 where the system has no such number.
    inode: u64,
    /// Nanoseconds since the epoch; 0 if the file system does not record it. Inodes are reused, so they are not enough.
    created: u128,
}

impl Identity {
    pub(crate) fn of_file(file: &File) -> io::Result<Self> {
        Ok(Self::of(&file.metadata()?))
    }

    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        Ok(Self::of(&path.metadata()?))
    }

    fn of(file: &Metadata) -> Self {
        let created = file.created().ok().and_then(|created| created.duration_since(UNIX_EPOCH).ok());
        let (device, inode) = numbers_of(file);
        Self { device, inode, created: created.map_or(0, |created| created.as_nanos()) }
    }

    /// The bytes that a file stores of its own identity. The device is not among them: its number may change when the
    /// machine restarts.
    pub(crate) fn to_bytes(&self) -> [u8; 24] {
        encode_identity(self.inode, self.created)
    }
}

#[cfg(unix)]
fn numbers_of(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn numbers_of(_file: &Metadata) -> (u64, u64) {
    (0, 0)
}
