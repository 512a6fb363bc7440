//! The answer of a store: there already, or to come.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use crate::model::{Error, Result};

/// A future that costs nothing where the answer is known at once, as a read of the embedded store
/// is: no allocation, no wake, no turn of the event loop.
pub enum StoreFuture<T> {
    /// Known; `None` once it was taken.
    Ready(Option<Result<T>>),
    /// To come from another thread, which may end without an answer.
    Reply(oneshot::Receiver<Result<T>>),
    /// To come.
    Later(Pin<Box<dyn Future<Output = Result<T>> + Send>>),
}

impl<T> StoreFuture<T> {
    /// An answer that is known.
    pub fn ready(result: Result<T>) -> Self {
        Self::Ready(Some(result))
    }

    /// An answer that another thread sends.
    pub fn reply(receiver: oneshot::Receiver<Result<T>>) -> Self {
        Self::Reply(receiver)
    }

    /// An answer to come.
    pub fn later(future: impl Future<Output = Result<T>> + Send + 'static) -> Self {
        Self::Later(Box::pin(future))
    }
}

impl<T: Unpin> Future for StoreFuture<T> {
    type Output = Result<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<T>> {
        match self.get_mut() {
            // A future must not be polled after it is done, so there is an answer to take.
            Self::Ready(result) => result.take().map_or(Poll::Pending, Poll::Ready),
            // The sender is dropped only by a thread that panics.
            Self::Reply(receiver) => {
                Pin::new(receiver).poll(context).map(|sent| sent.unwrap_or_else(|_| Err(Error::internal())))
            }
            Self::Later(future) => future.as_mut().poll(context),
        }
    }
}
