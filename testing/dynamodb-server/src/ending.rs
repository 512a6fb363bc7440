//! When to end. A test that crashes or is killed cannot stop its server, but the pipe to the standard input
//! of the server closes all the same, so that no server outlives the test that started it.

use std::io;
use std::thread;

use tokio::sync::oneshot;

/// The two signs to end: standard input is closed, or SIGTERM.
pub struct Ending {
    input: oneshot::Receiver<()>,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Ending {
    /// Watches from now on, before anybody knows the address and could ask the server to end.
    pub fn watch() -> io::Result<Self> {
        let (closed, input) = oneshot::channel();
        // A thread of its own: Tokio's reader of standard input would keep the runtime from ending.
        thread::Builder::new().name("stdin".into()).spawn(move || {
            // An input that cannot be read is as good as closed.
            let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
            let _ = closed.send(());
        })?;
        Ok(Self {
            input,
            #[cfg(unix)]
            terminate: tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?,
        })
    }

    /// Returns once it is time to end.
    #[cfg(unix)]
    pub async fn wait(mut self) {
        tokio::select! {
            _ = self.input => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Returns once it is time to end.
    #[cfg(not(unix))]
    pub async fn wait(self) {
        let _ = self.input.await;
    }
}
