//! Opens the store that a URL names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::dynamo::{DynamoStore, Settings};
use super::embedded::{Durability, EmbeddedOptions, EmbeddedStore, Location};
use super::like_dynamo::{LikeDynamoStore, Manners};
use super::{Store, StoreFuture};
use crate::model::{Error, Result};

/// The default store.
pub const DEFAULT_URL: &str = "file:./.ampt/data";

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
    Ok(match parse(config)? {
        Target::Embedded(options) => EmbeddedStore::open(&options)?,
        Target::LikeDynamo(options, manners) => {
            let (store, replica) = (EmbeddedStore::open(&options)?, EmbeddedStore::open(&options)?);
            Arc::new(LikeDynamoStore::new(store, replica, manners))
        }
        Target::Dynamo(settings) => Arc::new(DynamoStore::new(settings)),
    })
}

/// Whether the store is in a folder, so that opening it may take a while.
pub fn is_in_folder(config: &Config) -> bool {
    matches!(parse(config), Ok(Target::Embedded(EmbeddedOptions { location: Location::Folder(_), .. })))
}

/// Creates the DynamoDB table of a URL. An embedded store needs nothing.
pub fn create(url: String) -> StoreFuture<()> {
    match parse(&Config { url: Some(url), ..Config::default() }) {
        Ok(Target::Dynamo(settings)) => DynamoStore::new(settings).create(),
        Ok(Target::Embedded(_) | Target::LikeDynamo(..)) => StoreFuture::ready(Ok(())),
        Err(error) => StoreFuture::ready(Err(error)),
    }
}

fn parse(config: &Config) -> Result<Target> {
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
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    let table = config.table.as_deref();
    match scheme {
        "file" => embedded(Location::Folder(folder(place, table)?), pairs).map(Target::Embedded),
        "memory" if place.is_empty() => memory(pairs),
        "dynamodb" => dynamo(place, table, pairs),
        _ => Err(invalid(format!(
            "'{url}' is not the URL of a store. Use 'file:PATH', 'memory:' or 'dynamodb://TABLE'"
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
                     'durability=relaxed', 'sweep=on' and 'sweep=off'; for 'memory:' also 'like=dynamodb' with \
                     'lag', 'seed' and 'busy'"
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

/// The folder of a `file:` URL. With `table`, its sibling of that name.
fn folder(place: &str, table: Option<&str>) -> Result<PathBuf> {
    let decoded = decode(place.strip_prefix("//").unwrap_or(place))?;
    if decoded.is_empty() {
        return Err(invalid("A 'file:' URL needs a path, as in 'file:./.ampt/data'"));
    }
    let folder = PathBuf::from(decoded);
    let Some(table) = table else { return Ok(folder) };
    if table.is_empty() || table == "." || table == ".." || table.contains(['/', '\\', '\0']) {
        return Err(invalid(format!(
            "'{table}' cannot be the name of a table: it must be one folder's name"
        )));
    }
    Ok(folder.parent().unwrap_or(Path::new(".")).join(table))
}

fn invalid(message: impl Into<String>) -> Error {
    Error::invalid("INVALID_URL", format!("{}.", message.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: Option<&str>, table: Option<&str>) -> Result<Target> {
        parse(&Config { url: url.map(Into::into), tables: None, table: table.map(Into::into) })
    }

    fn location(url: Option<&str>, table: Option<&str>) -> Location {
        match target(url, table).unwrap() {
            Target::Embedded(options) => options.location,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn finds_the_folder() {
        for (url, table, folder) in [
            (None, None, "./.ampt/data"),
            (None, Some("orders"), "./.ampt/orders"),
            (Some("file:/srv/my%20data"), None, "/srv/my data"),
            (Some("file:///srv/data?durability=relaxed"), None, "/srv/data"),
            (Some("file:data"), Some("orders"), "orders"),
        ] {
            assert_eq!(location(url, table), Location::Folder(folder.into()), "{url:?}");
        }
        assert_eq!(location(Some("memory:"), Some("x")), Location::Memory);
    }

    #[test]
    fn finds_the_table() {
        let url = "dynamodb://my-table?region=eu-west-1&endpoint=http%3A%2F%2Flocalhost%3A8000&profile=p";
        for (table, name) in [(None, "my-table"), (Some("orders"), "orders")] {
            let Target::Dynamo(settings) = target(Some(url), table).unwrap() else { panic!("no table") };
            assert_eq!(settings.table, name);
            assert_eq!(settings.region.as_deref(), Some("eu-west-1"));
            assert_eq!(settings.endpoint.as_deref(), Some("http://localhost:8000"));
            assert_eq!(settings.profile.as_deref(), Some("p"));
        }
        let tables = Config { tables: Some(r#"["a","b"]"#.into()), ..Config::default() };
        let Target::Dynamo(settings) = parse(&tables).unwrap() else { panic!("no table") };
        assert_eq!(settings.table, "a");
    }

    #[test]
    fn refuses_what_names_no_store() {
        for (url, table) in [
            (Some(""), None),
            (Some("./data"), None),
            (Some("file:"), None),
            (Some("file:x?durabilty=full"), None),
            (Some("redis://x"), None),
            (Some("file:%ff"), None),
            (Some("dynamodb://"), None),
            (Some("dynamodb://t?zone=x"), None),
            (Some("dynamodb://t?endpoint=localhost:8000"), None),
            (Some("dynamodb://t?endpoint=http%3A%2F%2F"), None),
            (Some("dynamodb://t?endpoint=http%3A%2F%2Fa%20b"), None),
            (Some("dynamodb://t?region="), None),
            (Some("dynamodb://t?connections=0"), None),
            (Some("dynamodb://t?connections=many"), None),
            (Some("dynamodb://t?timeout=0"), None),
            (Some("dynamodb://t?attemptTimeout=1.5"), None),
            (Some("memory:?like=cassandra"), None),
            (Some("memory:?like"), None),
            (Some("memory:?lag=300"), None),
            (Some("memory:?seed=7"), None),
            (Some("memory:?busy=7"), None),
            (Some("memory:?like=dynamodb&lag=1.5"), None),
            (Some("memory:?like=dynamodb&lag=-1"), None),
            (Some("memory:?like=dynamodb&lag=60001"), None),
            (Some("memory:?like=dynamodb&seed=x"), None),
            (Some("memory:?like=dynamodb&seed=9007199254740992"), None),
            (Some("memory:?like=dynamodb&busy=101"), None),
            (Some("memory:?like=dynamodb&seed=1&seed=2"), None),
            (Some("memory:?like=dynamodb&speed=1"), None),
            (Some("file:x?like=dynamodb"), None),
            (None, Some("../x")),
            (None, Some("")),
        ] {
            assert_eq!(target(url, table).unwrap_err().code, "INVALID_URL", "{url:?} {table:?}");
        }
    }
}
