//! The bytes of the file. `docs/format.md` draws them; no other module reads or writes stored bytes.

pub(crate) mod change;
pub(crate) mod item;
pub(crate) mod key;
