//! Which file systems a store may live on.
//!
//! LMDB shares memory and locks between processes; a network file system keeps neither in step
//! between machines, and the file would be damaged without a word.

use std::path::Path;

use super::error::unusable;
use crate::model::Result;

/// Refuses a folder on a network file system.
pub(super) fn check(folder: &Path) -> Result<()> {
    match kind_of(folder) {
        Some(kind) => Err(unusable(format!(
            "The folder '{}' is on a network file system ({kind}), where a store would be damaged. Put it on a local \
             disk with 'AMPT_DATA_URL=file:/a/local/folder', or use DynamoDB.",
            folder.display()
        ))),
        None => Ok(()),
    }
}

#[cfg(target_os = "linux")]
fn kind_of(folder: &Path) -> Option<&'static str> {
    // A folder that cannot be asked is let through: opening it will tell what is wrong.
    let stat = rustix::fs::statfs(folder).ok()?;
    #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)] // the type is the platform's
    network_file_system(stat.f_type as u32)
}

#[cfg(not(target_os = "linux"))]
fn kind_of(_folder: &Path) -> Option<&'static str> {
    None
}

/// The name of a network file system by its magic number (Linux, `statfs(2)`).
#[cfg(target_os = "linux")]
fn network_file_system(magic: u32) -> Option<&'static str> {
    Some(match magic {
        0x6969 => "NFS",
        0x517b | 0xfe53_4d42 => "SMB",
        0xff53_4d42 => "CIFS",
        0x0102_1997 => "9P",
        0x5346_414f => "AFS",
        0x00c3_6400 => "Ceph",
        0x0bd0_0bd0 => "Lustre",
        0x0116_1970 => "GFS2",
        0x7461_636f => "OCFS2",
        _ => return None,
    })
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn tells_network_file_systems_from_local_ones() {
        const EXT4: u32 = 0xef53;
        const TMPFS: u32 = 0x0102_1994;
        assert_eq!(network_file_system(0x6969), Some("NFS"));
        assert_eq!(network_file_system(0xfe53_4d42), Some("SMB"));
        assert_eq!(network_file_system(EXT4), None);
        assert_eq!(network_file_system(TMPFS), None);
    }

    #[test]
    fn lets_a_local_folder_through() {
        assert_eq!(check(&std::env::temp_dir()), Ok(()));
    }
}
