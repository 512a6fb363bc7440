//! Options as the application passes them, read one by one with the golden messages.

use serde_json::Value;

use crate::model::limits::{DEFAULT_LIMIT, MAX_LIMIT, MAX_TOKEN};
use crate::model::{Cursor, Error, Json, LabelNumber, Result};

/// The options of a call. A missing option and one that is `null` are the same unless said
/// otherwise.
#[derive(Debug, Default)]
pub(super) struct Options<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Options<'a> {
    /// Options from the text of a JSON object.
    pub(super) fn parse(text: Option<&'a Json>) -> Result<Self> {
        let Some(text) = text else { return Ok(Self::default()) };
        text.members().map(Self).map_err(|_| Error::invalid_option("The options are not valid."))
    }

    /// Options from names, quotes included, and the texts of their values. The first of a name counts.
    pub(super) fn of(options: Vec<(&'a str, &'a str)>) -> Self {
        Self(options)
    }

    /// The text of an option that was given.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let is_named = |given: &str| given.len() == name.len() + 2 && given[1..].starts_with(name);
        self.0.iter().find(|(given, _)| is_named(given)).map(|(_, value)| *value)
    }

    /// An option that was given, be it as `null`.
    pub(super) fn given(&self, name: &str) -> Option<Value> {
        self.text(name).and_then(|text| serde_json::from_str(text).ok())
    }

    /// An option with a value.
    pub(super) fn get(&self, name: &str) -> Option<Value> {
        self.given(name).filter(|value| !value.is_null())
    }

    /// The names of the options that were given.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.trim_matches('"'))
    }

    /// Whether a flag is on, as JavaScript judges truth.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.get(name) {
            None | Some(Value::Bool(false)) => false,
            Some(Value::Number(number)) => number.as_f64() != Some(0.0),
            Some(Value::String(text)) => !text.is_empty(),
            Some(_) => true,
        }
    }

    /// A flag for which absence means something else than `false`.
    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>> {
        match self.get(name) {
            None => Ok(None),
            Some(Value::Bool(value)) => Ok(Some(value)),
            Some(_) => Err(Error::invalid_option(format!("'{name}' must be a boolean value"))),
        }
    }

    /// `limit`: 1 to 1000, or the default for 0 and none.
    pub(super) fn limit(&self) -> Result<usize> {
        let Some(value) = self.get("limit") else { return Ok(DEFAULT_LIMIT) };
        match value.as_u64().and_then(|limit| usize::try_from(limit).ok()) {
            Some(0) => Ok(DEFAULT_LIMIT),
            Some(limit) if limit <= MAX_LIMIT => Ok(limit),
            _ => Err(Error::invalid_option("'limit' must be between 1 and 1000")),
        }
    }

    /// `label`: the label whose index is read.
    pub(super) fn label(&self) -> Result<Option<LabelNumber>> {
        match self.get("label") {
            None => Ok(None),
            Some(value) => LabelNumber::parse(value.as_str().unwrap_or_default()).map(Some),
        }
    }

    /// `start`: the cursor to go on from.
    pub(super) fn start(&self, label: Option<LabelNumber>) -> Result<Option<Cursor>> {
        match self.get("start") {
            None => Ok(None),
            Some(value) => Cursor::parse(value.as_str().unwrap_or_default(), label.is_some()).map(Some),
        }
    }

    /// `idempotencyToken`: the application's name for this very call.
    pub(super) fn token(&self) -> Result<Option<String>> {
        match self.get("idempotencyToken") {
            None => Ok(None),
            Some(Value::String(token)) if (1..=MAX_TOKEN).contains(&token.chars().count()) => Ok(Some(token)),
            Some(_) => Err(Error::invalid_option(format!(
                "'idempotencyToken' must be a text of 1 to {MAX_TOKEN} characters"
            ))),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, name: &str) -> Result<Option<u32>> {
        match self.get(name) {
            None => Ok(None),
            Some(value) => {
                value.as_u64().and_then(|count| u32::try_from(count).ok()).map(Some).ok_or_else(|| {
                    Error::invalid_option(format!("'{name}' must be a whole number from 0 on"))
                })
            }
        }
    }
}
