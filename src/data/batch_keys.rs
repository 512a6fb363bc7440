//! The keys of a batch: that there are some, and that each is a complete key.

use std::collections::HashSet;

use crate::model::limits::MAX_TRANSACTION_ITEMS;
use crate::model::{Error, Key, KeyExpression, Result};

/// A verb that takes several keys.
#[derive(Clone, Copy)]
pub(super) enum BatchVerb {
    /// `get([keys])`
    Get,
    /// `remove([keys])`
    Remove,
    /// `tx.get` and its like
    Transaction,
}

/// Parses the keys of a batch, each once.
pub(super) fn distinct_keys(keys: &[String], verb: BatchVerb) -> Result<Vec<Key>> {
    if keys.is_empty() {
        return Err(Error::invalid_key("You must provide at least one key"));
    }
    if matches!(verb, BatchVerb::Transaction) && keys.len() > MAX_TRANSACTION_ITEMS {
        return Err(Error::transaction_too_large());
    }
    let mut seen = HashSet::with_capacity(keys.len());
    let mut distinct = Vec::with_capacity(keys.len());
    for text in keys {
        let key = complete_key(text, verb)?;
        if seen.insert((key.pk.clone(), key.sk.clone())) {
            distinct.push(key);
        }
    }
    Ok(distinct)
}

/// Parses a key where an expression is not allowed.
pub(super) fn complete_key(text: &str, verb: BatchVerb) -> Result<Key> {
    if let KeyExpression::Key(key) = KeyExpression::parse(text)? {
        return Ok(key);
    }
    Err(match verb {
        BatchVerb::Get => Error::invalid_key(
            "You cannot use conditionals in a batch get request. Please get each collection separately.",
        ),
        BatchVerb::Remove => Error::invalid_key(
            "You cannot delete items using conditionals. Please remove each item separately.",
        )
        .with_hint("'removeAll' removes all items that an expression selects."),
        BatchVerb::Transaction => Error::invalid_key(
            "A transaction reads and checks items by their whole keys, not ranges or labels: DynamoDB cannot tell \
             whether a range has changed. Read the range with 'data.get' before, then each item with 'tx.get'.",
        ),
    })
}
