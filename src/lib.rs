//! `ampt-data`: the `data` interface of `@ampt/data` as a native Node addon that runs anywhere.
//!
//! `ARCHITECTURE.md` is the map. Imports run one way: `node → data → plan, store → model`.

#![warn(clippy::pedantic)]
#![allow(clippy::module_name_repetitions, clippy::must_use_candidate, clippy::missing_errors_doc)]

pub mod data;
pub mod model;
mod node;
pub mod plan;
pub mod store;
