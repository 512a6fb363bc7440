//! The change log: groups, changes and queues.

use std::ops::Bound;

use super::repair::Remedy;
use super::{BYTES, ENTRIES, InspectedPart};
use crate::model::Result;
use crate::store::embedded::file::StoreFile;
use crate::store::embedded::format::change::{StoredChange, number_of_change};
use crate::store::embedded::format::group::StoredGroup;

/// Each group and its members can be read.
pub(super) fn groups(file: &StoreFile) -> Result<InspectedPart> {
    file.in_read(|txn| {
        let log = file.tables(txn).log;
        let mut part = InspectedPart::default();
        for entry in log.groups.iter(txn)? {
            let (_, bytes) = entry?;
            let Ok(group) = StoredGroup::decode(bytes) else {
                part.report(
                    "group",
                    None,
                    "A group of event handlers cannot be read, so it gets no events.",
                    None,
                );
                continue;
            };
            if log.roster(txn, &group, file.now()).is_err() {
                part.report("group", None, "A member of a group of event handlers cannot be read.", None);
            }
        }
        Ok(part)
    })
}

/// Each change can be read.
pub(super) fn changes(file: &StoreFile, after: Bound<&[u8]>) -> Result<InspectedPart> {
    file.in_read(|txn| {
        let log = file.tables(txn).log;
        let (mut part, mut read) = (InspectedPart::default(), 0);
        for entry in log.changes.range(txn, &(after, Bound::Unbounded))? {
            let (key, bytes) = entry?;
            let event = StoredChange::decode(bytes).and_then(|change| change.event());
            if event.is_err() || number_of_change(key).is_none() {
                let message = "A change of the event log cannot be read. It is given up after 24 hours.";
                part.report("change", None, message, None);
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

/// Each entry of a queue has its change, and a group.
pub(super) fn queues(file: &StoreFile, after: Bound<&[u8]>) -> Result<InspectedPart> {
    file.in_read(|txn| {
        let log = file.tables(txn).log;
        let mut part = InspectedPart::default();
        let known = log.known_queues(txn)?;
        for (passed, entry) in log.queues.range(txn, &(after, Bound::Unbounded))?.enumerate() {
            let (entry, _) = entry?;
            if log.is_orphan_among(txn, known.as_deref(), entry)? {
                let message = "A queue of events has an entry without a change, or of no group.";
                part.report("orphan-event", None, message, Some(Remedy::Queued(entry.to_vec())));
            }
            if passed + 1 == ENTRIES {
                part.last = Some(entry.to_vec());
                break;
            }
        }
        Ok(part)
    })
}
