//! Accepts clients and serves their connections. hyper itself, not a framework: closing a connection without
//! an answer takes a service that may fail.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

use crate::proxy::Proxy;
use crate::report;

/// Rest after a failed accept, which is mostly for want of open files and passes when a client goes.
const REST: Duration = Duration::from_millis(20);

/// Serves whoever connects, for ever.
pub async fn accept(listener: TcpListener, proxy: Arc<Proxy>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                tokio::spawn(serve(stream, Arc::clone(&proxy)));
            }
            Err(error) => {
                report(&format!("cannot accept a connection: {error}"));
                time::sleep(REST).await;
            }
        }
    }
}

async fn serve(stream: TcpStream, proxy: Arc<Proxy>) {
    // Small answers must not wait for the acknowledgement of earlier ones. Without it they are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let proxy = Arc::clone(&proxy);
        async move { proxy.answer(request).await }
    });
    // A failure here is a client that went, or one that was cut on purpose.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
