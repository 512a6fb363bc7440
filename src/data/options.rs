//! Options as `lib/options.js` writes them: the names that a verb knows. A verb reads each of its own once,
//! into a struct. What is given and cannot be read is an error: it never counts as not given.

use serde::de::DeserializeOwned;

use crate::model::limits::{DEFAULT_LIMIT, MAX_LIMIT, MAX_TOKEN};
use crate::model::{Cursor, Error, Json, LabelNumber, Result};

/// The options of a call. `null` is none, unless an option says otherwise.
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

    /// The text of an option that was given, be it as `null`.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let is_named = |given: &str| given.len() == name.len() + 2 && given[1..].starts_with(name);
        self.0.iter().find(|(given, _)| is_named(given)).map(|(_, value)| *value)
    }

    /// Whether an option has a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.text(name).is_some_and(|text| text != "null")
    }

    /// An option of a type; `refusal` is the error for a value of another.
    pub(super) fn read<T: DeserializeOwned>(
        &self,
        name: &str,
        refusal: impl FnOnce() -> Error,
    ) -> Result<Option<T>> {
        match self.text(name) {
            None | Some("null") => Ok(None),
            Some(text) => serde_json::from_str(text).map(Some).map_err(|_| refusal()),
        }
    }

    /// A flag that is off unless it is on.
    pub(super) fn flag(&self, name: &str) -> Result<bool> {
        Ok(self.boolean(name)?.unwrap_or_default())
    }

    /// A flag for which absence means something else than `false`.
    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>> {
        self.read(name, || Error::invalid_option(format!("'{name}' must be a boolean value")))
    }

    /// `limit`: 1 to 1000, or the default for 0 and none.
    pub(super) fn limit(&self) -> Result<usize> {
        // Text that spells a number comes from a query string.
        let spelled =
            self.text("limit").is_some_and(|text| text.starts_with(['"']) && text.contains(char::is_numeric));
        let refusal = || {
            Error::invalid_option(if spelled {
                "'limit' must be between 1 and 1000, a number and not text: write Number(limit)"
            } else {
                "'limit' must be between 1 and 1000"
            })
        };
        match self.read("limit", refusal)? {
            None | Some(0) => Ok(DEFAULT_LIMIT),
            Some(limit) if limit <= MAX_LIMIT => Ok(limit),
            Some(_) => Err(refusal()),
        }
    }

    /// `label`: the label whose index is read.
    pub(super) fn label(&self) -> Result<Option<LabelNumber>> {
        let name: Option<String> = self.read("label", LabelNumber::invalid)?;
        name.map(|name| LabelNumber::parse(&name)).transpose()
    }

    /// `start`: the cursor to go on from.
    pub(super) fn start(&self, label: Option<LabelNumber>) -> Result<Option<Cursor>> {
        let text: Option<String> = self.read("start", Cursor::invalid)?;
        text.map(|text| Cursor::parse(&text, label.is_some())).transpose()
    }

    /// `idempotencyToken`: the application's name for this very call.
    pub(super) fn token(&self) -> Result<Option<String>> {
        let refusal = || {
            Error::invalid_option(format!("'idempotencyToken' must be a text of 1 to {MAX_TOKEN} characters"))
        };
        match self.read::<String>("idempotencyToken", refusal)? {
            Some(token) if !(1..=MAX_TOKEN).contains(&token.chars().count()) => Err(refusal()),
            token => Ok(token),
        }
    }

    /// A whole number that is not negative.
    pub(super) fn count(&self, name: &str) -> Result<Option<u32>> {
        self.read(name, || Error::invalid_option(format!("'{name}' must be a whole number from 0 on")))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Whatever stands behind a name is read or refused; only `null` and absence are none.
        #[test]
        fn nothing_that_is_given_counts_as_not_given(
            value in "[\\[{\"\\\\u0d8-]{1,6}|\"(\\\\ud800|[a-z]){0,3}\"|\\[{200}|-?[0-9]{1,3}(\\.5|e99)?|true|false"
        ) {
            let text = Json::from_text(format!("{{\"x\":1,\"option\":{value}}}"));
            if let Ok(options) = Options::parse(Some(&text)) {
                let refused = || Error::invalid_option("refused");
                prop_assert_ne!(options.read::<String>("option", refused), Ok(None));
                prop_assert_ne!(options.read::<i64>("option", refused), Ok(None));
                prop_assert_ne!(options.boolean("option"), Ok(None));
                prop_assert_ne!(options.count("option"), Ok(None));
            }
        }
    }

    #[test]
    fn null_and_absence_are_none() {
        let text = Json::from_text("{\"start\":null}");
        let options = Options::parse(Some(&text)).unwrap();
        for name in ["start", "other"] {
            assert_eq!(options.boolean(name), Ok(None));
        }
        assert_eq!((options.start(None), options.label(), options.token()), (Ok(None), Ok(None), Ok(None)));
        assert!(options.text("start").is_some() && !options.has("start"));
    }

    #[test]
    fn the_first_of_a_name_counts() {
        let text = Json::from_text("{\"limit\":5,\"limit\":7,\"limits\":9}");
        assert_eq!(Options::parse(Some(&text)).unwrap().limit(), Ok(5));
    }
}
