//! An event: one change of one item, as handlers of `data.on` get it.

use compact_str::{CompactString, format_compact};

use super::item::Item;
use super::time::Millis;

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// The item did not exist before.
    Created,
    /// The item was written again, even with the same value.
    Updated,
    /// The item was removed or expired.
    Deleted,
}

impl EventKind {
    /// `event.name`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
        }
    }

    /// The kind with this name.
    pub fn of_name(name: &str) -> Option<Self> {
        [Self::Created, Self::Updated, Self::Deleted].into_iter().find(|kind| kind.name() == name)
    }
}

/// One change of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The item after the change. For `deleted`, the last item.
    pub item: Item,
    /// For `updated`, the item before the change.
    pub previous: Option<Item>,
    /// When it happened.
    pub at: Millis,
    /// Its place among the events of its collection, as text that sorts: the same whenever the event is delivered.
    pub place: CompactString,
}

/// Digits of the longest sequence number of a stream.
const SEQUENCE_DIGITS: usize = 40;

impl Event {
    /// The event of a row that was `old` and is `new`; `None` if there is no row before or after.
    pub fn new(old: Option<Item>, new: Option<Item>, at: Millis) -> Option<Self> {
        let (kind, item, previous) = match (old, new) {
            (None, Some(item)) => (EventKind::Created, item, None),
            (Some(previous), Some(item)) => (EventKind::Updated, item, Some(previous)),
            (Some(item), None) => (EventKind::Deleted, item, None),
            (None, None) => return None,
        };
        Some(Self { kind, item, previous, at, place: CompactString::default() })
    }

    /// The same, as the change of a log with this number.
    #[must_use]
    pub fn numbered(self, number: u64) -> Self {
        Self { place: place_of(number), ..self }
    }

    /// The events of a stream's record with this sequence number.
    #[must_use]
    pub fn of_record(events: Vec<Self>, sequence: &str) -> Vec<Self> {
        let place = |part: usize| format_compact!("{sequence:0>SEQUENCE_DIGITS$}.{part}");
        events.into_iter().enumerate().map(|(part, event)| Self { place: place(part), ..event }).collect()
    }

    /// The events of a row that was `old` and is `new`: see [`changes`].
    pub fn of_images(old: Option<&Item>, new: Option<&Item>, at: Millis) -> Vec<Self> {
        changes(old, new, at).filter_map(|(old, new)| Self::new(old.cloned(), new.cloned(), at)).collect()
    }

    /// The item before and after the change.
    pub fn images(&self) -> Images<'_> {
        match self.kind {
            EventKind::Deleted => (Some(&self.item), None),
            EventKind::Created | EventKind::Updated => (self.previous.as_ref(), Some(&self.item)),
        }
    }

    /// The collection. Its events are handled one after another.
    pub fn collection(&self) -> &CompactString {
        &self.item.key.pk
    }

    /// About how many bytes of memory the event takes.
    pub fn weight(&self) -> usize {
        const OVERHEAD: usize = 512;
        let texts = |item: &Item| item.value().as_str().len();
        OVERHEAD + texts(&self.item) + self.previous.as_ref().map_or(0, texts)
    }
}

/// The place of the change of a log with this number.
pub fn place_of(number: u64) -> CompactString {
    format_compact!("{number:016x}")
}

/// An item before and after a change.
pub type Images<'a> = (Option<&'a Item>, Option<&'a Item>);

/// The changes that one write makes. If it replaces an expired item whose expiry caused no event yet, these are two:
/// the expired item is deleted, then the new one is created.
pub fn changes<'a>(
    old: Option<&'a Item>,
    new: Option<&'a Item>,
    at: Millis,
) -> impl Iterator<Item = Images<'a>> {
    let overwritten = new.is_some() && old.is_some_and(|old| old.is_expired(at.seconds()));
    let (first, second) = if overwritten { ((old, None), Some((None, new))) } else { ((old, new), None) };
    std::iter::once(first).chain(second).filter(|(old, new)| old.is_some() || new.is_some())
}
