//! The items and their indexes.

use std::ops::Bound;

use super::repair::{Remedy, is_orphan_expiry, is_orphan_label, lacks_entries};
use super::{BYTES, ENTRIES, InspectedPart};
use crate::model::{Item, Key, Result, size};
use crate::store::embedded::error::Failure;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::item::{decode, is_intact};
use crate::store::embedded::format::key::{item_key_of_label, split_expiry};
use crate::store::embedded::format::size::stored_size;

/// Each item can be read and obeys the limits, and the indexes have its entries.
pub(super) fn items(file: &StoreFile, after: Bound<&[u8]>) -> Result<InspectedPart> {
    file.in_read(|txn| {
        let (mut part, mut read, mut passed) = (InspectedPart::default(), 0, file.environment().passed(txn));
        for entry in file.tables(txn).items.range(txn, &(after, Bound::Unbounded))? {
            let (key, bytes) = entry?;
            passed.note(key);
            passed.note(bytes);
            part.items += 1;
            match fault(key, bytes) {
                Err(fault) => part.report("item", Some(key), fault, None),
                Ok(item) => {
                    for (kind, message) in lacks_entries(file.tables(txn), txn, &item)? {
                        part.report(kind, Some(key), message, Some(Remedy::Index(key.to_vec())));
                    }
                }
            }
            read += key.len() + bytes.len();
            if read >= BYTES {
                part.last = Some(key.to_vec());
                break;
            }
        }
        Ok(part)
    })
}

/// The item, or what is wrong with it.
fn fault(key: &[u8], bytes: &[u8]) -> Result<Item, &'static str> {
    if !is_intact(bytes) {
        return Err(
            "The bytes of this item have changed since it was written. Write it again, or remove it.",
        );
    }
    let unreadable = "This item cannot be read. Write it again, or remove it.";
    let item = decode(key, bytes).map_err(|_| unreadable)?;
    stored_size(key, bytes).map_err(|_| unreadable)?;
    let is_key = Key::parse(&item.key.to_text()).is_ok_and(|parsed| parsed.same_row(&item.key));
    let is_label =
        |label: &Key| Key::parse_label(&label.to_text()).is_ok_and(|parsed| parsed.same_row(label));
    if !is_key || !item.labels.iter().all(|(_, label)| is_label(label)) {
        return Err(
            "The key of this item, or one of its labels, breaks the rules of keys. Write it again under another.",
        );
    }
    match size::oversize(&item) {
        Ok(None) => Ok(item),
        _ => Err("This item is larger than 400 KB. Write a smaller one."),
    }
}

/// Each entry of a label has its item.
pub(super) fn labels(file: &StoreFile, after: Bound<&[u8]>) -> Result<InspectedPart> {
    let message = "The index has an entry for a label that no item has.";
    file.in_read(|txn| {
        let tables = file.tables(txn);
        let entries = tables.labels.range(txn, &(after, Bound::Unbounded))?;
        index(entries, |part, entry| {
            if is_orphan_label(tables, txn, entry)? {
                let remedy = Remedy::Label(entry.to_vec());
                part.report("orphan-label", item_key_of_label(entry), message, Some(remedy));
            }
            Ok(())
        })
    })
}

/// Each entry of an expiry has its item.
pub(super) fn expiries(file: &StoreFile, after: Bound<&[u8]>) -> Result<InspectedPart> {
    let message = "The index has an entry for an expiry that no item has.";
    file.in_read(|txn| {
        let tables = file.tables(txn);
        let entries = tables.expiries.range(txn, &(after, Bound::Unbounded))?;
        index(entries, |part, entry| {
            if is_orphan_expiry(tables, txn, entry)? {
                let remedy = Remedy::Expiry(entry.to_vec());
                let item = split_expiry(entry).map(|(_, key)| key);
                part.report("orphan-expiry", item, message, Some(remedy));
            }
            Ok(())
        })
    })
}

fn index<'t>(
    entries: impl Iterator<Item = heed::Result<(&'t [u8], ())>>,
    mut look: impl FnMut(&mut InspectedPart, &'t [u8]) -> heed::Result<()>,
) -> Result<InspectedPart, Failure> {
    let mut part = InspectedPart::default();
    for (passed, entry) in entries.enumerate() {
        let (entry, ()) = entry?;
        look(&mut part, entry)?;
        if passed + 1 == ENTRIES {
            part.last = Some(entry.to_vec());
            break;
        }
    }
    Ok(part)
}
