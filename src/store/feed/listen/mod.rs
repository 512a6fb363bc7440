//! Listeners hear every change of a store as it comes, without a group: nothing is kept for them once they end.
//!
//! All listeners of a process share one reader of the changes, a [`Broadcast`], which exists while there is one.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use compact_str::CompactString;
use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::model::row::Unreadable;
use crate::model::{Error, Event, Result};
use crate::store::StoreFuture;
use crate::store::runtime::runtime;

/// Hears the changes of a store. It is called from any thread and must not block.
pub trait Listener: Send + Sync {
    /// An item has changed. Each change of a collection comes once, and after those before it. The first ones of a stream
    /// may be older than the listener.
    fn changed(&self, event: &Event);

    /// A row has changed that cannot be read.
    fn unreadable(&self, row: &Unreadable);

    /// Changes were missed, or cannot be read any more. Nothing more is heard.
    fn failed(&self, error: &Error);
}

/// Lets a listener hear until it is dropped.
pub type Listening = Box<dyn Send + Sync>;

/// What passes the changes of a store on to all listeners of a process.
#[derive(Default)]
pub(in crate::store) struct Broadcast {
    listeners: Mutex<Vec<Hearer>>,
    /// `None` until the first change can be heard.
    begun: watch::Sender<Option<Result<()>>>,
}

impl Broadcast {
    /// From now on every change is heard.
    pub(in crate::store) fn begin(&self) {
        self.begun.send_replace(Some(Ok(())));
    }

    /// Passes a change on.
    pub(in crate::store) fn change(&self, event: &Event) {
        for hearer in self.listeners().iter().filter(|hearer| hearer.hears(event)) {
            hearer.listener.changed(event);
        }
    }

    /// Passes on that a changed row cannot be read.
    pub(in crate::store) fn unreadable(&self, row: &Unreadable) {
        for Hearer { listener, .. } in self.listeners().iter() {
            listener.unreadable(row);
        }
    }

    /// Ends the broadcast: changes cannot be read, or were missed.
    pub(in crate::store) fn fail(&self, error: Error) {
        for Hearer { listener, .. } in self.listeners().drain(..) {
            listener.failed(&error);
        }
        self.begun.send_replace(Some(Err(error)));
    }

    /// Adds a listener, which does not hear the changes up to the place `last`, if the store has places of all. Returns its
    /// number.
    pub(in crate::store) fn add(
        &self,
        listener: Arc<dyn Listener>,
        last: impl FnOnce() -> Result<Option<CompactString>>,
    ) -> Result<u64> {
        // Meanwhile no change is passed on, so none comes between this place and the listener.
        let mut listeners = self.listeners();
        let id = listeners.last().map_or(0, |last| last.id + 1);
        let after = last()?;
        listeners.push(Hearer { id, listener, after });
        Ok(id)
    }

    /// Resolves when every later change is heard, or when the broadcast has failed before.
    pub(in crate::store) fn has_begun(&self) -> impl Future<Output = Result<()>> + Send + use<> {
        let mut begun = self.begun.subscribe();
        async move {
            let begun = begun.wait_for(Option::is_some).await.map(|begun| begun.clone());
            // Whoever waits holds the broadcast, so there is a result.
            begun.ok().flatten().unwrap_or_else(|| Err(Error::internal()))
        }
    }

    pub(in crate::store) fn has_failed(&self) -> bool {
        matches!(*self.begun.borrow(), Some(Err(_)))
    }

    /// The list changes in single steps, so it is sound even if a holder panicked.
    fn listeners(&self) -> MutexGuard<'_, Vec<Hearer>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A listener of a broadcast.
struct Hearer {
    id: u64,
    listener: Arc<dyn Listener>,
    /// The place of the last change that it does not hear.
    after: Option<CompactString>,
}

impl Hearer {
    /// Others may have listened before, so what is passed on may be older.
    fn hears(&self, event: &Event) -> bool {
        self.after.as_ref().is_none_or(|after| event.place > *after)
    }
}

/// How a store reads its changes for a [`Broadcast`].
pub(in crate::store) struct ChangeReader {
    /// Reads until it is dropped.
    pub read: Pin<Box<dyn Future<Output = ()> + Send>>,
    /// Runs once the last listener has gone.
    pub end: Box<dyn FnOnce() + Send + Sync>,
}

/// The broadcast of a store in this process, while it has listeners.
#[derive(Default)]
pub(in crate::store) struct Broadcasting(Mutex<Weak<OnAir>>);

impl Broadcasting {
    /// Adds a listener; the first starts a reader. Resolves when every later change is heard. `last` is the place of the last
    /// change, if the store has places of all.
    pub(in crate::store) fn listen(
        &self,
        listener: Arc<dyn Listener>,
        last: impl FnOnce() -> Result<Option<CompactString>>,
        start: impl FnOnce(Arc<Broadcast>) -> Result<ChangeReader>,
    ) -> StoreFuture<Listening> {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let on_air = match current.upgrade().filter(|on_air| !on_air.broadcast.has_failed()) {
            Some(on_air) => on_air,
            None => match OnAir::start(start) {
                Ok(on_air) => on_air,
                Err(error) => return StoreFuture::ready(Err(error)),
            },
        };
        *current = Arc::downgrade(&on_air);
        drop(current);
        let begun = on_air.broadcast.has_begun();
        let id = match on_air.broadcast.add(listener, last) {
            Ok(id) => id,
            Err(error) => return StoreFuture::ready(Err(error)),
        };
        let listening = OneListener { on_air, id };
        StoreFuture::later(async move { begun.await.map(|()| Box::new(listening) as Listening) })
    }
}

/// A broadcast and its reader, which ends with it.
struct OnAir {
    broadcast: Arc<Broadcast>,
    reading: AbortHandle,
    end: Option<Box<dyn FnOnce() + Send + Sync>>,
}

impl OnAir {
    fn start(start: impl FnOnce(Arc<Broadcast>) -> Result<ChangeReader>) -> Result<Arc<Self>> {
        let runtime = runtime()?;
        let broadcast = Arc::new(Broadcast::default());
        let ChangeReader { read, end } = start(Arc::clone(&broadcast))?;
        let end_of_reader = EndOfReader(Arc::clone(&broadcast));
        let reading = runtime.spawn(async move {
            let _end = end_of_reader;
            read.await;
        });
        let reading = reading.abort_handle();
        Ok(Arc::new(Self { broadcast, reading, end: Some(end) }))
    }
}

/// Lets no listener wait for a reader that has panicked.
struct EndOfReader(Arc<Broadcast>);

impl Drop for EndOfReader {
    fn drop(&mut self) {
        if !self.0.has_failed() {
            self.0.fail(Error::internal());
        }
    }
}

impl Drop for OnAir {
    fn drop(&mut self) {
        self.reading.abort();
        if let Some(end) = self.end.take() {
            end();
        }
    }
}

/// A listener among those of a broadcast.
struct OneListener {
    on_air: Arc<OnAir>,
    id: u64,
}

impl Drop for OneListener {
    fn drop(&mut self) {
        self.on_air.broadcast.listeners().retain(|hearer| hearer.id != self.id);
    }
}

#[cfg(test)]
mod tests;
