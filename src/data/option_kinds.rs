//! The kinds of options: how each is read, and its error for other values. `lib/option-kinds.js` writes them.

use serde::de::DeserializeOwned;

use super::options::OptionKind;
use crate::model::key::no_key;
use crate::model::limits::{DEFAULT_LIMIT, MAX_LIMIT, MAX_TOKEN};
use crate::model::scalar::string_of;
use crate::model::{Cursor, Error, Json, Key, LabelNumber, Result, Version};
use crate::plan::{LabelEdit, Match};

/// Reads a value of a type. `null` counts as absent.
pub(super) fn value<T: DeserializeOwned>(text: &str, refusal: impl FnOnce() -> Error) -> Result<Option<T>> {
    match text {
        "null" => Ok(None),
        text => serde_json::from_str(text).map(Some).map_err(|_| refusal()),
    }
}

/// Off, unless it is on.
impl OptionKind for bool {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        Ok(Option::<bool>::read(name, text)?.unwrap_or_default())
    }
}

/// A flag for which absence means something other than `false`.
impl OptionKind for Option<bool> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        value(text, || Error::invalid_option(format!("'{name}' must be a boolean value")))
    }
}

/// A whole number that is not negative.
impl OptionKind for Option<u32> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        value(text, || Error::invalid_option(format!("'{name}' must be a whole number of 0 or more")))
    }
}

/// Any value; `null` is one.
impl OptionKind for Option<Json> {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        Ok(Some(Json::from_text(text)))
    }
}

/// The label whose index is read.
impl OptionKind for Option<LabelNumber> {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        let name: Option<String> = value(text, LabelNumber::invalid)?;
        name.map(|name| LabelNumber::parse(&name)).transpose()
    }
}

/// A label to set; one in an array is a default, and `null` removes the label.
impl OptionKind for Option<LabelEdit> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let named = |error: Error| match &error.hint {
            Some(hint) => {
                let hint = format!("'{name}': {hint}");
                error.with_hint(hint)
            }
            None => error,
        };
        label_edit(text).map(Some).map_err(named)
    }
}

fn label_edit(text: &str) -> Result<LabelEdit> {
    if text == "null" {
        return Ok(LabelEdit::Remove);
    }
    if !text.starts_with('[') {
        let label = string_of(text).ok_or_else(no_key)?;
        return Key::parse_label(&label).map(LabelEdit::Set);
    }
    let defaults: Vec<String> = serde_json::from_str(text).map_err(|_| no_key())?;
    match defaults.as_slice() {
        [default] => Key::parse_label(default).map(LabelEdit::Default),
        _ => Err(Error::invalid_option("A default label must be an array with one label")),
    }
}

/// Whether an option has a value, whatever it is.
#[derive(Debug, Default)]
pub(super) struct IsGiven(pub bool);

impl OptionKind for IsGiven {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        Ok(Self(text != "null"))
    }
}

/// A key or an expression.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Expression(pub Option<String>);

impl OptionKind for Expression {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        value(text, no_key).map(Self)
    }
}

/// Most items of a page: 1 to 1000. 0 is the default.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Limit(pub usize);

impl Default for Limit {
    fn default() -> Self {
        Self(DEFAULT_LIMIT)
    }
}

impl OptionKind for Limit {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        let refusal = || {
            // A number in quotes comes from a query string.
            let is_quoted = text.starts_with('"') && text.contains(char::is_numeric);
            Error::invalid_option(if is_quoted {
                "'limit' must be between 1 and 1000, a number and not text: write Number(limit)"
            } else {
                "'limit' must be between 1 and 1000"
            })
        };
        match value(text, refusal)? {
            None | Some(0) => Ok(Self::default()),
            Some(limit) if limit <= MAX_LIMIT => Ok(Self(limit)),
            Some(_) => Err(refusal()),
        }
    }
}

/// Where a page begins: the `lastKey` of the page before.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Start(Option<String>);

impl Start {
    /// The cursor, whose form depends on the index that is read.
    pub(super) fn cursor(&self, label: Option<LabelNumber>) -> Result<Option<Cursor>> {
        self.0.as_ref().map(|text| Cursor::parse(text, label.is_some())).transpose()
    }
}

