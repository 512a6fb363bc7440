//! What `data.on` takes besides names and a function.

use std::time::Duration;

use super::option_kinds::value;
use super::options::{OptionKind, Options, options};
use crate::model::limits::{DEFAULT_TIMEOUT, MAX_ATTEMPTS, MAX_CONCURRENCY, MAX_GROUP_BYTES, MAX_TIMEOUT};
use crate::model::scalar::string_of;
use crate::model::{Error, Json, Key, Name, Result};
use crate::plan::Match;

options! {
    /// What `data.on` takes.
    OnOptions {
        group: GroupName,
        timeout: Whole<{ millis(MAX_TIMEOUT) }>,
        concurrency: Whole<MAX_CONCURRENCY>,
        filter: Option<Box<Match>>,
        changed: ChangedNames,
        attempts: Whole<MAX_ATTEMPTS>,
        dead_letter as "deadLetter": CollectionName,
    }
}

/// How a handler runs, as its program asks.
#[derive(Debug)]
pub struct HandlerConfig {
    /// The group of the handler.
    pub group: String,
    /// The timeout of one run.
    pub timeout: Duration,
    /// How many collections the group handles at once.
    pub concurrency: Option<u32>,
    /// What must hold for the item.
    pub filter: Option<Box<Match>>,
    /// The root attributes of which one must differ.
    pub changed: Option<Vec<Name>>,
    /// How often an event is tried.
    pub attempts: Option<u32>,
    /// The collection of dead letters.
    pub dead_letter: Option<String>,
}

impl HandlerConfig {
    /// Reads the options of `data.on`.
    pub fn read(options: &Json) -> Result<Self> {
        let OnOptions { group, timeout, concurrency, filter, changed, attempts, dead_letter } =
            OnOptions::read(Some(options))?;
        Ok(Self {
            group: group.0,
            timeout: timeout.0.map_or(DEFAULT_TIMEOUT, |timeout| Duration::from_millis(timeout.into())),
            concurrency: concurrency.0,
            filter,
            changed: changed.0,
            attempts: attempts.0,
            dead_letter: dead_letter.0,
        })
    }
}

/// Checks the name of a group.
pub fn check_group(group: &str) -> Result<()> {
    if group.is_empty() || group.len() > MAX_GROUP_BYTES {
        return Err(Error::invalid_option(format!("'group' must be a name of 1 to {MAX_GROUP_BYTES} bytes")));
    }
    Ok(())
}

#[allow(clippy::cast_possible_truncation)] // a minute
const fn millis(time: Duration) -> u32 {
    time.as_millis() as u32
}

/// The name of a group.
#[derive(Debug)]
pub(super) struct GroupName(pub String);

impl Default for GroupName {
    fn default() -> Self {
        Self("default".to_owned())
    }
}

impl OptionKind for GroupName {
    fn read(_: &'static str, text: &str) -> Result<Self> {
        let name = string_of(text).unwrap_or_default();
        check_group(&name)?;
        Ok(Self(name.into_owned()))
    }
}

/// A whole number from 1 to `MOST`.
#[derive(Debug, Default)]
pub(super) struct Whole<const MOST: u32>(pub Option<u32>);

impl<const MOST: u32> OptionKind for Whole<MOST> {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let number = text.parse().ok().filter(|number| (1..=MOST).contains(number));
        let refusal = || Error::invalid_option(format!("'{name}' must be a whole number from 1 to {MOST}"));
        number.map(|number| Self(Some(number))).ok_or_else(refusal)
    }
}

/// The root attributes of which one must differ.
#[derive(Debug, Default)]
pub(super) struct ChangedNames(pub Option<Vec<Name>>);

impl OptionKind for ChangedNames {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal = || {
            Error::invalid_option(format!(
                "'{name}' must be an array of at least one name of a root attribute, as in ['status']"
            ))
        };
        let names: Vec<String> =
            value(text, refusal)?.filter(|names: &Vec<String>| !names.is_empty()).ok_or_else(refusal)?;
        Ok(Self(Some(names.iter().map(|name| Name::from_plain(name)).collect())))
    }
}

/// The name of a collection, in which items have any key.
#[derive(Debug, Default)]
pub(super) struct CollectionName(pub Option<String>);

impl OptionKind for CollectionName {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal = || {
            Error::invalid_option(format!(
                "'{name}' must be the name of a collection, which is the part of a key before its first colon, as in \
                 'failed-orders'"
            ))
        };
        let given: String = value(text, refusal)?.ok_or_else(refusal)?;
        let key = Key::parse(&format!("{given}:0")).map_err(|_| refusal())?;
        if key.pk != given {
            return Err(refusal());
        }
        Ok(Self(Some(given)))
    }
}
