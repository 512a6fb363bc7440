//! The stores that this process has open, by folder.
//!
//! A process must not open an LMDB file twice: closing one of the two would drop the locks of the
//! other. So all handles on a folder, those of worker threads among them, share one store.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, LazyLock, Mutex, PoisonError, Weak};

use super::EmbeddedStore;
use super::open::{Location, Options, open_folder, open_memory, prepare};
use crate::model::Result;

static OPEN: LazyLock<Mutex<HashMap<PathBuf, Weak<EmbeddedStore>>>> = LazyLock::new(Mutex::default);

/// The open store of a folder, or a new one; a store in memory is always a new one.
pub(super) fn open(options: &Options) -> Result<Arc<EmbeddedStore>> {
    let Location::Folder(folder) = &options.location else {
        return open_memory(options).and_then(|core| EmbeddedStore::start(core, None)).map(Arc::new);
    };
    let (folder, warning) = prepare(folder)?;
    let mut open = OPEN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(store) = open.get(&folder).and_then(Weak::upgrade) {
        // A folder that was deleted meanwhile, as the cleanup of a test does, has another file or none.
        if !store.core.is_replaced() {
            return Ok(store);
        }
        store.core.give_up();
    }
    let store = Arc::new(EmbeddedStore::start(open_folder(&folder, options)?, warning)?);
    open.retain(|_, store| store.strong_count() > 0);
    open.insert(folder, Arc::downgrade(&store));
    Ok(store)
}
