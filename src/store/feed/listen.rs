//! Listeners hear every change of a store as it comes, without a group: nothing is kept for them once they end.
//!
//! All listeners of a process share one reader of the changes, a [`Broadcast`], which exists while there is one.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use tokio::sync::watch;
use tokio::task::AbortHandle;

use crate::model::row::Unreadable;
use crate::model::{Error, Event, Result};
use crate::store::StoreFuture;
use crate::store::runtime::runtime;

/// Hears the changes of a store. It is called from any thread and must not block.
pub trait Listener: Send + Sync {
    /// An item has changed. Changes may come more than once, and some may be older than the listener.
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
    listeners: Mutex<Vec<(u64, Arc<dyn Listener>)>>,
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
        for (_, listener) in self.listeners().iter() {
            listener.changed(event);
        }
    }

    /// Passes on that a changed row cannot be read.
    pub(in crate::store) fn unreadable(&self, row: &Unreadable) {
        for (_, listener) in self.listeners().iter() {
            listener.unreadable(row);
        }
    }

    /// Ends the broadcast: changes cannot be read, or were missed.
    pub(in crate::store) fn fail(&self, error: Error) {
        for (_, listener) in self.listeners().drain(..) {
            listener.failed(&error);
        }
        self.begun.send_replace(Some(Err(error)));
    }

    fn has_failed(&self) -> bool {
        matches!(*self.begun.borrow(), Some(Err(_)))
    }

    /// The list changes in single steps, so it is sound even if a holder panicked.
    fn listeners(&self) -> MutexGuard<'_, Vec<(u64, Arc<dyn Listener>)>> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
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
    /// Adds a listener; the first starts a reader. Resolves when every later change is heard.
    pub(in crate::store) fn listen(
        &self,
        listener: Arc<dyn Listener>,
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
        let mut begun = on_air.broadcast.begun.subscribe();
        let listening = OneListener::add(on_air, listener);
        StoreFuture::later(async move {
            let begun = begun.wait_for(Option::is_some).await.map(|begun| begun.clone());
            match begun {
                Ok(Some(Err(error))) => Err(error),
                // The listener holds the sender, so there is a result.
                _ => Ok(Box::new(listening) as Listening),
            }
        })
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
        let reading = runtime.spawn(read).abort_handle();
        Ok(Arc::new(Self { broadcast, reading, end: Some(end) }))
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

impl OneListener {
    fn add(on_air: Arc<OnAir>, listener: Arc<dyn Listener>) -> Self {
        let mut listeners = on_air.broadcast.listeners();
        let id = listeners.last().map_or(0, |(last, _)| last + 1);
        listeners.push((id, listener));
        drop(listeners);
        Self { on_air, id }
    }
}

impl Drop for OneListener {
    fn drop(&mut self) {
        self.on_air.broadcast.listeners().retain(|(id, _)| *id != self.id);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::model::{Body, Item, Json, Key, Labels, Millis, Seconds};

    #[derive(Default)]
    struct Heard(Mutex<Vec<String>>);

    impl Listener for Heard {
        fn changed(&self, event: &Event) {
            self.0.lock().unwrap().push(event.item.key.to_text());
        }

        fn unreadable(&self, row: &Unreadable) {
            self.0.lock().unwrap().push(row.message());
        }

        fn failed(&self, error: &Error) {
            self.0.lock().unwrap().push(error.code.to_owned());
        }
    }

    impl Heard {
        fn take(&self) -> Vec<String> {
            std::mem::take(&mut self.0.lock().unwrap())
        }
    }

    fn event(key: &str) -> Event {
        let item = Item {
            key: Key::parse(key).unwrap(),
            body: Body::Value(Json::from_text("1")),
            created: Seconds(1),
            version: Seconds(1).into(),
            ttl: None,
            labels: Labels::default(),
        };
        Event::new(None, Some(item), Millis(1)).unwrap()
    }

    /// A reader that says when it ended, and lets the test speak.
    fn reader(
        spoken: &mut Option<Arc<Broadcast>>,
        ended: &Arc<AtomicUsize>,
    ) -> impl FnOnce(Arc<Broadcast>) -> Result<ChangeReader> {
        let ended = Arc::clone(ended);
        move |broadcast| {
            broadcast.begin();
            *spoken = Some(broadcast);
            let end = move || {
                ended.fetch_add(1, Ordering::Relaxed);
            };
            Ok(ChangeReader { read: Box::pin(std::future::pending()), end: Box::new(end) })
        }
    }

    #[test]
    fn listeners_share_a_reader_that_ends_with_the_last() {
        let (broadcasting, ended) = (Broadcasting::default(), Arc::new(AtomicUsize::new(0)));
        let (first, second) = (Arc::new(Heard::default()), Arc::new(Heard::default()));
        let (mut spoken, mut never) = (None, None);
        let one = broadcasting.listen(Arc::clone(&first) as _, reader(&mut spoken, &ended));
        let one = pollster::block_on(one).unwrap();
        let two = broadcasting.listen(Arc::clone(&second) as _, reader(&mut never, &ended));
        let two = pollster::block_on(two).unwrap();
        assert!(never.is_none());
        let broadcast = spoken.unwrap();
        broadcast.change(&event("a"));
        drop(one);
        broadcast.change(&event("b"));
        assert_eq!((first.take(), second.take()), (vec!["a".into()], vec!["a".into(), "b".into()]));
        assert_eq!(ended.load(Ordering::Relaxed), 0);
        drop(two);
        assert_eq!(ended.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn after_a_failure_the_next_listener_starts_anew() {
        let (broadcasting, ended) = (Broadcasting::default(), Arc::new(AtomicUsize::new(0)));
        let heard = Arc::new(Heard::default());
        let (mut spoken, mut again) = (None, None);
        let one = broadcasting.listen(Arc::clone(&heard) as _, reader(&mut spoken, &ended));
        let one = pollster::block_on(one).unwrap();
        let broadcast = spoken.unwrap();
        broadcast.fail(Error::internal());
        broadcast.change(&event("late"));
        assert_eq!(heard.take(), ["INTERNAL"]);
        let two = broadcasting.listen(Arc::clone(&heard) as _, reader(&mut again, &ended));
        drop(pollster::block_on(two).unwrap());
        assert!(again.is_some());
        drop(one);
        assert_eq!(ended.load(Ordering::Relaxed), 2);
    }
}
