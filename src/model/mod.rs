//! The vocabulary of the interface: keys, labels, values, items, pages, limits, errors.
//!
//! Nothing here depends on a store, an operation or JavaScript.

pub mod attribute;
pub mod error;
pub mod event;
pub mod expression;
pub mod item;
pub mod item_text;
#[cfg(test)]
pub mod javascript;
pub mod json;
pub mod key;
pub mod label;
pub mod limits;
pub mod members;
pub mod merge;
mod name;
mod name_finder;
pub mod number;
mod operator;
pub mod page;
#[cfg(test)]
pub mod random;
pub mod row;
pub mod scalar;
mod set;
pub mod size;
mod stamp;
pub mod text;
mod text_size;
pub mod time;
pub mod tree;
pub mod ttl;
mod version;

pub use error::{Error, Found, Result};
pub use event::{Event, EventKind, place_of};
pub use expression::{KeyExpression, KeyRange, SortCondition};
pub use item::{Body, Item};
pub use json::{Json, Kind};
pub use key::Key;
pub use label::{LabelNumber, Labels};
pub use members::Listed;
pub use name::Name;
pub use name_finder::NameFinder;
pub use operator::EditOperator;
pub use page::{Cursor, Page};
pub use row::Unreadable;
pub use set::{ElementKind, ElementSet};
pub use stamp::Stamp;
pub use time::{Millis, Seconds};
pub use tree::Tree;
pub use version::Version;
