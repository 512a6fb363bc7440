//! A DynamoDB server for the tests of `ampt-data`: dynoxide in memory, behind a layer that records requests and
//! injects faults. `README.md` describes the control interface.

#![warn(clippy::pedantic)]
#![forbid(unsafe_code)]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::todo,
    clippy::dbg_macro,
    clippy::print_stdout,
    clippy::print_stderr
)]
#![allow(
    clippy::module_name_repetitions,
    clippy::must_use_candidate,
    clippy::missing_errors_doc,
    clippy::similar_names
)]

mod answers;
mod arguments;
mod attributes;
mod control;
mod ending;
mod engine;
mod faults;
mod front;
mod names;
mod operations;
mod proxy;
mod random;
mod recorder;
mod settings;
mod transactions;
mod unprocessed;
mod upstream;
mod uses;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::Builder;

use crate::ending::Ending;
use crate::faults::Faults;
use crate::proxy::Proxy;
use crate::upstream::Upstream;

/// One more than the engine can block, so that one thread always serves the clients.
const THREADS: usize = upstream::AT_ONCE + 1;

fn main() -> ExitCode {
    match arguments::port(std::env::args_os().skip(1)).and_then(run) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            report(&reason);
            ExitCode::FAILURE
        }
    }
}

fn run(port: u16) -> Result<(), String> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .enable_all()
        .build()
        .map_err(|e| e.to_string())?;
    let outcome = runtime.block_on(serve(port));
    // Do not wait for clients that are still connected: their test is over.
    runtime.shutdown_background();
    outcome
}

async fn serve(port: u16) -> Result<(), String> {
    let ending = Ending::watch().map_err(|error| format!("cannot watch for the end: {error}"))?;
    let (database, engine) = engine::start().await?;
    let faults = Arc::new(Faults::none());
    tokio::spawn(engine::sweep(database, Arc::clone(&faults)));
    let proxy = Arc::new(Proxy::new(Upstream::new(engine), faults));
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|error| format!("cannot listen on port {port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    announce(address).map_err(|error| format!("cannot print the address: {error}"))?;
    tokio::select! {
        () = front::accept(listener, proxy) => {}
        () = ending.wait() => {}
    }
    Ok(())
}

/// Prints where to connect. A test expects nothing else on standard output.
fn announce(address: SocketAddr) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "http://{address}")?;
    output.flush()
}

/// Prints an error for people. A failure to print is ignored.
fn report(message: &str) {
    let _ = writeln!(io::stderr(), "dynamodb-test-server: {message}");
}
