//! Asks for memory before it is needed. A filter otherwise waits for memory two thirds of its time.

/// Bytes that a processor gets from memory at once.
const LINE: usize = 64;

/// Asks for the memory of the item that is judged next, and of the one after it: LMDB puts the items of a page one before
/// the other, from its end on.
pub(super) fn prefetch(key: &[u8], bytes: &[u8]) {
    let item = key.len() + bytes.len() + LINE;
    let before = key.as_ptr().wrapping_sub(item);
    for line in (0..2 * item).step_by(LINE) {
        hint(before.wrapping_add(line));
    }
}

#[cfg(target_arch = "x86_64")]
fn hint(address: *const u8) {
    use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
    // SAFETY: it is a hint. It reads nothing, and has no effect where there is no memory.
    unsafe { _mm_prefetch::<_MM_HINT_T0>(address.cast()) };
}

#[cfg(not(target_arch = "x86_64"))]
fn hint(_: *const u8) {}
