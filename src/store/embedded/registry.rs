//! The stores that this process has open, by folder.
//!
//! A process must not open an LMDB file twice: closing one environment would drop the locks of the other. So all handles
//! on a folder share one store, even in worker threads.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::EmbeddedStore;
use super::open::{open_memory, open_place, place};
use super::options::{EmbeddedOptions, Location};
use crate::model::Result;
use crate::store::Warning;

static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<EmbeddedStore>>>> = LazyLock::new(Mutex::default);

/// The open store of a folder, or a new one. A store in memory is always a new one.
pub(super) fn open(options: &EmbeddedOptions) -> Result<Arc<EmbeddedStore>> {
    let Location::Folder(folder) = &options.location else {
        return EmbeddedStore::start(open_memory(options)?, None, options).map(Arc::new);
    };
    let (place, warning) = place(folder, options.read_only)?;
    let mut options = options.clone();
    options.warnings.extend(warning.map(|message| Warning { code: "STORE_SHARED", message }));
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(store) = open.get(&place).and_then(Weak::upgrade) {
        // The folder may have been deleted meanwhile, as tests do when they clean up.
        if !store.file.environment().is_replaced() {
            if !options.read_only {
                store.admit_writes(&place, &options)?;
            }
            return Ok(store);
        }
        store.file.environment().give_up();
    }
    let opened = open_place(&place, &options)?;
    let store = Arc::new(EmbeddedStore::start(opened, Some(&place), &options)?);
    open.retain(|_, store| store.strong_count() > 0);
    open.insert(place, Arc::downgrade(&store));
    Ok(store)
}
