//! The verbs of `data`, one file each. A verb reads its options, builds a plan or a query, calls the store and writes
//! the answer. Nothing here depends on which store it is, or on JavaScript.

mod add;
mod answer;
mod batch_keys;
mod bulk;
mod changes;
mod check;
mod collections;
mod copy;
mod count;
mod cursors;
mod export;
mod get;
mod get_options;
mod groups;
mod hearing;
mod import;
mod import_if;
mod import_item;
mod iterate;
mod list;
mod on;
mod option_kinds;
mod options;
mod remove;
mod remove_all;
mod scan;
mod seed;
mod set;
mod set_default;
mod set_edit;
mod set_many;
mod set_options;
mod set_plan;
mod snapshot;
mod stat;
mod transaction;
mod traversal;
mod truncate;
mod usage;
mod walk;
mod walk_step;
mod wanted;
mod watch;
mod watched;
pub mod wire;

pub use add::add;
pub use answer::{Answer, event_text};
pub use changes::LiveChanges;
pub use collections::collections;
pub use copy::{backup, compact};
pub use count::count;
pub use cursors::cursors;
pub use export::export_page;
pub use get::{get, get_many, value_at_once};
pub use groups::{forget_group, groups};
pub use hearing::{Follow, Hearing};
pub use import::import_items;
pub use iterate::iterate;
pub use on::{HandlerConfig, check_group};
pub use remove::{remove, remove_many};
pub use remove_all::remove_all;
pub use scan::scan;
pub use seed::Seed;
pub use set::set;
pub use set_many::set_many;
pub use transaction::Transaction;
pub use truncate::truncate;
pub use usage::usage;
pub use walk::StoreWalk;
pub use watch::Watch;

use std::sync::Arc;

use crate::store::Store;

/// The store that a verb works on.
pub type StoreRef = Arc<dyn Store>;
