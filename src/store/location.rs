//! From configuration to a store: one URL decides.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use percent_encoding::percent_decode_str;

use super::Store;
use super::embedded::{Durability, EmbeddedStore, Location, Options};
use crate::model::{Error, Result};

/// The store of an application that configures none.
pub const DEFAULT_URL: &str = "file:./.ampt/data";

/// What says which store is meant.
#[derive(Debug, Clone, Default)]
pub struct Config {
    /// A URL, `AMPT_DATA_URL` or the one that was passed.
    pub url: Option<String>,
    /// The text of `AMPT_DATA_TABLES`: a JSON array of names of DynamoDB tables.
    pub tables: Option<String>,
    /// A table's name, for another store than the configured one.
    pub table: Option<String>,
}

/// Checks a configuration without opening anything.
pub fn check(config: &Config) -> Result<()> {
    parse(config).map(drop)
}

/// Opens the store of a configuration.
pub fn open(config: &Config) -> Result<Arc<dyn Store>> {
    Ok(EmbeddedStore::open(&parse(config)?)?)
}

fn parse(config: &Config) -> Result<Options> {
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
    let mut options = match scheme {
        "file" => Options::new(Location::Folder(folder(place, config.table.as_deref())?)),
        "memory" if place.is_empty() => Options::new(Location::Memory),
        "dynamodb" => return Err(invalid("DynamoDB is not supported by this version of ampt-data yet")),
        _ => {
            return Err(invalid(format!(
                "'{url}' is not the URL of a store. Use 'file:PATH', 'memory:' or 'dynamodb://TABLE'"
            )));
        }
    };
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair {
            "durability=full" => options.durability = Durability::Full,
            "durability=relaxed" => options.durability = Durability::Relaxed,
            "sweep=on" => options.sweep = true,
            "sweep=off" => options.sweep = false,
            _ => {
                return Err(invalid(format!(
                    "'{pair}' is not an option of a '{scheme}:' store. There are 'durability=full', \
                     'durability=relaxed', 'sweep=on' and 'sweep=off'"
                )));
            }
        }
    }
    Ok(options)
}

/// The folder of a `file:` URL, or the one beside it that has the name of a table.
fn folder(place: &str, table: Option<&str>) -> Result<PathBuf> {
    let place = place.strip_prefix("//").unwrap_or(place);
    let decoded = percent_decode_str(place)
        .decode_utf8()
        .map_err(|_| invalid(format!("The path '{place}' is not UTF-8 once its '%' are decoded")))?;
    if decoded.is_empty() {
        return Err(invalid("A 'file:' URL needs a path, as in 'file:./.ampt/data'"));
    }
    let folder = PathBuf::from(&*decoded);
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

    fn location(url: Option<&str>, table: Option<&str>) -> Result<Location> {
        let config = Config { url: url.map(Into::into), tables: None, table: table.map(Into::into) };
        parse(&config).map(|options| options.location)
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
            assert_eq!(location(url, table), Ok(Location::Folder(folder.into())), "{url:?}");
        }
        assert_eq!(location(Some("memory:"), Some("x")), Ok(Location::Memory));
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
            (None, Some("../x")),
            (None, Some("")),
        ] {
            assert_eq!(location(url, table).unwrap_err().code, "INVALID_URL", "{url:?} {table:?}");
        }
    }
}
