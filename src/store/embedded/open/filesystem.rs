//! The file systems that can hold a store.
//!
//! Processes share LMDB's memory map and locks. A network file system does not keep them consistent between machines, so
//! the file would be damaged silently.

use std::path::Path;

use crate::model::Result;
use crate::store::embedded::error::unusable;

/// Where a file system keeps its files, as far as the system tells.
#[derive(Debug, PartialEq, Eq)]
enum FileSystem {
    /// On this machine.
    Local,
    /// On another machine. It has this name.
    Network(String),
    /// Perhaps on another machine. It has this name. Docker Desktop shares folders with its containers like this.
    Unknown(String),
}

/// Refuses a folder on a network file system. Returns a warning about a folder that may be on one. `folder` is a
/// canonical path.
pub(super) fn check(folder: &Path) -> Result<Option<String>> {
    match kind_of(folder) {
        FileSystem::Local => Ok(None),
        FileSystem::Network(name) => Err(unusable(format!(
            "The folder '{}' is on a network file system ({name}), which would damage a store. Choose a folder on a local \
             disk with 'AMPT_DATA_URL=file:/a/local/folder', or use DynamoDB.",
            folder.display()
        ))),
        FileSystem::Unknown(name) => Ok(Some(format!(
            "The folder '{}' is on a file system ({name}) that another machine, or the host of this container, may share. \
             Run all programs that use this store on the same side, or the store will be damaged. Safer places are a \
             local disk and a volume of the container.",
            folder.display()
        ))),
    }
}

#[cfg(target_os = "linux")]
fn kind_of(folder: &Path) -> FileSystem {
    // If the system does not answer, opening the folder tells why.
    let Ok(stat) = rustix::fs::statfs(folder) else { return FileSystem::Local };
    #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation)] // its type depends on the platform
    if let Some(name) = network_file_system(stat.f_type as u32) {
        return FileSystem::Network(name.to_owned());
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    mount_type(&mounts, folder).map_or(FileSystem::Local, kind_of_type)
}

/// The name of a network file system with this magic number (`statfs(2)`).
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
        0x1983_0326 => "BeeGFS",
        0x4750_4653 => "GPFS",
        0x7375_7245 => "Coda",
        0x786f_4256 => "VirtualBox shared folder",
        0xbacb_acbc => "VMware shared folder",
        _ => return None,
    })
}

/// The type of the mount that holds a folder, from `/proc/self/mountinfo`: the one with the longest path, and the last
/// of these, which hides the others.
#[cfg(any(target_os = "linux", test))]
fn mount_type<'a>(mounts: &'a str, folder: &Path) -> Option<&'a str> {
    let parse = |line: &'a str| {
        let (place, kind) = line.split_once(" - ")?;
        let place = place.split(' ').nth(4)?.replace("\\040", " ");
        Some((place, kind.split(' ').next()?))
    };
    let above = mounts.lines().filter_map(parse).filter(|(place, _)| folder.starts_with(place));
    above.max_by_key(|(place, _)| place.len()).map(|(_, kind)| kind)
}

/// Where a type of mount keeps its files. A file system outside the kernel may keep them anywhere, except `fuseblk`.
#[cfg(any(target_os = "linux", test))]
fn kind_of_type(name: &str) -> FileSystem {
    const NETWORK: [&str; 10] = [
        "sshfs",
        "rclone",
        "s3fs",
        "glusterfs",
        "gcsfuse",
        "ceph",
        "juicefs",
        "mount-s3",
        "davfs",
        "blobfuse2",
    ];
    const SHARED: [&str; 5] = ["virtiofs", "fakeowner", "grpcfuse", "osxfs", "prl_fs"];
    match name.split_once('.') {
        Some(("fuse", inner)) if NETWORK.contains(&inner) => FileSystem::Network(inner.to_owned()),
        Some(("fuse", _)) => FileSystem::Unknown(name.to_owned()),
        _ if name == "fuse" || SHARED.contains(&name) => FileSystem::Unknown(name.to_owned()),
        _ => FileSystem::Local,
    }
}

#[cfg(target_vendor = "apple")]
fn kind_of(folder: &Path) -> FileSystem {
    /// `MNT_LOCAL` of `sys/mount.h`.
    const LOCAL: u32 = 0x1000;
    match rustix::fs::statfs(folder) {
        Ok(stat) if stat.f_flags & LOCAL == 0 => {
            #[allow(clippy::cast_sign_loss)] // a character
            let name =
                stat.f_fstypename.iter().take_while(|byte| **byte != 0).map(|byte| *byte as u8 as char);
            FileSystem::Network(name.collect())
        }
        _ => FileSystem::Local,
    }
}

/// The canonical path of a mapped drive begins with its server.
#[cfg(windows)]
fn kind_of(folder: &Path) -> FileSystem {
    use std::path::{Component, Prefix};
    match folder.components().next() {
        Some(Component::Prefix(prefix)) => match prefix.kind() {
            Prefix::UNC(..) | Prefix::VerbatimUNC(..) => FileSystem::Network("a network share".to_owned()),
            _ => FileSystem::Local,
        },
        _ => FileSystem::Local,
    }
}

#[cfg(not(any(target_os = "linux", target_vendor = "apple", windows)))]
fn kind_of(_folder: &Path) -> FileSystem {
    FileSystem::Local
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
        assert_eq!(check(&std::env::temp_dir()), Ok(None));
    }

    #[test]
    fn knows_the_mount_of_a_folder() {
        let mounts = "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n\
                      30 22 0:40 / /data rw shared:1 - fuse.sshfs host: rw\n\
                      31 22 0:41 / /data/my\\040own rw - xfs /dev/sdb rw\n\
                      32 22 0:42 / /app rw - ext4 /dev/sdc rw\n\
                      33 22 0:43 / /app rw - fakeowner /run rw\n";
        for (folder, kind) in [
            ("/home/x", "ext4"),
            ("/data/x", "fuse.sshfs"),
            ("/database", "ext4"),
            ("/data/my own/x", "xfs"),
            ("/app", "fakeowner"),
        ] {
            assert_eq!(mount_type(mounts, Path::new(folder)), Some(kind), "{folder}");
        }
        assert_eq!(mount_type("", Path::new("/")), None);
    }

    #[test]
    fn warns_of_what_may_be_shared() {
        let unknown = |name: &str| FileSystem::Unknown(name.to_owned());
        assert_eq!(kind_of_type("fuse.sshfs"), FileSystem::Network("sshfs".to_owned()));
        for name in ["fuse", "fuse.my-own", "virtiofs", "fakeowner"] {
            assert_eq!(kind_of_type(name), unknown(name));
        }
        for name in ["ext4", "fuseblk", "overlay", "tmpfs"] {
            assert_eq!(kind_of_type(name), FileSystem::Local);
        }
    }
}
