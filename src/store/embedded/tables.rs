//! The tables of the file. Every item is written and deleted here, together with its entries in the indexes and in the
//! change log.

use heed::types::{Bytes, Unit};
use heed::{CommitOrAbort, Database, DatabaseStat, RoTxn, RwTxn};

use super::environment::lmdb::Env;
use super::error::Failure;
use super::format::digest::{decode_digest, digest_of, encode_digest, note_change, take_change};
use super::format::fact::{DIGEST, FILE, FORMAT, FORMAT_KEY};
use super::format::item::{decode, encode};
use super::format::key::{expiry_key, item_key, label_key};
use super::format::{CHANGES, EXPIRIES, FACTS, GROUPS, ITEMS, LABELS, QUEUES, TABLES};
use super::log::tables::LogTables;
use crate::model::event::changes;
use crate::model::{Item, Key, LabelNumber, Millis, Result, Seconds};

/// The tables of a store.
#[derive(Clone, Copy)]
pub(super) struct Tables {
    pub items: Database<'static, Bytes, Bytes>,
    pub labels: Database<'static, Bytes, Unit>,
    pub expiries: Database<'static, Bytes, Unit>,
    pub log: LogTables,
}

impl Tables {
    /// Creates the tables of a new file.
    pub(super) fn create(env: &Env, identity: &[u8]) -> heed::Result<()> {
        let created = env.create_databases_and_commit(env.write_txn()?, |opener, txn| {
            for name in TABLES {
                let table = opener.create_database::<Bytes, Bytes>(txn, Some(name))?;
                if name == FACTS {
                    table.put(txn, FORMAT_KEY, FORMAT)?;
                    table.put(txn, FILE, identity)?;
                }
            }
            Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit(()))
        })?;
        created.unwrap_commit();
        Ok(())
    }

    /// Opens the tables; `None` if one is missing.
    pub(super) fn open(env: &Env) -> heed::Result<Option<Self>> {
        let opened = env.open_databases_and_commit(env.read_txn()?, |opener, txn| {
            let table = |name| opener.open_database::<Bytes, Bytes>(txn, Some(name));
            let index = |name| opener.open_database::<Bytes, Unit>(txn, Some(name));
            Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit((
                table(ITEMS)?,
                index(LABELS)?,
                index(EXPIRIES)?,
                (table(CHANGES)?, table(QUEUES)?, table(GROUPS)?, table(FACTS)?),
            )))
        })?;
        let (items, labels, expiries, (changes, queues, groups, facts)) = opened.unwrap_commit();
        let tables = || {
            let log = LogTables { changes: changes?, queues: queues?, groups: groups?, facts: facts? };
            Some(Self { items: items?, labels: labels?, expiries: expiries?, log })
        };
        Ok(tables())
    }

    /// How many pages each table has.
    pub(super) fn stats(&self, txn: &RoTxn) -> heed::Result<Vec<DatabaseStat>> {
        let LogTables { changes, queues, groups, facts } = &self.log;
        let mut stats = vec![self.items.stat(txn)?, self.labels.stat(txn)?, self.expiries.stat(txn)?];
        for table in [changes, queues, groups, facts] {
            stats.push(table.stat(txn)?);
        }
        Ok(stats)
    }

    /// The bytes of the item of a key, expired or not.
    pub(super) fn bytes<'t>(&self, txn: &'t RoTxn, key: &Key) -> heed::Result<Option<&'t [u8]>> {
        self.items.get(txn, &item_key(&key.pk, &key.sk))
    }

    /// The item of a key, expired or not.
    pub(super) fn get(&self, txn: &RoTxn, key: &Key) -> Result<Option<Item>, Failure> {
        let key = item_key(&key.pk, &key.sk);
        let Some(bytes) = self.items.get(txn, &key)? else { return Ok(None) };
        Ok(Some(decode(&key, bytes)?))
    }

    /// Puts an item. `old` is what is stored under its key.
    pub(super) fn put(
        &self,
        txn: &mut RwTxn,
        old: Option<&Item>,
        item: &Item,
        now: Millis,
    ) -> heed::Result<()> {
        for number in LabelNumber::all() {
            let before = old.and_then(|old| old.labels.get(number));
            let after = item.labels.get(number);
            if before != after {
                self.move_label(txn, &item.key, number, before, after)?;
            }
        }
        let before = old.and_then(|old| old.ttl);
        if before != item.ttl {
            self.move_expiry(txn, &item.key, before, item.ttl)?;
        }
        let (key, bytes) = (item_key(&item.key.pk, &item.key.sk), encode(item));
        self.items.put(txn, &key, &bytes)?;
        note_change(old.map_or(0, |old| digest_of(&key, old.version)), digest_of(&key, item.version));
        self.log_change(txn, old, Some((item, &bytes)), now)
    }

    /// Deletes an item. `old` is what is stored.
    pub(super) fn delete(&self, txn: &mut RwTxn, old: &Item, now: Millis) -> heed::Result<()> {
        for (number, label) in old.labels.iter() {
            self.move_label(txn, &old.key, number, Some(label), None)?;
        }
        self.move_expiry(txn, &old.key, old.ttl, None)?;
        let key = item_key(&old.key.pk, &old.key.sk);
        self.items.delete(txn, &key)?;
        note_change(digest_of(&key, old.version), 0);
        self.log_change(txn, Some(old), None, now)
    }

    /// Deletes all items. Returns their number, or `None` if each change must be logged.
    pub(super) fn clear(&self, txn: &mut RwTxn) -> heed::Result<Option<u64>> {
        if self.log.is_used(txn)? {
            return Ok(None);
        }
        let count = self.items.len(txn)?;
        self.items.clear(txn)?;
        self.labels.clear(txn)?;
        self.expiries.clear(txn)?;
        take_change();
        self.log.facts.delete(txn, DIGEST)?;
        Ok(Some(count))
    }

    /// Brings the digest up to the changes of the transaction.
    pub(super) fn update_digest(&self, txn: &mut RwTxn) -> heed::Result<()> {
        let change = take_change();
        if change == 0 {
            return Ok(());
        }
        let digest = decode_digest(self.log.facts.get(txn, DIGEST)?).wrapping_add(change);
        self.log.facts.put(txn, DIGEST, &encode_digest(digest))
    }

    /// Makes the digest of all items, of a file that has none, and gives the file the present format.
    pub(super) fn upgrade(&self, txn: &mut RwTxn) -> Result<(), Failure> {
        let mut digest = 0_u64;
        for entry in self.items.iter(txn)? {
            let (key, bytes) = entry?;
            // What cannot be read makes a copy invalid anyway.
            let part = decode(key, bytes).map_or(0, |item| digest_of(key, item.version));
            digest = digest.wrapping_add(part);
        }
        self.log.facts.put(txn, DIGEST, &encode_digest(digest))?;
        Ok(self.log.facts.put(txn, FORMAT_KEY, FORMAT)?)
    }

    fn log_change(
        &self,
        txn: &mut RwTxn,
        old: Option<&Item>,
        new: Option<(&Item, &[u8])>,
        now: Millis,
    ) -> heed::Result<()> {
        if !self.log.is_used(txn)? {
            return Ok(());
        }
        for (old, image) in changes(old, new.map(|(item, _)| item), now) {
            let Some(Item { key, .. }) = image.or(old) else { continue };
            let old = old.map(encode);
            let new = image.and(new).map(|(_, bytes)| bytes);
            self.log.log(txn, key, old.as_deref(), new, now)?;
        }
        Ok(())
    }

    fn move_label(
        &self,
        txn: &mut RwTxn,
        key: &Key,
        number: LabelNumber,
        from: Option<&Key>,
        to: Option<&Key>,
    ) -> heed::Result<()> {
        let entry = |label: &Key| label_key(number, (&label.pk, &label.sk), (&key.pk, &key.sk));
        if let Some(label) = from {
            self.labels.delete(txn, &entry(label))?;
        }
        if let Some(label) = to {
            self.labels.put(txn, &entry(label), &())?;
        }
        Ok(())
    }

    fn move_expiry(
        &self,
        txn: &mut RwTxn,
        key: &Key,
        from: Option<Seconds>,
        to: Option<Seconds>,
    ) -> heed::Result<()> {
        if let Some(ttl) = from {
            self.expiries.delete(txn, &expiry_key(ttl, key))?;
        }
        if let Some(ttl) = to {
            self.expiries.put(txn, &expiry_key(ttl, key), &())?;
        }
        Ok(())
    }
}
