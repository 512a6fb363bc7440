//! The settings of the faults, which `PUT /_control` replaces.

use serde::{Deserialize, Serialize};

use crate::operations;

/// The faults of requests. Missing fields are off.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// The seed of the random decisions.
    pub seed: u64,
    /// The share of requests that fail with a throttling error and are not applied.
    pub throttle: f64,
    /// The share of requests that fail with an internal error and are not applied.
    pub internal_error: f64,
    /// The share of requests that are applied, but fail with an internal error.
    pub internal_error_applied: f64,
    /// The share of requests that fail because another request is at work on their item, and are not applied.
    pub conflict: f64,
    /// The share of requests whose connection closes before they are applied.
    pub cut: f64,
    /// The share of requests that are applied, but whose connection closes without an answer.
    pub cut_applied: f64,
    /// Whether batches of two entries or more are applied only in part.
    pub unprocessed: bool,
    /// The number of next requests whose connection closes before they are applied.
    pub close_before: u64,
    /// The number of next requests whose connection closes after they are applied.
    pub close_after: u64,
    /// The delay of every answer in milliseconds.
    pub slow: u64,
    /// Whether expired items are deleted. Not a fault, and independent of `operations`.
    pub sweep: bool,
    /// The operations that the faults apply to. If absent, all data operations.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
}

impl Settings {
    /// Parses settings. Unknown fields are errors, because a test with a mistyped fault would test nothing.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let settings: Self = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let shares = [
            settings.throttle,
            settings.internal_error,
            settings.internal_error_applied,
            settings.conflict,
            settings.cut,
            settings.cut_applied,
        ];
        if shares.iter().any(|share| *share < 0.0) || shares.iter().sum::<f64>() > 1.0 {
            return Err("the shares must not be negative or add up to more than 1".into());
        }
        let named = settings.operations.iter().flatten();
        match named.into_iter().find(|operation| !operations::is_known(operation)) {
            Some(unknown) => Err(format!("'{unknown}' is not an operation")),
            None => Ok(settings),
        }
    }

    /// Whether the faults apply to this operation.
    pub fn concern(&self, operation: &str) -> bool {
        match &self.operations {
            Some(named) => named.iter().any(|named| named == operation),
            None => operations::is_data(operation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_would_do_nothing() {
        for wrong in [
            "",
            r#"{ "throtle": 1 }"#,
            r#"{ "throttle": -0.1 }"#,
            r#"{ "throttle": 0.6, "conflict": 0.6 }"#,
            r#"{ "operations": ["GetItems"] }"#,
        ] {
            assert!(Settings::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn concern_data_unless_told() {
        let all = Settings::parse(b"{}").unwrap();
        assert_eq!(all, Settings::default());
        assert!(all.concern("TransactGetItems") && !all.concern("CreateTable") && !all.concern("GetRecords"));
        let some = Settings::parse(br#"{ "operations": ["CreateTable"] }"#).unwrap();
        assert!(some.concern("CreateTable") && !some.concern("Query"));
    }
}
