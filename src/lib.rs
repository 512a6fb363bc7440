//! `ampt-data`: the `data` interface of `@ampt/data` as a native Node addon that runs anywhere.
//!
//! `ARCHITECTURE.md` is the map. Imports run one way: `node → data, events → plan, store → model`.

#![warn(clippy::pedantic, missing_docs)]
#![deny(unreachable_pub, unsafe_op_in_unsafe_fn, clippy::undocumented_unsafe_blocks)]
// A panic fails the call, so what cannot happen is an error instead.
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

pub mod data;
pub mod events;
pub mod model;
#[cfg_attr(test, allow(dead_code))] // nothing calls it in the unit tests: napi registers no functions there
mod node;
pub mod plan;
pub mod store;

/// Items are allocated on one thread and freed on another, which is slow with the allocator of the system.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
