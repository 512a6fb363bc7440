//! What the application should know of a store that works.

/// A warning, which JavaScript gives once in a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Its code: stable, for programs.
    pub code: &'static str,
    /// For people.
    pub message: String,
}
