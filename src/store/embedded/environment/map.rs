//! The size of the memory map.
//!
//! LMDB unmaps the file before it maps it anew, and crashes if that fails. So the new size is one that the system has
//! just granted beside the old map.

use heed::MdbError;

use super::Environment;
use super::lmdb::Env;
use crate::model::{Error, Result};
use crate::store::embedded::error::{from_lmdb, gone};

/// Map sizes are multiples of this, which is a multiple of every system's page size.
const STEP: usize = 1 << 16;
/// The map grows by the first of these fractions of its size that the system grants.
const GROWTH: [usize; 4] = [1, 2, 4, 8];

impl Environment {
    /// Adopts the size of a file that another process has enlarged.
    pub(super) fn adopt_map_size(&self) -> Result<()> {
        self.resize(|env| {
            let page_size = env.unnamed_database_stat().page_size as usize;
            let used = (env.info().last_page_number + 1).saturating_mul(page_size);
            (used, env.info().map_size.max(used))
        })
    }

    /// Enlarges the map: to twice its size, or to less if the system grants less.
    pub(super) fn grow_map(&self) -> Result<()> {
        self.resize(|env| (env.info().map_size.saturating_add(STEP), env.info().map_size))
    }

    /// Resizes the map. `sizes` returns the smallest size that helps, and the size that grows by a fraction.
    fn resize(&self, sizes: impl FnOnce(&Env) -> (usize, usize)) -> Result<()> {
        let mut guard = self.env_for_resizing();
        let env = guard.as_ref().ok_or_else(gone)?;
        let (least, base) = sizes(env);
        let larger = GROWTH.map(|part| base.saturating_add(base / part));
        let mut sizes = larger.into_iter().chain([least]).map(|size| size.next_multiple_of(STEP));
        let size = sizes.find(|size| *size >= least && is_granted(*size)).ok_or_else(full)?;
        // SAFETY: every transaction of this process holds `env` for reading, and `guard` holds it for writing, so no
        // transaction is open while the map moves.
        let resized = unsafe { env.resize(size) };
        resized.map_err(|error| {
            // LMDB has no map now, so it must not be called again.
            guard.take();
            from_lmdb(error)
        })
    }
}

fn full() -> Error {
    from_lmdb(heed::Error::Mdb(MdbError::MapFull))
}

/// Whether the system has this much address space left.
#[cfg(unix)]
fn is_granted(size: usize) -> bool {
    use rustix::mm::{MapFlags, ProtFlags, mmap_anonymous, munmap};
    let flags = MapFlags::PRIVATE | MapFlags::NORESERVE;
    // SAFETY: a new anonymous map at an address that the system chooses; nothing refers to it.
    match unsafe { mmap_anonymous(std::ptr::null_mut(), size, ProtFlags::empty(), flags) } {
        // SAFETY: the map that was just made, and nothing refers to it.
        Ok(address) => unsafe { munmap(address, size) }.is_ok(),
        Err(_) => false,
    }
}

#[cfg(not(unix))]
fn is_granted(_size: usize) -> bool {
    true
}
