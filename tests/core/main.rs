//! Tests of the Rust core from outside, in one program, so that it is linked once.

#![allow(clippy::unwrap_used, clippy::panic, clippy::missing_panics_doc)]

mod answers;
mod architecture;
mod damage;
mod plans;
mod sharing;
mod store;
mod stream;
mod support;
mod table_stream;
