//! Checks that a file is a whole store before anything in it is trusted.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::pages::{Damage, Pages};
use crate::model::{Error, Result};
use crate::store::embedded::environment::data_file;
use crate::store::embedded::environment::identity::Identity;
use crate::store::embedded::environment::lmdb::Env;
use crate::store::embedded::error::{
    Failure, damaged, from_io, from_lmdb, newer, no_tables, not_opened, unreadable,
};
use crate::store::embedded::format::FACTS;
use crate::store::embedded::format::digest::{decode_digest, digest_of};
use crate::store::embedded::format::fact::{DIGEST, FILE, FORMAT, FORMAT_KEY, OLD_FORMATS};
use crate::store::embedded::format::item::{decode, is_intact};
use crate::store::embedded::format::key::{expiry_key, label_key};
use crate::store::embedded::tables::Tables;

/// The bytes that LMDB reads first.
const HEAD: usize = 152;
/// How often the check begins again because other processes commit meanwhile.
const ATTEMPTS: usize = 100;

/// A file whose pages are sound.
pub(super) struct CheckedFile {
    /// Whether it is a copy: it names another file as itself.
    pub is_copy: bool,
    /// Whether an earlier version of this package wrote it.
    pub has_old_format: bool,
}

impl From<Damage> for Error {
    fn from(damage: Damage) -> Self {
        match damage {
            Damage::Unsound(how) => damaged(how),
            Damage::Unreadable(error) => from_io(&error),
        }
    }
}

/// Refuses a file that LMDB would take for a new one.
pub(super) fn check_head(place: &Path) -> Result<()> {
    let mut head = [0; HEAD];
    let read = File::open(data_file(place)).and_then(|mut file| file.read_exact(&mut head));
    match read {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
            Err(damaged("it is empty, or its first pages are cut off"))
        }
        Err(error) => Err(not_opened(place, &error)),
    }
}

/// Checks the pages of a file: all of a copy, otherwise only those that tell whether pages are missing at the end.
pub(super) fn check_pages(env: &Env, identity: &Identity) -> Result<CheckedFile> {
    for _ in 0..ATTEMPTS {
        // LMDB reuses no page of this state while the transaction is open.
        let txn = env.read_txn().map_err(from_lmdb)?;
        let file = env.try_clone_inner_file().map_err(from_lmdb)?;
        let page_size = env.unnamed_database_stat().page_size;
        let Some(pages) = Pages::of_transaction(file, txn.id() as u64, page_size)? else { continue };
        pages.check_length()?;
        let facts = pages.table(FACTS)?.ok_or_else(no_tables)?;
        let has_old_format = match pages.value(&facts, FORMAT_KEY)?.as_deref() {
            Some(FORMAT) => false,
            Some(format) if OLD_FORMATS.contains(&format) => true,
            Some(_) => return Err(newer()),
            None => return Err(no_tables()),
        };
        let is_copy = pages.value(&facts, FILE)?.as_deref() != Some(&identity.to_bytes());
        if is_copy {
            pages.check_all()?;
        }
        return Ok(CheckedFile { is_copy, has_old_format });
    }
    Err(damaged("its first pages do not agree"))
}

/// Checks every page of a file that is in use.
pub(in crate::store::embedded) fn check_all_pages(env: &Env) -> Result<()> {
    for _ in 0..ATTEMPTS {
        let txn = env.read_txn().map_err(from_lmdb)?;
        let file = env.try_clone_inner_file().map_err(from_lmdb)?;
        let page_size = env.unnamed_database_stat().page_size;
        if let Some(pages) = Pages::of_transaction(file, txn.id() as u64, page_size)? {
            return Ok(pages.check_all()?);
        }
    }
    Err(damaged("its first pages do not agree"))
}

/// Checks that every item of a copy can be read, and that the indexes name exactly these items.
pub(super) fn check_items(env: &Env, tables: &Tables) -> Result<()> {
    Ok(compare_with_indexes(env, tables)?)
}

fn compare_with_indexes(env: &Env, tables: &Tables) -> Result<(), Failure> {
    let txn = env.read_txn()?;
    let facts = tables.log.facts;
    let has_digest = facts.get(&txn, FORMAT_KEY)? == Some(FORMAT);
    let (mut labels, mut expiries, mut digest) = (0, 0, 0_u64);
    let mixed = || damaged("an index does not match the items");
    for entry in tables.items.iter(&txn)? {
        let (key, bytes) = entry?;
        if !is_intact(bytes) {
            return Err(unreadable().into());
        }
        let item = decode(key, bytes)?;
        digest = digest.wrapping_add(digest_of(key, item.version));
        for (number, label) in item.labels.iter() {
            let entry = label_key(number, (&label.pk, &label.sk), (&item.key.pk, &item.key.sk));
            tables.labels.get(&txn, &entry)?.ok_or_else(mixed)?;
            labels += 1;
        }
        if let Some(ttl) = item.ttl {
            tables.expiries.get(&txn, &expiry_key(ttl, &item.key))?.ok_or_else(mixed)?;
            expiries += 1;
        }
    }
    if has_digest && digest != decode_digest(facts.get(&txn, DIGEST)?) {
        return Err(
            damaged("it mixes items of several states, like a copy that was made during writes").into()
        );
    }
    let counts = (tables.labels.len(&txn)?, tables.expiries.len(&txn)?);
    if counts == (labels, expiries) { Ok(()) } else { Err(mixed().into()) }
}
