//! An event: one change of one item, as handlers of `data.on` get it.

use compact_str::CompactString;

use super::item::Item;
use super::time::Millis;

/// What happened to an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// There was none before.
    Created,
    /// It was written again, even if nothing but its date changed.
    Updated,
    /// It was removed, or it expired.
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
}

/// One change of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The item after the change; for a deleted one as it last was.
    pub item: Item,
    /// The item before the change, if it was updated.
    pub previous: Option<Item>,
    /// When it happened.
    pub at: Millis,
}

impl Event {
    /// The event of a row that was `old` and is `new`; `None` if there is no row before or after.
    pub fn new(old: Option<Item>, new: Option<Item>, at: Millis) -> Option<Self> {
        let (kind, item, previous) = match (old, new) {
            (None, Some(item)) => (EventKind::Created, item, None),
            (Some(previous), Some(item)) => (EventKind::Updated, item, Some(previous)),
            (Some(item), None) => (EventKind::Deleted, item, None),
            (None, None) => return None,
        };
        Some(Self { kind, item, previous, at })
    }

    /// The events of a row that was `old` and is `new`: see [`changes`].
    pub fn of_images(old: Option<&Item>, new: Option<&Item>, at: Millis) -> Vec<Self> {
        changes(old, new, at).filter_map(|(old, new)| Self::new(old.cloned(), new.cloned(), at)).collect()
    }

    /// What orders events: those of one partition key are handled one after another.
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

/// An item before and after a change.
pub type Images<'a> = (Option<&'a Item>, Option<&'a Item>);

/// The changes that one write makes. An expired item that is overwritten was never seen to go: first
/// it is deleted, then another is created in its place.
pub fn changes<'a>(
    old: Option<&'a Item>,
    new: Option<&'a Item>,
    at: Millis,
) -> impl Iterator<Item = Images<'a>> {
    let overwritten = new.is_some() && old.is_some_and(|old| old.is_expired(at.seconds()));
    let (first, second) = if overwritten { ((old, None), Some((None, new))) } else { ((old, new), None) };
    std::iter::once(first).chain(second).filter(|(old, new)| old.is_some() || new.is_some())
}
