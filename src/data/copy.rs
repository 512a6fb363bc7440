//! `backup` and `compact`.

use std::path::PathBuf;
use std::sync::Arc;

use super::StoreRef;
use super::answer::Answer;
use super::options::{Options, options};
use crate::model::{Error, Json, Result};
use crate::store::copying::{Backup, Compacted, Copying};
use crate::store::url::left_to_a_shell;

/// What begins the URL of a store.
const SCHEMES: [&str; 3] = ["file:", "memory:", "dynamodb:"];

options! {
    /// What `backup` takes. `lib/copy.js` keeps `onProgress`.
    BackupOptions { compact: Option<bool>, }
}

/// `backup(target, options)`: the size of the copy and its number of items.
pub async fn backup(
    store: StoreRef,
    target: String,
    options: Option<Json>,
    copying: Arc<Copying>,
) -> Result<Answer> {
    let BackupOptions { compact } = BackupOptions::read(options.as_ref())?;
    if target.is_empty() || target.contains("://") || SCHEMES.iter().any(|scheme| target.starts_with(scheme))
    {
        return Err(Error::invalid_option(
            "'backup' needs the path of a folder on this machine, or of a file whose name ends in '.mdb', not a URL",
        ));
    }
    if let Some((name, meant)) = left_to_a_shell(&target) {
        let write =
            meant.map_or_else(|| "the absolute path".to_owned(), |meant| format!("'{}'", meant.display()));
        return Err(Error::invalid_option(format!(
            "the target of 'backup' names a folder '{name}', because only a shell replaces '{name}' by its meaning. Write {write}"
        )));
    }
    let Backup { bytes, items } =
        store.back_up(PathBuf::from(target), compact == Some(true), copying).await?;
    Ok(Answer::object(|members| {
        members.number("bytes", bytes);
        members.number("items", items);
    }))
}

/// `compact()`: the size of the file before and after.
pub async fn compact(store: StoreRef, copying: Arc<Copying>) -> Result<Answer> {
    store.check_writable()?;
    let Compacted { before, after } = store.compact(copying).await?;
    Ok(Answer::object(|members| {
        members.number("before", before);
        members.number("after", after);
    }))
}
