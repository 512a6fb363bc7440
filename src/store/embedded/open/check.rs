//! Whether a file is a whole store, before anything of it is trusted.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use heed::Env;

use super::super::environment::identity::Identity;
use super::super::error::{damaged, from_heed, from_io, newer, not_opened};
use super::super::file::Core;
use super::super::format::item::{corrupt, decode, is_intact};
use super::super::format::key::{expiry_key, label_key};
use super::super::tables::{FACTS, FILE_KEY, FORMAT, FORMAT_KEY, Tables};
use super::super::writer::in_write;
use super::create::DATA_FILE;
use super::pages::{Damage, Pages};
use crate::model::{Error, Result};

/// Bytes of a page that LMDB reads first, and how often it must find them unchanged while others write.
const HEAD: usize = 152;
const ATTEMPTS: usize = 100;

impl From<Damage> for Error {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Unsound(how) => damaged(how),
            Damage::Unreadable(error) => from_io(&error),
        }
    }
}

/// Refuses a file that LMDB would take for a new one, or that is none of its files.
pub(crate) fn check_head(folder: &Path) -> Result<()> {
    let mut head = [0; HEAD];
    let read = File::open(folder.join(DATA_FILE)).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(damaged("it is empty, or cut short at its head"))
        }
        Err(error) => Err(not_opened(folder, &error)),
    }
}

/// What a file that was just opened is like.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The file that this store was made as, or was checked as.
    Own,
    /// A copy of it, all of whose pages are in place.
    Copy,
}

/// Checks the pages of a file: as few as will do, or all of a copy.
pub(crate) fn check_pages(env: &Env, identity: &Identity) -> Result<Kind> {
    for _ in 0..ATTEMPTS {
        // It keeps the pages of its state from being used for another.
        let txn = env.read_txn().map_err(from_heed)?;
        let file = env.try_clone_inner_file().map_err(from_heed)?;
        let page_size = env.unnamed_database_stat().page_size;
        let Some(pages) = Pages::of_transaction(file, txn.id() as u64, page_size)? else { continue };
        pages.check_length()?;
        let facts = pages.table(FACTS)?.ok_or_else(no_tables)?;
        match pages.value(&facts, FORMAT_KEY)?.as_deref() {
            Some(FORMAT) => {}
            Some(_) => return Err(newer()),
            None => return Err(no_tables()),
        }
        if pages.value(&facts, FILE_KEY)?.as_deref() == Some(&identity.to_bytes()) {
            return Ok(Kind::Own);
        }
        pages.check_all()?;
        return Ok(Kind::Copy);
    }
    Err(damaged("its head does not stay as it is"))
}

/// What is said where a table is missing.
pub(crate) fn no_tables() -> Error {
    damaged("tables of it are missing, as in a copy that was made while the store was written")
}

/// Checks that all items of a copy can be read, and that the indexes name them and nothing else.
pub(crate) fn check_items(env: &Env, tables: &Tables) -> Result<()> {
    let txn = env.read_txn().map_err(from_heed)?;
    let (mut labels, mut expiries) = (0, 0);
    let mixed = || damaged("an index does not match the items");
    for entry in tables.items.iter(&txn).map_err(from_heed)? {
        let (key, record) = entry.map_err(from_heed)?;
        if !is_intact(record) {
            return Err(corrupt());
        }
        let item = decode(key, record)?;
        for (number, label) in item.labels.iter() {
            let entry = label_key(number, (&label.pk, &label.sk), (&item.key.pk, &item.key.sk));
            tables.labels.get(&txn, &entry).map_err(from_heed)?.ok_or_else(mixed)?;
            labels += 1;
        }
        if let Some(ttl) = item.ttl {
            tables.expiries.get(&txn, &expiry_key(ttl, &item.key)).map_err(from_heed)?.ok_or_else(mixed)?;
            expiries += 1;
        }
    }
    let counts = (tables.labels.len(&txn).map_err(from_heed)?, tables.expiries.len(&txn).map_err(from_heed)?);
    if counts == (labels, expiries) { Ok(()) } else { Err(mixed()) }
}

/// Notes that a copy was checked, so that this is done once.
pub(crate) fn adopt(core: &Core) -> Result<()> {
    let Some(place) = &core.place else { return Ok(()) };
    in_write(core, |txn| core.tables.log.facts.put(txn, FILE_KEY, &place.identity.to_bytes()))
}
