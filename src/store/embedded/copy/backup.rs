//! Backups: one state of a store under a name that nothing had before.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf, absolute};

use super::{length, sync_folder, write_copy};
use crate::model::{Error, Result};
use crate::store::copying::{Backup, Copying};
use crate::store::embedded::error::{is_disk_full, reason};
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::{BACKUP_SUFFIX, DATA_FILE, UNFINISHED_BACKUP};

/// Where a backup goes.
struct BackupPlace {
    folder: PathBuf,
    file: PathBuf,
    /// The folder was made for the backup.
    is_new: bool,
}

/// Copies the state of this moment. Programs write meanwhile.
pub(crate) fn back_up(file: &StoreFile, target: &Path, compact: bool, copying: &Copying) -> Result<Backup> {
    let place = BackupPlace::prepare(target)?;
    let backup = place.fill(file, compact, copying);
    if backup.is_err() && place.is_new {
        // It is empty, unless another program has used it.
        let _ = fs::remove_dir(&place.folder);
    }
    backup
}

impl BackupPlace {
    fn prepare(target: &Path) -> Result<Self> {
        let target = absolute(target).unwrap_or_else(|_| target.to_owned());
        let is_file = target.extension() == Some(OsStr::new(BACKUP_SUFFIX)) && !target.is_dir();
        if is_file {
            if fs::symlink_metadata(&target).is_ok() {
                return Err(exists(&target));
            }
            let folder = target.parent().unwrap_or(Path::new(".")).to_owned();
            fs::create_dir_all(&folder).map_err(|error| not_written(&target, &error))?;
            return Ok(Self { folder, file: target, is_new: false });
        }
        let is_new = match fs::read_dir(&target).map(|mut entries| entries.next().is_none()) {
            Ok(true) => false,
            Ok(false) => return Err(exists(&target)),
            Err(error) if error.kind() == ErrorKind::NotFound => true,
            Err(_) if fs::symlink_metadata(&target).is_ok_and(|file| !file.is_dir()) => {
                return Err(exists(&target));
            }
            Err(error) => return Err(not_written(&target, &error)),
        };
        fs::create_dir_all(&target).map_err(|error| not_written(&target, &error))?;
        Ok(Self { file: target.join(DATA_FILE), folder: target, is_new })
    }

    fn fill(&self, file: &StoreFile, compact: bool, copying: &Copying) -> Result<Backup> {
        let not_written = |error: &io::Error| not_written(&self.file, error);
        let (copy, items) =
            write_copy(file, &self.folder, UNFINISHED_BACKUP, compact, copying, &not_written)?;
        match copy.persist_noclobber(&self.file) {
            Ok(_) => {}
            Err(error) if error.error.kind() == ErrorKind::AlreadyExists => return Err(exists(&self.file)),
            Err(error) => return Err(not_written(&error.error)),
        }
        sync_folder(&self.folder).map_err(|error| not_written(&error))?;
        if let Some(parent) = self.folder.parent() {
            sync_folder(parent).map_err(|error| not_written(&error))?;
        }
        Ok(Backup { bytes: length(&self.file)?, items })
    }
}

fn exists(target: &Path) -> Error {
    Error::refused(
        "BACKUP_EXISTS",
        format!(
            "'{}' exists already, and a backup overwrites nothing. Choose another path, such as one with the date, or \
             delete it first. A folder must be empty.",
            target.display()
        ),
    )
}

fn not_written(target: &Path, error: &io::Error) -> Error {
    let target = target.display();
    if is_disk_full(error) {
        return Error::refused(
            "DISK_FULL",
            format!(
                "The backup '{target}' does not fit on its disk, and nothing of it is left. Free some space there, or choose \
                 another disk."
            ),
        );
    }
    let reason = reason(error);
    Error::refused(
        "BACKUP_FAILED",
        format!("The backup '{target}' cannot be written: {reason}. Check the path and its permissions."),
    )
}
