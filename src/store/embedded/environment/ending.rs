//! Threads that have read and end.
//!
//! LMDB keeps a reader slot for each thread that has read, and frees it while the thread ends. If another thread closes the
//! environment at that moment, the slot is no longer mapped, and the process ends. So closing waits for the threads that
//! end, and threads that would end wait for closing. Joining them would not do: some are those of Node.js.
//!
//! A thread ends in two steps: it drops its thread-locals, and then calls the destructors of its keys, of which LMDB's is
//! one. Destructors that have set their keys again are called once more when all others have been.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long closing waits. A thread needs microseconds to end. One that ends with the process never has.
const PATIENCE: Duration = Duration::from_secs(1);

/// The threads that end.
static ENDING: Mutex<usize> = Mutex::new(0);
static ENDED: Condvar = Condvar::new();

thread_local! {
    static READER: Reader = Reader::new();
}

/// Notes that this thread reads: it may get a slot.
pub(super) fn note_reader() {
    // A thread that ends already is noted.
    let _ = READER.try_with(|_| ());
}

/// Runs `close` while no thread that has read ends.
pub(super) fn when_no_thread_ends(close: impl FnOnce()) {
    // A thread that closes an environment while it ends does not wait for itself.
    let own = usize::from(READER.try_with(|_| ()).is_err());
    let waited = ENDED.wait_timeout_while(ending(), PATIENCE, |ending| *ending > own);
    let _ending = waited.unwrap_or_else(PoisonError::into_inner);
    close();
}

/// Nothing that holds it can panic halfway.
fn ending() -> MutexGuard<'static, usize> {
    ENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Of a thread that has read. Its drop is the begin of the end.
struct Reader;

#[cfg(unix)]
impl Reader {
    fn new() -> Self {
        key::get();
        Self
    }
}

#[cfg(unix)]
impl Drop for Reader {
    fn drop(&mut self) {
        let Some(key) = key::get() else { return };
        let mut ending = ending();
        if key::set(key, key::FIRST_ROUND) {
            *ending += 1;
        }
    }
}

/// There, LMDB is told that a thread ends without such an order.
#[cfg(not(unix))]
impl Reader {
    fn new() -> Self {
        Self
    }
}

/// A key whose destructor is called after LMDB's.
#[cfg(unix)]
mod key {
    use std::ffi::c_void;
    use std::ptr;
    use std::sync::OnceLock;

    use libc::{pthread_key_create, pthread_key_t, pthread_setspecific};

    use super::{ENDED, ending};

    /// Destructors are being called, LMDB's perhaps later than that of this key.
    pub(super) const FIRST_ROUND: *const c_void = ptr::without_provenance(1);
    /// All other destructors have been called.
    const SECOND_ROUND: *const c_void = ptr::without_provenance(2);

    /// The key of the process; `None` if the system has none left.
    pub(super) fn get() -> Option<pthread_key_t> {
        static KEY: OnceLock<Option<pthread_key_t>> = OnceLock::new();
        *KEY.get_or_init(|| {
            let mut key = 0;
            // SAFETY: `key` outlives the call, and the destructor is never unloaded: the addon is linked with `nodelete`.
            let failure = unsafe { pthread_key_create(&raw mut key, Some(called)) };
            (failure == 0).then_some(key)
        })
    }

    /// Has the destructor called when this thread ends.
    pub(super) fn set(key: pthread_key_t, round: *const c_void) -> bool {
        // SAFETY: the key is never deleted, and its values are no pointers to anything.
        unsafe { pthread_setspecific(key, round) == 0 }
    }

    extern "C" fn called(round: *mut c_void) {
        let again = round.cast_const() == FIRST_ROUND && get().is_some_and(|key| set(key, SECOND_ROUND));
        if !again {
            *ending() -= 1;
            ENDED.notify_all();
        }
    }
}
