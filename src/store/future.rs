//! The answer of a store, which may be available at once.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::model::{Error, Result};

/// A future that costs nothing if the answer is available at once, as for a read of the embedded store: no allocation,
/// no wake, no turn of the event loop.
pub enum StoreFuture<T> {
    /// Available; `None` after it was taken.
    Ready(Option<Result<T>>),
    /// Comes from another thread, which may end without an answer.
    Reply(oneshot::Receiver<Result<T>>),
    /// Comes later.
    Later(Pin<Box<dyn Future<Output = Result<T>> + Send>>),
}

impl<T> StoreFuture<T> {
    /// An answer that is available.
    pub fn ready(result: Result<T>) -> Self {
        Self::Ready(Some(result))
    }

    /// An answer that another thread sends.
    pub fn reply(receiver: oneshot::Receiver<Result<T>>) -> Self {
        Self::Reply(receiver)
    }

    /// An answer that comes later.
    pub fn later(future: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self::Later(Box::pin(future))
    }
}

impl<T: Unpin> Future for StoreFuture<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.get_mut() {
            // No one polls a future after it is ready, so there is an answer to take.
            Self::Ready(result) => result.take().map_or(Poll::Pending, Poll::Ready),
            // Only a thread that panics drops its sender.
            Self::Reply(receiver) => {
                Pin::new(receiver).poll(context).map(|sent| sent.unwrap_or_else(|_| Err(Error::internal())))
            }
            Self::Later(future) => future.as_mut().poll(context),
        }
    }
}
