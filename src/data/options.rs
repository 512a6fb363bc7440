//! Options: one table for each verb, read once into a struct.
//!
//! A table is written with [`options!`]: a line is an option, a field and what the option takes. Its name is the
//! field's in camel case. `lib/option-tables.js` has the same tables; it sends no other names, and warns of them.
//! `tables` holds both sides equal.

use crate::model::{Error, Json, Listed, Result};

/// What an option takes.
pub(super) trait OptionKind: Default {
    /// Reads the JSON text of an option that was given. What cannot be read is an error: it never counts as not
    /// given. `null` is not given, unless it means something.
    fn read(name: &'static str, text: &str) -> Result<Self>;
}

/// The options of a verb. An option that is not given has its default.
pub(super) trait Options: Default {
    /// The names of the options, in camel case.
    #[cfg(test)]
    const NAMES: &'static [&'static str];

    /// Reads the options that are among `given`, in the order of the table.
    fn of(given: &Given<'_>) -> Result<Self>;

    /// Reads the text of a JSON object.
    fn read(text: Option<&Json>) -> Result<Self> {
        text.map_or_else(|| Ok(Self::default()), |text| Self::of(&Given::parse(text)?))
    }
}

/// Names, with their quotes, and the texts of their values: the members of an object as they were sent.
pub(super) struct Given<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Given<'a> {
    pub(super) fn parse(text: &'a Json) -> Result<Self> {
        text.members().map(Self).map_err(|_| Error::invalid_option("The options are not valid."))
    }

    /// The text of the first option of a name: `lib/` puts the `start` of a later page before that of the call.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let is_named = |given: &str| given.len() == name.len() + 2 && given[1..].starts_with(name);
        self.0.iter().find(|(given, _)| is_named(given)).map(|(_, text)| *text)
    }

    /// Reads an option.
    pub(super) fn read<T: OptionKind>(&self, name: &'static str) -> Result<T> {
        self.text(name).map_or_else(|| Ok(T::default()), |text| T::read(name, text))
    }
}

impl<'a> From<Listed<'a>> for Given<'a> {
    fn from(object: Listed<'a>) -> Self {
        Self(object.members)
    }
}

/// Declares the options of a verb: `field: Kind,` or, where the option's name is not the field's,
/// `field as "camelCase": Kind,`.
macro_rules! options {
    (
        $(#[$about:meta])*
        $table:ident { $($(#[$detail:meta])* $field:ident $(as $name:literal)?: $kind:ty,)* }
    ) => {
        $(#[$about])*
        #[derive(Debug, Default)]
        pub(super) struct $table {
            $($(#[$detail])* pub $field: $kind,)*
        }

        impl $crate::data::options::Options for $table {
            #[cfg(test)]
            const NAMES: &'static [&'static str] = &[$($crate::data::options::options!(@ $field $($name)?)),*];

            fn of(given: &$crate::data::options::Given<'_>) -> $crate::model::Result<Self> {
                Ok(Self {
                    $($field: given.read($crate::data::options::options!(@ $field $($name)?))?,)*
                })
            }
        }
    };
    (@ $field:ident) => { stringify!($field) };
    (@ $field:ident $name:literal) => { $name };
}

pub(super) use options;

#[cfg(test)]
mod tables {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Options;
    use crate::data::add::AddOptions;
    use crate::data::changes::ChangesOptions;
    use crate::data::check::CheckOptions;
    use crate::data::collections::CollectionsOptions;
    use crate::data::copy::BackupOptions;
    use crate::data::count::CountOptions;
    use crate::data::cursors::CursorsOptions;
    use crate::data::export::ExportOptions;
    use crate::data::get::GetManyOptions;
    use crate::data::get_options::GetOptions;
    use crate::data::import::ImportOptions;
    use crate::data::on::OnOptions;
    use crate::data::remove::{RemoveManyOptions, RemoveOptions};
    use crate::data::remove_all::RemoveAllOptions;
    use crate::data::scan::ScanOptions;
    use crate::data::seed::SeedOptions;
    use crate::data::set_many::{ItemFields, SetManyOptions};
    use crate::data::set_options::SetOptions;
    use crate::data::stat::StatOptions;
    use crate::data::watch::WatchOptions;
    use crate::model::javascript::evaluate;

    type Names = BTreeSet<String>;

    fn names<T: Options>() -> Names {
        T::NAMES.iter().map(|name| (*name).to_owned()).collect()
    }

    /// `lib/` adds this option by itself, so its table does not list it.
    fn without(mut names: Names, internal: &str) -> Names {
        assert!(names.remove(internal), "{internal}");
        names
    }

    /// `lib/` keeps this option for itself.
    fn with(mut names: Names, kept: &str) -> Names {
        assert!(names.insert(kept.to_owned()), "{kept}");
        names
    }

    #[test]
    fn javascript_has_the_same_options() {
        let tables = evaluate(
            "Object.fromEntries(Object.entries(require('./lib/option-tables').TABLES).map(([n, t]) => [n, [...t.names]]))",
        );
        let tables: BTreeMap<String, Names> = serde_json::from_value(tables).unwrap();
        let item = &without(names::<SetOptions>(), "meta") | &names::<ItemFields>();
        for (table, options) in [
            ("GET", names::<GetOptions>()),
            ("GET_MANY", names::<GetManyOptions>()),
            ("SCAN", names::<ScanOptions>()),
            ("ITERATE", names::<GetOptions>()),
            ("STORE_CHECK", with(names::<CheckOptions>(), "onProgress")),
            ("STAT", with(names::<StatOptions>(), "onProgress")),
            ("BACKUP", with(names::<BackupOptions>(), "onProgress")),
            ("COLLECTIONS", names::<CollectionsOptions>()),
            ("COUNT", names::<CountOptions>()),
            ("CURSORS", names::<CursorsOptions>()),
            ("SET", names::<SetOptions>()),
            ("SET_MANY", names::<SetManyOptions>()),
            ("ITEM", item),
            ("ADD", names::<AddOptions>()),
            ("REMOVE", names::<RemoveOptions>()),
            ("REMOVE_ALL", names::<RemoveAllOptions>()),
            ("SEED", without(names::<SeedOptions>(), "removeNulls")),
            ("IMPORT", names::<ImportOptions>()),
            ("HANDLER", names::<OnOptions>()),
            ("WATCH", with(names::<WatchOptions>(), "signal")),
            ("CHANGES", with(names::<ChangesOptions>(), "signal")),
            ("EXPORT", names::<ExportOptions>()),
        ] {
            assert_eq!(tables[table], options, "{table}");
        }
        assert_eq!(names::<RemoveManyOptions>(), names::<RemoveOptions>(), "it refuses all of them");
        assert_eq!(tables.len(), 23, "EXPORTED is read by `import`, field by field");
    }
}
