//! Gives memory back. The pages of the map that a process has read count as its memory until the system needs them, so a
//! process that reads a large file once would look as large as the file, and a container may end it for that.
//!
//! A traversal notes what it passes. Once that is much, the process lets go of it: the pages stay in the cache of the system,
//! and whoever reads them next gets them from there. The pages on the way to an item cannot be noted, so from time to time,
//! and after many items that were written in bulk, the process lets go of the whole map.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What is given back at once: as much as Linux maps at once when a page is read.
const BLOCK: usize = 64 * 1024;
/// Blocks that stay: 4 MB, so that what is read again and again is not given back each time.
const MOST: usize = 64;
/// How often blocks are given back before the whole map is. Each time, a few blocks with inner pages stay.
const PARTS: usize = 8;
/// A commit of so many items is one in bulk. Others let nothing go, or reads beside them would get their pages anew each time.
const BULK: usize = 128;
/// Items that are written in bulk before the map is let go: 64 MB, if each is in another block.
const MOST_WRITTEN: usize = 1024;

/// Blocks that a read notes before they are counted: it gives memory back while it runs, because it may pass much more than
/// it takes.
const AT_ONCE: usize = 32;

/// What one read has passed of the map.
#[derive(Debug)]
pub(crate) struct Passed<'t> {
    resident: &'t Resident,
    /// Numbers of blocks: addresses divided by the size.
    blocks: Vec<usize>,
    /// One of the addresses.
    address: usize,
}

impl Passed<'_> {
    /// Notes bytes in the map.
    pub(crate) fn note(&mut self, bytes: &[u8]) {
        // No bytes may be anywhere.
        let Some(length) = bytes.len().checked_sub(1) else { return };
        let from = bytes.as_ptr().addr();
        let (first, last) = (from / BLOCK, (from + length) / BLOCK);
        if first == last && self.blocks.last() == Some(&first) {
            return;
        }
        self.blocks.extend(first..=last);
        self.address = from;
        if self.blocks.len() >= AT_ONCE {
            self.count();
        }
    }

    fn count(&mut self) {
        self.resident.add(self.blocks.drain(..), self.address);
    }
}

/// Counts the rest.
impl Drop for Passed<'_> {
    fn drop(&mut self) {
        self.count();
    }
}

/// What was passed and written of the map since some was given back.
#[derive(Debug, Default)]
pub(super) struct Resident(Mutex<Blocks>);

#[derive(Debug, Default)]
struct Blocks {
    passed: BTreeSet<usize>,
    /// How often blocks were given back.
    parts: usize,
    /// Items that were written in bulk.
    written: usize,
    /// The addresses of the map, once they are known.
    map: Option<Range<usize>>,
}

impl Resident {
    /// What a read will pass. Its transaction must be open as long, because the map may move afterwards.
    pub(super) fn passed(&self) -> Passed<'_> {
        Passed { resident: self, blocks: Vec::new(), address: 0 }
    }

    /// Adds blocks that a read has passed, and gives all back if they are many. `address` is in one of them.
    fn add(&self, passed: impl Iterator<Item = usize>, address: usize) {
        let mut blocks = self.lock();
        blocks.passed.extend(passed);
        if blocks.passed.len() < MOST {
            return;
        }
        blocks.parts += 1;
        if blocks.parts < PARTS {
            blocks.give_back(address);
        } else {
            blocks.give_all(address);
        }
    }

    /// Counts the items of a commit. Returns whether the map should be given back: [`Self::give_all`].
    pub(super) fn wrote(&self, items: usize) -> bool {
        if items < BULK {
            return false;
        }
        let mut blocks = self.lock();
        blocks.written += items;
        blocks.written >= MOST_WRITTEN
    }

    /// Gives the whole map back, in which `bytes` are. They must be those of a transaction that is open.
    pub(super) fn give_all(&self, bytes: &[u8]) {
        self.lock().give_all(bytes.as_ptr().addr());
    }

    /// Forgets all addresses, because the map is about to move.
    pub(super) fn forget(&self) {
        *self.lock() = Blocks::default();
    }

    /// Every change is complete in itself, so the blocks are sound even after a holder panicked.
    fn lock(&self) -> MutexGuard<'_, Blocks> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Blocks {
    /// The addresses of the map, in which `address` is.
    fn map(&mut self, address: usize) -> Option<Range<usize>> {
        if self.map.is_none() {
            self.map = map_at(address);
        }
        self.map.clone()
    }

    /// Gives the whole map back, in which `address` is.
    fn give_all(&mut self, address: usize) {
        let map = self.map(address);
        *self = Self { map: map.clone(), ..Self::default() };
        if let Some(map) = map {
            release(map.start, map.len());
        }
    }

    /// Gives back what was passed. `address` is one in the map.
    fn give_back(&mut self, address: usize) {
        let passed = std::mem::take(&mut self.passed);
        let Some(map) = self.map(address) else { return };
        for run in runs(passed) {
            // The first and the last block may reach beyond the map.
            let (from, to) = ((run.start * BLOCK).max(map.start), (run.end * BLOCK).min(map.end));
            if from < to {
                release(from, to - from);
            }
        }
    }
}

/// Blocks that follow one another, as ranges.
fn runs(blocks: BTreeSet<usize>) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for block in blocks {
        match runs.last_mut() {
            Some(run) if run.end == block => run.end += 1,
            _ => runs.push(block..block + 1),
        }
    }
    runs
}

/// The map of a file that has an address, if it is shared and cannot be written.
#[cfg(target_os = "linux")]
fn map_at(address: usize) -> Option<Range<usize>> {
    let maps = std::fs::read_to_string("/proc/self/maps").ok()?;
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let [start, end] = [start, end].map(|address| usize::from_str_radix(address, 16));
        let (start, end) = (start.ok()?, end.ok()?);
        ((start..end).contains(&address) && rest.starts_with("r--s ")).then_some(start..end)
    })
}

/// Other systems do not tell.
#[cfg(not(target_os = "linux"))]
fn map_at(_: usize) -> Option<Range<usize>> {
    None
}

#[cfg(target_os = "linux")]
fn release(from: usize, length: usize) {
    use rustix::mm::{Advice, madvise};
    let address = std::ptr::with_exposed_provenance_mut(from);
    // SAFETY: the range is in a shared map of a file that this process cannot write through it, and that cannot move because a
    // transaction is open. Reads of it get the same bytes from the file afterwards.
    let _ = unsafe { madvise(address, length, Advice::LinuxDontNeed) };
}

#[cfg(not(target_os = "linux"))]
fn release(_: usize, _: usize) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_that_follow_one_another_are_given_back_together() {
        assert_eq!(runs(BTreeSet::from([1, 2, 3, 5, 9, 10])), [1..4, 5..6, 9..11]);
        assert_eq!(runs(BTreeSet::new()), []);
    }

    #[test]
    fn bytes_are_in_the_blocks_that_they_touch() {
        let memory = vec![0; 4 * BLOCK];
        let start = memory.as_ptr().addr().next_multiple_of(BLOCK) - memory.as_ptr().addr();
        let first = memory[start..].as_ptr().addr() / BLOCK;
        let resident = Resident::default();
        let mut passed = resident.passed();
        passed.note(&memory[start..=start]);
        passed.note(&memory[start + 1..start + BLOCK]);
        assert_eq!(passed.blocks, [first]);
        passed.note(&memory[start + BLOCK - 1..=start + 2 * BLOCK]);
        assert_eq!(passed.blocks, [first, first, first + 1, first + 2]);
        passed.note(&[]);
    }
}
