//! What is wrong with an entry, judged in any transaction, and how a repair ends it.

use heed::{RoTxn, RwTxn};

use crate::model::{Item, LabelNumber};
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::item::decode;
use crate::store::embedded::format::key::{expiry_key, item_key_of_label, label_key, split_expiry};
use crate::store::embedded::tables::Tables;

/// What ends a problem.
pub(super) enum Remedy {
    /// The entries of the item with this key in `items` are made anew.
    Index(Vec<u8>),
    /// This entry of `labels` is deleted.
    Label(Vec<u8>),
    /// This entry of `expiries` is deleted.
    Expiry(Vec<u8>),
    /// This entry of `queues` is deleted.
    Queued(Vec<u8>),
}

/// Carries a remedy out if it is still due. Returns whether the problem has ended.
pub(super) fn repair(tables: &Tables, txn: &mut RwTxn, remedy: &Remedy) -> Result<bool, Failure> {
    match remedy {
        Remedy::Index(key) => {
            let item = tables.items.get(txn, key)?.map(|bytes| decode(key, bytes)).transpose();
            let Ok(item) = item else { return Ok(false) };
            for entry in item.iter().flat_map(label_entries) {
                tables.labels.put(txn, &entry, &())?;
            }
            if let Some(entry) = item.as_ref().and_then(expiry_entry) {
                tables.expiries.put(txn, &entry, &())?;
            }
        }
        Remedy::Label(entry) => {
            if is_orphan_label(tables, txn, entry)? {
                tables.labels.delete(txn, entry)?;
            }
        }
        Remedy::Expiry(entry) => {
            if is_orphan_expiry(tables, txn, entry)? {
                tables.expiries.delete(txn, entry)?;
            }
        }
        Remedy::Queued(entry) => {
            if tables.log.is_orphan(txn, entry)? {
                tables.log.queues.delete(txn, entry)?;
            }
        }
    }
    Ok(true)
}

/// The entries of an item that the indexes lack: the kind of each problem, and a sentence.
pub(super) fn lacks_entries(
    tables: &Tables,
    txn: &RoTxn,
    item: &Item,
) -> heed::Result<Vec<(&'static str, &'static str)>> {
    let mut lacking = Vec::new();
    for entry in label_entries(item) {
        if tables.labels.get(txn, &entry)?.is_none() {
            lacking.push((
                "missing-label",
                "The index lacks a label of this item, so reads by label do not find it.",
            ));
        }
    }
    if let Some(entry) = expiry_entry(item)
        && tables.expiries.get(txn, &entry)?.is_none()
    {
        lacking.push((
            "missing-expiry",
            "The index lacks the expiry of this item, so nothing deletes it once it has expired.",
        ));
    }
    Ok(lacking)
}

/// Whether an entry of `labels` has no item with this label. An item that cannot be read may have it.
pub(super) fn is_orphan_label(tables: &Tables, txn: &RoTxn, entry: &[u8]) -> heed::Result<bool> {
    let Some(key) = item_key_of_label(entry) else { return Ok(true) };
    let Some(bytes) = item_of(tables, txn, key)? else { return Ok(true) };
    Ok(decode(key, bytes).is_ok_and(|item| !label_entries(&item).any(|own| own == entry)))
}

/// Whether an entry of `expiries` has no item that expires then. An item that cannot be read may do so.
pub(super) fn is_orphan_expiry(tables: &Tables, txn: &RoTxn, entry: &[u8]) -> heed::Result<bool> {
    let Some((_, key)) = split_expiry(entry) else { return Ok(true) };
    let Some(bytes) = item_of(tables, txn, key)? else { return Ok(true) };
    Ok(decode(key, bytes).is_ok_and(|item| expiry_entry(&item).is_none_or(|own| own != entry)))
}

/// The bytes of an item. LMDB has no empty keys, and does not look for them.
fn item_of<'t>(tables: &Tables, txn: &'t RoTxn, key: &[u8]) -> heed::Result<Option<&'t [u8]>> {
    if key.is_empty() { Ok(None) } else { tables.items.get(txn, key) }
}

fn label_entries(item: &Item) -> impl Iterator<Item = Vec<u8>> {
    let key = &item.key;
    item.labels.iter().map(|(number, label): (LabelNumber, _)| {
        label_key(number, (&label.pk, &label.sk), (&key.pk, &key.sk))
    })
}

fn expiry_entry(item: &Item) -> Option<Vec<u8>> {
    item.ttl.map(|ttl| expiry_key(ttl, &item.key))
}
