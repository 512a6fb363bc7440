//! LMDB's environment, as this package opens and closes it.

use std::fs::File;
use std::mem::ManuallyDrop;
use std::ops::Deref;
use std::path::Path;

use heed::{CompactionOption, EnvOpenOptions, RoTxn, WithTls};

use super::ending::{note_reader, when_no_thread_ends};

/// An LMDB environment, which is closed while no thread that has read it ends.
pub(crate) struct Env(ManuallyDrop<heed::Env>);

impl Env {
    /// Options to open an environment.
    pub(crate) fn options() -> EnvOpenOptions {
        #[expect(clippy::disallowed_methods, reason = "the environment is opened below")]
        EnvOpenOptions::new()
    }

    /// # Safety
    /// That of [`EnvOpenOptions::open`].
    pub(crate) unsafe fn open(options: &EnvOpenOptions, path: &Path) -> heed::Result<Self> {
        // SAFETY: as asked of the caller.
        unsafe { options.open(path) }.map(|env| Self(ManuallyDrop::new(env)))
    }

    /// Begins a read transaction on this thread.
    pub(crate) fn read_txn(&self) -> heed::Result<RoTxn<'_, WithTls>> {
        note_reader();
        self.0.read_txn()
    }

    /// Copies the last state into a file, in a read transaction of LMDB on this thread.
    pub(crate) fn copy_to_file(&self, file: &mut File, option: CompactionOption) -> heed::Result<()> {
        note_reader();
        self.0.copy_to_file(file, option)
    }
}

impl Deref for Env {
    type Target = heed::Env;

    fn deref(&self) -> &heed::Env {
        &self.0
    }
}

impl Drop for Env {
    fn drop(&mut self) {
        // SAFETY: nothing uses the environment after its drop.
        when_no_thread_ends(|| unsafe { ManuallyDrop::drop(&mut self.0) });
    }
}
