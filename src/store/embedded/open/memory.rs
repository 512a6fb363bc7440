//! Whether memory can hold a file.

use std::fs;

/// Where Linux tells how much memory a container may use, page cache included: cgroups of version 2 and 1. Outside of
/// containers these files are missing, or hold no number, or a very large one.
const LIMITS: [&str; 2] = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];

/// Whether the system can keep all pages of a file in memory, and have as much for other things.
pub(super) fn can_hold(bytes: u64) -> bool {
    let limits = LIMITS.into_iter().filter_map(|path| fs::read_to_string(path).ok()?.trim().parse().ok());
    bytes <= limits.fold(of_machine(), u64::min) / 2
}

#[cfg(target_os = "linux")]
fn of_machine() -> u64 {
    let system = rustix::system::sysinfo();
    #[allow(clippy::useless_conversion)] // its type depends on the platform
    u64::from(system.totalram).saturating_mul(system.mem_unit.into())
}

/// Not known: enough for every file.
#[cfg(not(target_os = "linux"))]
fn of_machine() -> u64 {
    u64::MAX
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn memory_holds_small_files_only() {
        assert!(can_hold(0));
        assert!(!can_hold(u64::MAX));
    }
}
