//! The stores that this process has open, by folder.
//!
//! A process must not open an LMDB file twice: closing one environment would drop the locks of the other. So all handles
//! on a folder share one store, even in worker threads.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::EmbeddedStore;
use super::open::{open_folder, open_memory, prepare};
use super::options::{EmbeddedOptions, Location};
use crate::model::Result;
use crate::store::Warning;

static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<EmbeddedStore>>>> = LazyLock::new(Mutex::default);

/// The open store of a folder, or a new one. A store in memory is always a new one.
pub(super) fn open(options: &EmbeddedOptions) -> Result<Arc<EmbeddedStore>> {
    let Location::Folder(folder) = &options.location else {
        let store = EmbeddedStore::start(open_memory(options)?, options.sweep, None)?;
        return Ok(Arc::new(store));
    };
    let (folder, warning) = prepare(folder)?;
    let warning = warning.map(|message| Warning { code: "STORE_SHARED", message });
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(store) = open.get(&folder).and_then(Weak::upgrade) {
        // The folder may have been deleted meanwhile, as tests do when they clean up.
        if !store.file.environment().is_replaced() {
            return Ok(store);
        }
        store.file.environment().give_up();
    }
    let opened = open_folder(&folder, options)?;
    let store = Arc::new(EmbeddedStore::start(opened, options.sweep, warning)?);
    open.retain(|_, store| store.strong_count() > 0);
    open.insert(folder, Arc::downgrade(&store));
    Ok(store)
}
