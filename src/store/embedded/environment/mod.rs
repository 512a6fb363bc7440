//! The LMDB environment of a store.

pub(crate) mod identity;
mod map;
