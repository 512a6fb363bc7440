//! The server as a test sees it: started as a process, asked over HTTP.

mod api;
mod cuts;
mod ending;
mod errors;
mod requests;
mod support;
mod sweep;
mod unprocessed;
