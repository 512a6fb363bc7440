//! What a store tells of itself as a whole, without reading its items.

/// What a store tells of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// An embedded store.
    File(AboutFile),
    /// A table.
    Table(AboutTable),
}

/// What an embedded store tells of its file. Sizes are bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AboutFile {
    /// The items, expired ones included.
    pub items: u64,
    /// The size of the file.
    pub size: u64,
    /// What of it holds data.
    pub used: u64,
    /// What of it is reused by later writes.
    pub free: u64,
    /// The address space of the map, which grows when the file needs more.
    pub map: u64,
    /// The threads of all processes that have a place among the readers.
    pub readers: u32,
}

/// What DynamoDB tells of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AboutTable {
    /// Its status, such as `ACTIVE`.
    pub status: String,
    /// How it is billed: `PAY_PER_REQUEST` or `PROVISIONED`.
    pub billing: String,
    /// The items, expired ones included, as DynamoDB counted them in the last hours.
    pub items: u64,
    /// Their size in bytes, likewise.
    pub bytes: u64,
    /// The region that it is in. Empty if DynamoDB does not tell it.
    pub region: String,
    /// The number of the account that it belongs to. Empty if DynamoDB does not tell it.
    pub account: String,
    /// How it differs from the schema of this package, as parts of a sentence.
    pub differences: Vec<String>,
}
