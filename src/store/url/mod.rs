//! Opens the store that a URL names.

mod folder;

use std::sync::Arc;

use percent_encoding::percent_decode_str;

pub(crate) use self::folder::left_to_a_shell;
use self::folder::{folder, warning_about_default};
use super::dynamo::{DynamoStore, Settings};
use super::embedded::{Durability, EmbeddedOptions, EmbeddedStore, Location};
use super::like_dynamo::{LikeDynamoStore, Manners};
use super::read_only::{ReadOnlyStore, read_only};
use super::{Store, StoreFuture};
use crate::model::{Error, Result};

/// The default store.
pub const DEFAULT_URL: &str = "file:./.ampt/data";

/// The option for a handle that only reads.
const READ_ONLY: &str = "readonly";

/// The configuration that decides which store to open.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// A URL: the one that was passed, or `AMPT_DATA_URL`.
    pub url: Option<String>,
    /// The text of `AMPT_DATA_TABLES`: a JSON array of names of DynamoDB tables.
    pub tables: Option<String>,
    /// The name of a table, to open another store beside the configured one.
    pub table: Option<String>,
}

/// What a configuration says.
#[derive(Debug)]
struct Choice {
    target: Target,
    read_only: bool,
}

/// The store of a configuration.
#[derive(Debug)]
enum Target {
    Embedded(EmbeddedOptions),
    LikeDynamo(EmbeddedOptions, Manners),
    Dynamo(Settings),
}

/// Checks a configuration without opening anything.
pub fn check(config: &Config) -> Result<()> {
    parse(config).map(drop)
}

/// Opens the store of a configuration.
pub fn open(config: &Config) -> Result<Arc<dyn Store>> {
    let Choice { target, read_only } = parse(config)?;
    let store: Arc<dyn Store> = match target {
        Target::Embedded(options) => EmbeddedStore::open(&EmbeddedOptions { read_only, ..options })?,
        Target::LikeDynamo(options, manners) => {
            let (store, replica) = (EmbeddedStore::open(&options)?, EmbeddedStore::open(&options)?);
            Arc::new(LikeDynamoStore::new(store, replica, manners))
        }
        Target::Dynamo(settings) => Arc::new(DynamoStore::new(settings)),
    };
    Ok(if read_only { Arc::new(ReadOnlyStore::new(store)) } else { store })
}

/// Whether the store is in a folder, so that opening it may take a while.
pub fn is_in_folder(config: &Config) -> bool {
    let target = parse(config).map(|choice| choice.target);
    matches!(target, Ok(Target::Embedded(EmbeddedOptions { location: Location::Folder(_), .. })))
}

/// Creates the DynamoDB table of a URL. An embedded store needs nothing.
pub fn create(url: String) -> StoreFuture<()> {
    let choice = parse(&Config { url: Some(url), ..Config::default() });
    match choice.map(|Choice { target, read_only }| (target, read_only)) {
        Ok((_, true)) => StoreFuture::ready(Err(read_only())),
        Ok((Target::Dynamo(settings), false)) => DynamoStore::new(settings).create(),
        Ok((Target::Embedded(_) | Target::LikeDynamo(..), false)) => StoreFuture::ready(Ok(())),
        Err(error) => StoreFuture::ready(Err(error)),
    }
}

