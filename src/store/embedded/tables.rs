//! The tables of the file, and the rule that keeps them in step: every item is written and
//! deleted here, together with its entries in the indexes.

use heed::types::{Bytes, Unit};
use heed::{CommitOrAbort, Database, Env, RoTxn, RwTxn};

use super::format::item::{decode, encode};
use super::format::key::{expiry_key, item_key, label_key};
use super::log::{self, tables::LogTables};
use crate::model::event::changes;
use crate::model::{Item, Key, LabelNumber, Millis, Result, Seconds};

/// How many tables a file has: those below, and `facts` about the file.
pub(super) const COUNT: u32 = 4 + log::tables::COUNT;
/// The version of the file's layout, as `facts` tells it.
pub(super) const FORMAT: &[u8] = b"1";
pub(super) const FORMAT_KEY: &[u8] = b"format";
/// Which file this is, among the facts.
pub(super) const FILE_KEY: &[u8] = b"file";
/// The table of facts.
pub(super) const FACTS: &str = "facts";

/// The tables beside that of facts.
const NAMES: [&str; COUNT as usize - 1] = ["items", "labels", "expiries", "changes", "queues", "groups"];

/// The tables of a store.
#[derive(Clone, Copy)]
pub(super) struct Tables {
    /// Partition key and sort key → record.
    pub items: Database<'static, Bytes, Bytes>,
    /// Label number, label, key.
    pub labels: Database<'static, Bytes, Unit>,
    /// Expiry, key.
    pub expiries: Database<'static, Bytes, Unit>,
    /// The log of changes.
    pub log: LogTables,
}

impl Tables {
    /// Creates the tables of a new file.
    pub(super) fn create(env: &Env, identity: &[u8]) -> heed::Result<()> {
        let created = env.create_databases_and_commit(env.write_txn()?, |opener, txn| {
            for name in NAMES {
                opener.create_database::<Bytes, Bytes>(txn, Some(name))?;
            }
            let facts = opener.create_database::<Bytes, Bytes>(txn, Some(FACTS))?;
            facts.put(txn, FORMAT_KEY, FORMAT)?;
            facts.put(txn, FILE_KEY, identity)?;
            Ok::<_, heed::Error>(CommitOrAbort::<_, ()>::Commit(facts))
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
                table("items")?,
                index("labels")?,
                index("expiries")?,
                (table("changes")?, table("queues")?, table("groups")?, table(FACTS)?),
            )))
        })?;
        let (items, labels, expiries, (changes, queues, groups, facts)) = opened.unwrap_commit();
        let tables = || {
            let log = LogTables { changes: changes?, queues: queues?, groups: groups?, facts: facts? };
            Some(Self { items: items?, labels: labels?, expiries: expiries?, log })
        };
        Ok(tables())
    }

    /// The item of a key, expired or not.
    pub(super) fn get(&self, txn: &RoTxn, key: &Key) -> heed::Result<Result<Option<Item>>> {
        let key = item_key(&key.pk, &key.sk);
        let record = self.items.get(txn, &key)?;
        Ok(record.map(|record| decode(&key, record)).transpose())
    }

    /// Puts an item in the place of `old`, which is what is stored under its key, and logs that.
    pub(super) fn put(&self, txn: &mut RwTxn, old: Option<&Item>, item: &Item, now: i64) -> heed::Result<()> {
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
        let record = encode(item);
        self.items.put(txn, &item_key(&item.key.pk, &item.key.sk), &record)?;
        self.log_change(txn, old, Some((item, &record)), now)
    }

    /// Deletes what is stored, and logs that.
    pub(super) fn delete(&self, txn: &mut RwTxn, old: &Item, now: i64) -> heed::Result<()> {
        for (number, label) in old.labels.iter() {
            self.move_label(txn, &old.key, number, Some(label), None)?;
        }
        self.move_expiry(txn, &old.key, old.ttl, None)?;
        self.items.delete(txn, &item_key(&old.key.pk, &old.key.sk))?;
        self.log_change(txn, Some(old), None, now)
    }

    fn log_change(
        &self,
        txn: &mut RwTxn,
        old: Option<&Item>,
        new: Option<(&Item, &[u8])>,
        now: i64,
    ) -> heed::Result<()> {
        if !self.log.is_used(txn)? {
            return Ok(());
        }
        for (old, image) in changes(old, new.map(|(item, _)| item), Millis(now)) {
            let Some(Item { key, .. }) = image.or(old) else { continue };
            let old = old.map(encode);
            let new = image.and(new).map(|(_, record)| record);
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
