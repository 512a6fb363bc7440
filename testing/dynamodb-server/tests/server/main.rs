//! Tests the server from outside: as a process, over HTTP.

mod api;
mod cuts;
mod ending;
mod errors;
mod requests;
mod support;
mod sweep;
mod unprocessed;
