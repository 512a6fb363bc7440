//! Which file a file is. A copy has the bytes of the original and another identity.

use std::fs::{File, Metadata};
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// What tells a file from its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Identity {
    /// Volume and number of the file, where there is such a thing.
    number: (u64, u64),
    /// When it was made, in nanoseconds, as far as the file system knows: numbers are used again.
    made: u128,
}

impl Identity {
    pub(crate) fn of_file(file: &File) -> io::Result<Self> {
        Ok(Self::of(&file.metadata()?))
    }

    pub(crate) fn of_path(path: &Path) -> io::Result<Self> {
        Ok(Self::of(&path.metadata()?))
    }

    fn of(file: &Metadata) -> Self {
        let made = file.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok());
        Self { number: number_of(file), made: made.map_or(0, |made| made.as_nanos()) }
    }

    /// The bytes that a file keeps of its own identity. The number of a volume changes when a machine starts.
    pub(crate) fn to_bytes(&self) -> [u8; 24] {
        let mut bytes = [0; 24];
        bytes[..8].copy_from_slice(&self.number.1.to_le_bytes());
        bytes[8..].copy_from_slice(&self.made.to_le_bytes());
        bytes
    }
}

#[cfg(unix)]
fn number_of(file: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

#[cfg(not(unix))]
fn number_of(_file: &Metadata) -> (u64, u64) {
    (0, 0)
}