fn parse(config: &Config) -> Result<Choice> {
    let url = match (&config.url, &config.tables) {
        (Some(url), _) => url.trim().to_owned(),
        (None, Some(tables)) => match serde_json::from_str::<Vec<String>>(tables).as_deref() {
            Ok([table, ..]) => format!("dynamodb://{table}"),
            _ => {
                return Err(invalid(
                    "'AMPT_DATA_TABLES' must be a JSON array whose first entry is a table's name",
                ));
            }
        },
        (None, None) => DEFAULT_URL.to_owned(),
    };
    let (scheme, rest) = url.split_once(':').unwrap_or(("", &url));
    let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (read_only, pairs) = split_read_only(query.split('&').filter(|pair| !pair.is_empty()))?;
    let (table, pairs) = (config.table.as_deref(), pairs.into_iter());
    let target = match scheme {
        "file" => {
            let mut options = embedded(Location::Folder(folder(place, table)?), pairs)?;
            if config.url.is_none() {
                options.warnings.extend(warning_about_default(&options.location));
            }
            Target::Embedded(options)
        }
        "memory" if place.is_empty() && read_only => {
            return Err(invalid(
                "A 'memory:' store cannot be 'readonly': it is empty when it is opened, so there is nothing to read",
            ));
        }
        "memory" if place.is_empty() => memory(pairs)?,
        "dynamodb" => dynamo(place, table, pairs)?,
        _ => {
            return Err(invalid(format!(
                "'{url}' is not the URL of a store. Use 'file:PATH', 'memory:' or 'dynamodb://TABLE'"
            )));
        }
    };
    Ok(Choice { target, read_only })
}

/// Takes 'readonly' out of the options of a URL.
fn split_read_only<'a>(pairs: impl Iterator<Item = &'a str>) -> Result<(bool, Vec<&'a str>)> {
    let (given, others): (Vec<_>, Vec<_>) = pairs.partition(|pair| pair.split('=').next() == Some(READ_ONLY));
    match given.iter().find(|pair| !matches!(**pair, READ_ONLY | "readonly=true")) {
        None => Ok((!given.is_empty(), others)),
        Some(pair) => Err(invalid(format!(
            "'{pair}' is not understood: write 'readonly' for a handle that only reads, or leave it out"
        ))),
    }
}

fn memory<'a>(pairs: impl Iterator<Item = &'a str>) -> Result<Target> {
    let split = |pair: &'a str| pair.split_once('=').unwrap_or((pair, ""));
    let (manners, others): (Vec<_>, Vec<_>) = pairs.partition(|pair| Manners::have(split(pair).0));
    let manners: Vec<_> = manners.into_iter().map(split).collect();
    let options = embedded(Location::Memory, others.into_iter())?;
    let manners = Manners::read(&manners).map_err(invalid)?;
    Ok(manners.map_or(Target::Embedded(options.clone()), |manners| Target::LikeDynamo(options, manners)))
}

fn embedded<'a>(location: Location, pairs: impl Iterator<Item = &'a str>) -> Result<EmbeddedOptions> {
    let mut options = EmbeddedOptions::new(location);
    for pair in pairs {
        match pair {
            "durability=full" => options.durability = Durability::Full,
            "durability=relaxed" => options.durability = Durability::Relaxed,
            "sweep=on" => options.sweep = true,
            "sweep=off" => options.sweep = false,
            _ => {
                return Err(invalid(format!(
                    "'{pair}' is not an option of an embedded store. There are 'durability=full', \
                     'durability=relaxed', 'sweep=on', 'sweep=off' and, not for 'memory:', 'readonly'; for 'memory:' also \
                     'like=dynamodb' with 'lag', 'seed' and 'busy'"
                )));
            }
        }
    }
    Ok(options)
}

fn dynamo<'a>(place: &str, table: Option<&str>, pairs: impl Iterator<Item = &'a str>) -> Result<Target> {
    let named = decode(place.trim_start_matches('/'))?;
    let mut settings = Settings::new(table.map_or(named, str::to_owned));
    if settings.table.is_empty() {
        return Err(invalid("A 'dynamodb:' URL needs a table's name, as in 'dynamodb://my-table'"));
    }
    for pair in pairs {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        settings.set(name, decode(value)?).map_err(invalid)?;
    }
    Ok(Target::Dynamo(settings))
}

fn decode(text: &str) -> Result<String> {
    let decoded = percent_decode_str(text).decode_utf8();
    decoded.map(String::from).map_err(|_| invalid(format!("'{text}' is not UTF-8 once its '%' are decoded")))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::invalid("INVALID_URL", format!("{}.", message.into()))
}

#[cfg(test)]
mod tests;
