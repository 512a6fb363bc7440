//! Accepts clients and serves their connections. It uses hyper without a framework, because only a service that can
//! fail can close a connection without an answer.

use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::time;

use crate::proxy::Proxy;
use crate::report;

/// The pause after a failed accept. The usual reason is too many open files, which passes when a client
/// disconnects.
const REST: Duration = Duration::from_millis(20);

/// Serves all clients, forever.
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
    // Small answers must not wait for the acknowledgement of earlier ones. If this fails, answers are only slower.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request| {
        let proxy = Arc::clone(&proxy);
        async move { proxy.answer(request).await }
    });
    // An error means that the client disconnected, or that a fault cut the connection.
    let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
}
