//! Tests the server from outside: as a process, over HTTP.

mod api;
mod conflicts;
mod cuts;
mod ending;
mod errors;
mod nested;
mod requests;
mod support;
mod sweep;
mod transactions;
mod unprocessed;