impl OptionKind for Start {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        value(text, Cursor::invalid).map(Self)
    }
}

/// `idempotencyToken`: identifies a call, so that a repetition of it has no effect.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct CallToken(pub Option<String>);

impl OptionKind for CallToken {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal =
            || Error::invalid_option(format!("'{name}' must be a string of 1 to {MAX_TOKEN} characters"));
        match value::<String>(text, refusal)? {
            Some(token) if !(1..=MAX_TOKEN).contains(&token.chars().count()) => Err(refusal()),
            token => Ok(Self(token)),
        }
    }
}

/// The key of an item in a batch; an absent one is empty.
#[derive(Debug, Default)]
pub(super) struct KeyText(pub String);

impl OptionKind for KeyText {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        Ok(Self(value(text, no_key)?.unwrap_or_default()))
    }
}

/// The version that an item must have. Nothing counts as not given: a guarded write must never become an unguarded one.
impl OptionKind for Option<Version> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let version = string_of(text).and_then(|text| Version::parse(&text));
        version.map(Some).ok_or_else(|| {
            Error::invalid_option(format!(
                "'{name}' must be the text that a read with 'version: true' gives. For an item that must not exist, pass \
                 'exists: false'"
            ))
        })
    }
}

/// When an item was created, in epoch seconds.
#[derive(Debug, Default)]
pub(super) struct Created(pub Option<i64>);

impl OptionKind for Created {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        value(text, || Error::invalid_option(format!("'{name}' value must be a number"))).map(Self)
    }
}

/// A predicate. `null` is none, so it is refused: it must never mean that everything matches.
impl OptionKind for Option<Box<Match>> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        Match::parse(name, &Json::from_text(text)).map(|matches| Some(Box::new(matches)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::data::options::Given;

    proptest! {
        /// Any value of an option is read or refused; only `null` and absence count as not given.
        #[test]
        fn nothing_that_is_given_counts_as_not_given(
            value in "[\\[{\"\\\\u0d8-]{1,6}|\"(\\\\ud800|[a-z]){0,3}\"|\\[{200}|-?[0-9]{1,3}(\\.5|e99)?|true|false"
        ) {
            let text = Json::from_text(format!("{{\"x\":1,\"option\":{value}}}"));
            if let Ok(given) = Given::parse(&text) {
                prop_assert_ne!(given.read::<Start>("option"), Ok(Start::default()));
                prop_assert_ne!(given.read::<CallToken>("option"), Ok(CallToken::default()));
                prop_assert_ne!(given.read::<Option<Version>>("option"), Ok(None));
                prop_assert_ne!(given.read::<Option<bool>>("option"), Ok(None));
                prop_assert_ne!(given.read::<Option<u32>>("option"), Ok(None));
                prop_assert_ne!(given.read::<Option<LabelNumber>>("option"), Ok(None));
                prop_assert_ne!(given.read::<Option<LabelEdit>>("option"), Ok(None));
                prop_assert_ne!(given.read::<Option<Box<Match>>>("option"), Ok(None));
                prop_assert!(given.read::<IsGiven>("option").unwrap().0);
            }
        }
    }

    #[test]
    fn null_and_absence_are_none() {
        let text = Json::from_text("{\"start\":null}");
        let given = Given::parse(&text).unwrap();
        for name in ["start", "other"] {
            assert_eq!(given.read::<Option<bool>>(name), Ok(None));
            assert_eq!(given.read::<Start>(name), Ok(Start::default()));
            assert_eq!(given.read::<CallToken>(name), Ok(CallToken::default()));
            assert_eq!(given.read::<Limit>(name), Ok(Limit(DEFAULT_LIMIT)));
            assert!(!given.read::<IsGiven>(name).unwrap().0);
        }
        assert_eq!(given.read::<Option<LabelEdit>>("start"), Ok(Some(LabelEdit::Remove)));
        assert!(given.read::<Option<Box<Match>>>("start").is_err());
    }

    #[test]
    fn the_first_of_a_name_counts() {
        let text = Json::from_text("{\"limit\":5,\"limit\":7,\"limits\":9}");
        assert_eq!(Given::parse(&text).unwrap().read::<Limit>("limit"), Ok(Limit(5)));
    }
}
