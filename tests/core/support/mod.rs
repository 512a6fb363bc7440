//! What several tests share.

pub(crate) mod embedded;
pub mod server;
