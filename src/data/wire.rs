//! The wire: what crosses between the native part and `lib/`, and how the other side recognizes it.
//!
//! Arguments are texts. An answer is one of:
//!
//! - `undefined`: there is no value,
//! - `true`: the value of a `set` is stored as it was given, and need not come back,
//! - a text: the [`Mark`]s that apply, then JSON,
//! - a number: the ticket under which the answer comes later,
//! - an array that begins with `null`: the parts of an answer with `items`, whose lists follow one another,
//! - any other array: a failure, with the fields of [`FAILURE`].
//!
//! `lib/wire.js` is the other side, and a test holds both equal.

/// The first character of an answer that is more than the JSON of a value. No JSON text begins with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// The JSON may hold tags, which stand for what JSON lacks (see [`crate::model::json`]). Before any other mark.
    Tagged,
    /// An item with metadata, whose dates are epoch seconds.
    Item,
    /// An object with `items`, and `lastKey` if there may be more.
    Page,
    /// The same, whose items have metadata.
    MetaPage,
}

impl Mark {
    /// The character.
    pub const fn character(self) -> char {
        match self {
            Self::Tagged => '!',
            Self::Item => '@',
            Self::Page => '#',
            Self::MetaPage => '%',
        }
    }
}

/// The fields of a failure, in order. `item` is the answer that `get` with metadata gives, empty where there is no item
/// under the `key`. A field that does not apply is `null`.
pub const FAILURE: [&str; 6] = ["name", "code", "message", "hint", "key", "item"];

/// Stands where a ticket would, before a warning: its code, a space and its text.
pub const WARNING_TICKET: i32 = -1;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::javascript::evaluate;

    #[test]
    fn javascript_means_the_same() {
        let marks = [Mark::Tagged, Mark::Item, Mark::Page, Mark::MetaPage].map(|mark| {
            // A mark that is added must be listed here and in `lib/wire.js`.
            let name = match mark {
                Mark::Tagged => "TAGGED",
                Mark::Item => "ITEM",
                Mark::Page => "PAGE",
                Mark::MetaPage => "META_PAGE",
            };
            (name.to_owned(), json!(u32::from(mark.character())))
        });
        let expected = json!({
            "MARKS": marks.into_iter().collect::<serde_json::Map<_, _>>(),
            "FAILURE": FAILURE,
            "WARNING_TICKET": WARNING_TICKET,
        });
        assert_eq!(evaluate("require('./lib/wire')"), expected);
    }
}
