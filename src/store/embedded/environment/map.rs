//! The size of the map.
//!
//! LMDB gives the old map back before it asks for the new one, and crashes where it does not get it.
//! So it is asked only for what the system has just granted beside the old one.

use heed::Env;

use super::super::error::{from_heed, gone};
use super::super::file::Core;
use crate::model::{Error, Result};
use heed::MdbError;

/// Sizes of maps are multiples of this, which is one of every system's page size.
const STEP: usize = 1 << 16;
/// By how much a map grows: as the first of these parts, or as much as is granted.
const GROWTH: [usize; 4] = [1, 2, 4, 8];

impl Core {
    /// Follows another process that has enlarged the file.
    pub(crate) fn adopt_map_size(&self) -> Result<()> {
        self.resize(|env| {
            let page_size = env.unnamed_database_stat().page_size as usize;
            let used = (env.info().last_page_number + 1).saturating_mul(page_size);
            (used, env.info().map_size.max(used))
        })
    }

    /// Enlarges the map, to double its size where the system grants that.
    pub(crate) fn grow_map(&self) -> Result<()> {
        self.resize(|env| (env.info().map_size.saturating_add(STEP), env.info().map_size))
    }

    /// Gives the map a size of at least the first number that `sizes` tells; more, in parts of the second.
    fn resize(&self, sizes: impl FnOnce(&Env) -> (usize, usize)) -> Result<()> {
        let mut guard = self.env_to_change();
        let env = guard.as_ref().ok_or_else(gone)?;
        let (least, base) = sizes(env);
        let larger = GROWTH.map(|part| base.saturating_add(base / part));
        let mut sizes = larger.into_iter().chain([least]).map(|size| size.next_multiple_of(STEP));
        let size = sizes.find(|size| *size >= least && is_granted(*size)).ok_or_else(full)?;
        // SAFETY: every transaction of this process is opened and closed under `env`, which is held for
        // writing here, so none is open while the map moves.
        let resized = unsafe { env.resize(size) };
        resized.map_err(|error| {
            // Without a map, LMDB must not be asked for anything any more.
            guard.take();
            from_heed(error)
        })
    }
}

fn full() -> Error {
    from_heed(heed::Error::Mdb(MdbError::MapFull))
}

/// Whether the system has so much address space left.
#[cfg(unix)]
fn is_granted(size: usize) -> bool {
    use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    // SAFETY: a new map of nothing, at an address of the system's choice, that nobody else knows.
    match unsafe { mmap_anonymous(std::ptr::null_mut(), size, ProtFlags::empty(), flags) } {
        // SAFETY: as above.
        Ok(address) => unsafe { munmap(address, size) }.is_ok(),
        Err(_) => false,
    }
}

#[cfg(not(unix))]
fn is_granted(_size: usize) -> bool {
    true
}
