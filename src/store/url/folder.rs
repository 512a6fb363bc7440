//! The folder of a `file:` URL.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf, absolute};

use super::{decode, invalid};
use crate::model::Result;
use crate::store::Warning;
use crate::store::embedded::Location;

/// Folders that other tools empty.
const EMPTIED: [&str; 3] = [".next", "dist", "node_modules"];
/// The variables that hold the home folder.
const HOME: [&str; 2] = ["HOME", "USERPROFILE"];

/// The folder of a `file:` URL. With `table`, its sibling of that name.
pub(super) fn folder(place: &str, table: Option<&str>) -> Result<PathBuf> {
    let place = place.strip_prefix("//").unwrap_or(place);
    check_plain(place)?;
    let decoded = decode(place)?;
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

/// Refuses what a shell would have replaced. It would become a folder of that name in the current one.
fn check_plain(place: &str) -> Result<()> {
    let Some((name, meant)) = left_to_a_shell(place) else { return Ok(()) };
    let write = meant.map_or_else(
        || "Write the absolute path".to_owned(),
        |meant| format!("Write 'file:{}'", meant.display()),
    );
    let escaped = percent_encoded(name);
    Err(invalid(format!(
        "'file:{place}' names a folder '{name}', because only a shell replaces '{name}' by its meaning. {write}; or \
         '{escaped}' for a folder of this name"
    )))
}

/// The first name in a path that only a shell replaces, and the path that was probably meant, if that is known.
pub(crate) fn left_to_a_shell(place: &str) -> Option<(&str, Option<PathBuf>)> {
    for (index, name) in place.split(['/', '\\']).enumerate() {
        // Node makes 'file:///~' of 'file:~'.
        let is_home = name == "~" || (index == 0 && name.starts_with('~'));
        let variable = if is_home { None } else { variable_of(name) };
        if !is_home && variable.is_none() {
            continue;
        }
        if variable.is_some_and(|variable| !HOME.contains(&variable)) || (is_home && name != "~") {
            return Some((name, None));
        }
        let rest = place.split(['/', '\\']).skip(index + 1);
        return Some((name, env::home_dir().map(|home| rest.fold(home, |path, name| path.join(name)))));
    }
    None
}

/// The variable that a name refers to: `$NAME`, `${NAME}` or `%NAME%`.
fn variable_of(name: &str) -> Option<&str> {
    let is_name = |text: &&str| {
        text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
    };
    let braced = name.split_once("${").and_then(|(_, rest)| rest.split_once('}')).map(|(inner, _)| inner);
    let windows = || name.strip_prefix('%').and_then(|rest| rest.strip_suffix('%'));
    braced.or_else(|| name.strip_prefix('$')).or_else(windows).filter(is_name)
}

/// The name as a part of a URL.
fn percent_encoded(name: &str) -> String {
    name.replace('%', "%25").replace('$', "%24").replace('~', "%7E")
}

/// A warning if other tools empty the folder of the default store.
pub(super) fn warning_about_default(location: &Location) -> Option<Warning> {
    let Location::Folder(folder) = location else { return None };
    let folder = absolute(folder).ok()?;
    let current = fs::canonicalize(env::current_dir().ok()?).ok()?;
    let is_temporary =
        || fs::canonicalize(env::temp_dir()).is_ok_and(|temporary| current.starts_with(temporary));
    let why = match emptied(&current) {
        Some(name) => format!("in a folder '{name}', which tools empty and build anew"),
        None if is_temporary() => "in the system's folder for temporary files, which it empties".to_owned(),
        None => return None,
    };
    Some(Warning {
        code: "DEFAULT_FOLDER",
        message: format!(
            "The default store is '{}', {why}: the data will be lost. The path is relative to the current folder of the \
             process. Set 'AMPT_DATA_URL=file:/path' to a folder that stays.",
            folder.display()
        ),
    })
}

fn emptied(path: &Path) -> Option<&str> {
    path.components().find_map(|component| match component {
        Component::Normal(name) => name.to_str().filter(|name| EMPTIED.contains(name)),
        _ => None,
    })
}
