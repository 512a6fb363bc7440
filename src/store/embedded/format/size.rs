//! The size of an item as DynamoDB counts it, found on its bytes.

use super::item::{labels, value};
use super::key::plain_length;
use super::{item, version};
use crate::model::Result;
use crate::model::size::{Measured, version_size};
use crate::store::embedded::error::unreadable;

/// The size of an item: of the key and the value of an entry.
pub(crate) fn stored_size(key: &[u8], bytes: &[u8]) -> Result<usize> {
    let stored = value(bytes)?;
    let measured = Measured {
        key: plain_length(key).ok_or_else(unreadable)?,
        is_simple: item::is_simple(bytes),
        expires: stored.ttl.is_some(),
        labels: &labels(bytes)?,
        is_object: stored.is_object,
        text: stored.text,
    };
    let has_fraction = bytes.first().is_some_and(|flags| version::length(*flags) > 0);
    Ok(measured.size()? + version_size(has_fraction))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::item::encode;
    use super::super::key::item_key;
    use super::*;
    use crate::model::random::item;
    use crate::model::size;

    proptest! {
        #[test]
        fn bytes_have_the_size_of_their_item(item in item()) {
            let key = item_key(&item.key.pk, &item.key.sk);
            prop_assert_eq!(stored_size(&key, &encode(&item)), size::stored_size(&item));
        }
    }
}
