//! The change log: the changes of items, until every group has handled them.

mod election;
mod groups;
mod handle;
mod listen;
mod listeners;
pub(super) mod presence;
mod read;
mod roster;
mod settle;
pub(super) mod tables;
mod trim;

pub(super) use self::handle::Log;
