//! The fraction of an item's version: none, 9 bytes if it has at most 21 digits, as this package makes them, or 16.

use crate::model::Version;

/// There is a fraction of 9 bytes.
pub(super) const FRACTION: u8 = 16;
/// There is a fraction of 16 bytes.
pub(super) const LONG_FRACTION: u8 = 32;

const BYTES: usize = 9;
const LONG_BYTES: usize = 16;
/// The last of 21 digits, in units of a version.
const UNIT: u128 = 10_u128.pow(17);

/// The flag for the fraction of a version.
pub(super) fn flag(version: Version) -> u8 {
    match version.fraction() {
        0 => 0,
        fraction if fraction.is_multiple_of(UNIT) => FRACTION,
        _ => LONG_FRACTION,
    }
}

/// How many bytes the flags promise.
pub(super) fn length(flags: u8) -> usize {
    match flags & (FRACTION | LONG_FRACTION) {
        0 => 0,
        FRACTION => BYTES,
        _ => LONG_BYTES,
    }
}

pub(super) fn push(bytes: &mut Vec<u8>, version: Version) {
    let flag = flag(version);
    let unit = if flag == LONG_FRACTION { 1 } else { UNIT };
    bytes.extend_from_slice(&(version.fraction() / unit).to_le_bytes()[..length(flag)]);
}

/// Reads the bytes of a fraction, of which there are [`length`].
pub(super) fn fraction(bytes: &[u8]) -> Option<u128> {
    let mut number = [0; LONG_BYTES];
    number[..bytes.len()].copy_from_slice(bytes);
    let unit = if bytes.len() == LONG_BYTES { 1 } else { UNIT };
    u128::from_le_bytes(number).checked_mul(unit).filter(|fraction| *fraction < Version::SECOND)
}
