//! The check of what a store keeps beside its items.

/// Where an inspection goes on. Only its store reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InspectionPlace(pub Vec<u8>);

/// A part of an inspection.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Inspected {
    /// How many items it has passed.
    pub items: u64,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// Where to go on; `None` at the end.
    pub next: Option<InspectionPlace>,
}

/// Something that is wrong in a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem it is.
    pub kind: &'static str,
    /// The key of the item that it is about.
    pub key: Option<String>,
    /// What is wrong, as a sentence without stored data.
    pub message: String,
    /// Whether it was repaired.
    pub repaired: bool,
}
