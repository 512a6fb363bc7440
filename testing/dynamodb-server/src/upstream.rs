//! Connects to the engine with a few connections that all clients share. One for each client would cost three open
//! files, and hundreds of clients would exceed the usual limit of 1,024.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONNECTION, CONTENT_LENGTH, EXPECT, HeaderMap, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::Semaphore;

use crate::answers::Answer;

/// The number of concurrent requests to the engine. Each blocks a thread while it waits for the engine's lock. More
/// requests would only take threads from the clients.
pub const AT_ONCE: usize = 3;

type Connection = SendRequest<Full<Bytes>>;
type Broken = Box<dyn Error + Send + Sync>;

/// The connections to the engine.
pub struct Upstream {
    engine: SocketAddr,
    places: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

impl Upstream {
    pub fn new(engine: SocketAddr) -> Self {
        Self { engine, places: Semaphore::new(AT_ONCE), idle: Mutex::new(Vec::new()) }
    }

    /// Forwards a request with this body to the engine.
    pub async fn send(&self, parts: &Parts, body: Bytes) -> Result<Answer, String> {
        let _place = self.places.acquire().await.map_err(|error| error.to_string())?;
        self.exchange(parts, body).await.map_err(|error| format!("the engine does not answer: {error}"))
    }

    async fn exchange(&self, parts: &Parts, body: Bytes) -> Result<Answer, Broken> {
        let mut connection = self.connection().await?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = parts.method.clone();
        *request.uri_mut() = parts.uri.clone();
        *request.headers_mut() = end_to_end(&parts.headers);
        let (mut head, body) = connection.send_request(request).await?.into_parts();
        let body = body.collect().await?.to_bytes();
        head.headers = end_to_end(&head.headers);
        self.idle().push(connection);
        Ok(Response::from_parts(head, Full::new(body)))
    }

    async fn connection(&self) -> Result<Connection, Broken> {
        loop {
            let Some(mut kept) = self.idle().pop() else { break };
            if kept.ready().await.is_ok() {
                return Ok(kept);
            }
        }
        let stream = TcpStream::connect(self.engine).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Its errors reach the requests on this connection.
        tokio::spawn(connection);
        Ok(sender)
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The headers without those about a connection or the length of the body, which may change on the way.
fn end_to_end(headers: &HeaderMap) -> HeaderMap {
    let mut kept = headers.clone();
    for name in [CONNECTION, CONTENT_LENGTH, EXPECT, TRANSFER_ENCODING] {
        kept.remove(name);
    }
    kept
}
