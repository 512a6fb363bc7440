//! How a store is opened.

use std::path::PathBuf;

use crate::store::Warning;
use crate::store::clock::{Clock, system_clock};

/// Address space that a store asks for first. Where files are mapped sparsely, unused address space costs nothing;
/// elsewhere the map starts small and grows.
#[cfg(all(target_pointer_width = "64", unix))]
const LARGEST_MAP: usize = 1 << 40;
#[cfg(not(all(target_pointer_width = "64", unix)))]
const LARGEST_MAP: usize = SMALL_MAP;
/// Address space that a store asks for second, and a store in memory asks for first: there may be many. It grows.
pub(super) const SMALL_MAP: usize = 1 << 28;

/// How a store is opened.
#[derive(Debug, Clone)]
pub struct EmbeddedOptions {
    /// Where it is.
    pub location: Location,
    /// What a resolved write survives.
    pub durability: Durability,
    /// Whether expired items are deleted in the background. Reads skip them either way.
    pub sweep: bool,
    /// The clock by which items expire.
    pub clock: Clock,
    /// Whether the store is only read. Then it must exist, and nothing in its file changes.
    pub read_only: bool,
    /// What the application should know of this choice of a store.
    pub warnings: Vec<Warning>,
    /// Address space to ask for, in bytes.
    pub map_size: usize,
}

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Location {
    /// In this folder, which is created if it is missing and not only read. Where the store is only read, this may also be
    /// the file of a backup.
    Folder(PathBuf),
    /// In memory, until it is closed.
    Memory,
}

/// What a resolved write survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// A power failure: it is on the disk.
    Full,
    /// A crash of the process, but not of the machine: the operating system has it.
    Relaxed,
}

impl EmbeddedOptions {
    /// The defaults for a location.
    pub fn new(location: Location) -> Self {
        Self {
            location,
            durability: Durability::Full,
            sweep: true,
            clock: system_clock,
            read_only: false,
            warnings: Vec::new(),
            map_size: LARGEST_MAP,
        }
    }
}
