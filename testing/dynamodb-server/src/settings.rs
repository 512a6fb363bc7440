//! The faults that are asked for: what `PUT /_control` takes.

use serde::{Deserialize, Serialize};

use crate::operations;

/// What to do to requests. Whatever is missing is off.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Where the random decisions start.
    pub seed: u64,
    /// Share of requests that are answered with a throttling error, and not applied.
    pub throttle: f64,
    /// Share of requests that are answered with an internal error, and not applied.
    pub internal_error: f64,
    /// Share of requests that are applied, but answered with an internal error.
    pub internal_error_applied: f64,
    /// Whether every batch of at least two entries is done in part only.
    pub unprocessed: bool,
    /// How many requests still lose their connection before they are applied.
    pub close_before: u64,
    /// How many requests still lose their connection after they were applied.
    pub close_after: u64,
    /// Milliseconds by which every answer is late.
    pub slow: u64,
    /// Whether expired items are deleted. Not a fault, and not bound to operations.
    pub sweep: bool,
    /// What the faults apply to; all data operations if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
}

impl Settings {
    /// Reads settings, or says what is wrong with them: a mistyped fault would be a test that tests nothing.
    pub fn parse(text: &[u8]) -> Result<Self, String> {
        let settings: Self = serde_json::from_slice(text).map_err(|error| error.to_string())?;
        let shares = [settings.throttle, settings.internal_error, settings.internal_error_applied];
        if shares.iter().any(|share| *share < 0.0) || shares.iter().sum::<f64>() > 1.0 {
            return Err("the shares must not be negative, nor add up to more than 1".into());
        }
        let named = settings.operations.iter().flatten();
        match named.into_iter().find(|operation| !operations::is_known(operation)) {
            Some(unknown) => Err(format!("'{unknown}' is not an operation")),
            None => Ok(settings),
        }
    }

    /// Whether the faults apply to an operation.
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
            r#"{ "throttle": 0.6, "internalError": 0.6 }"#,
            r#"{ "operations": ["GetItems"] }"#,
        ] {
            assert!(Settings::parse(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn concern_data_unless_told() {
        let all = Settings::parse(b"{}").unwrap();
        assert_eq!(all, Settings::default());
        assert!(all.concern("Query") && !all.concern("CreateTable") && !all.concern("TransactGetItems"));
        let some = Settings::parse(br#"{ "operations": ["CreateTable"] }"#).unwrap();
        assert!(some.concern("CreateTable") && !some.concern("Query"));
    }
}
