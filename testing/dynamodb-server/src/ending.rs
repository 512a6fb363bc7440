//! Waits for the end. A test that crashes or is killed cannot stop its server, but the pipe to the server's
//! standard input closes anyway. So no server outlives the test that started it.

use std::io;
use std::thread;

use tokio::sync::oneshot;

/// The two reasons to end: standard input closes, or SIGTERM arrives.
pub struct Ending {
    input: oneshot::Receiver<()>,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ending {
    /// Starts to watch. Call it before announcing the address, because the test may end the server right after
    /// that.
    pub fn watch() -> io::Result<Self> {
        let (closed, input) = oneshot::channel();
        // Not Tokio's reader of standard input, which would keep the runtime from shutting down.
        thread::Builder::new().name("stdin".into()).spawn(move || {
            // An unreadable input counts as closed.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = closed.send(());
        })?;
        Ok(Self {
            input,
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    /// Returns when the server should end.
    #[cfg(unix)]
    pub async fn wait(mut self) {
        tokio::select! {
            _ = self.input => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Returns when the server should end.
    #[cfg(not(unix))]
    pub async fn wait(self) {
        let _ = self.input.await;
    }
}
