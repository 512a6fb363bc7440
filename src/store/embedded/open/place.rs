//! Finds where a store is: a folder, or the file of a backup that is only read.

use std::ffi::OsStr;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::filesystem;
use crate::model::Result;
use crate::store::embedded::error::{from_io, missing, reason, unusable};
use crate::store::embedded::format::{BACKUP_SUFFIX, DATA_FILE};

/// The canonical path of a store, and a warning about its file system. A folder is created if it is missing, unless the
/// store is only read.
pub(crate) fn place(path: &Path, read_only: bool) -> Result<(PathBuf, Option<String>)> {
    let path = &std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if read_only {
        return place_to_read(path);
    }
    fs::create_dir_all(path).map_err(|error| unusable_folder(path, &error))?;
    let folder = fs::canonicalize(path).map_err(|error| unusable_folder(path, &error))?;
    let warning = filesystem::check(&folder)?;
    Ok((folder, warning))
}

fn place_to_read(path: &Path) -> Result<(PathBuf, Option<String>)> {
    let found = match fs::canonicalize(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(missing(path)),
        Err(error) => return Err(unusable_folder(path, &error)),
    };
    if found.is_file() {
        return match found.parent() {
            // The locks of a folder hold for its file, too.
            Some(folder) if found.file_name() == Some(OsStr::new(DATA_FILE)) => place_to_read(folder),
            _ if is_backup(&found) => Ok((found, None)),
            _ => Err(unusable_folder(path, &ErrorKind::NotADirectory.into())),
        };
    }
    let data = fs::symlink_metadata(found.join(DATA_FILE));
    if data.is_err_and(|error| error.kind() == ErrorKind::NotFound) {
        return Err(missing(path));
    }
    let warning = filesystem::check(&found)?;
    Ok((found, warning))
}

fn is_backup(path: &Path) -> bool {
    path.extension() == Some(OsStr::new(BACKUP_SUFFIX))
}

fn unusable_folder(folder: &Path, error: &io::Error) -> crate::model::Error {
    let shown = folder.display();
    match error.kind() {
        ErrorKind::StorageFull => from_io(error),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory if is_backup(folder) => unusable(format!(
            "'{shown}' is a file, and a store is a folder. If the file is a backup, read it with '?readonly' behind its path, \
             or copy it into an empty folder under the name 'data.mdb' and open that folder."
        )),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => unusable(format!(
            "The store's folder '{shown}' cannot be created: its path names a file. A store is a folder; choose another path \
             with 'AMPT_DATA_URL=file:/path'."
        )),
        _ => unusable(format!(
            "The store's folder '{shown}' cannot be used: {}. Check the path and its permissions, or choose another path with \
             'AMPT_DATA_URL=file:/path'.",
            reason(error)
        )),
    }
}
