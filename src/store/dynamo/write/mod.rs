//! Writes: of one item, with and without a token, and of many.

mod batch;
mod direct;
mod request;
mod rewrite;
mod token;
mod with_token;

pub(crate) use self::request::ALL_OLD;
