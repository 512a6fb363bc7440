//! Who wants what: the members of each group, and the event names of those that are gone. Both are
//! among the facts of the file, so that a write, which looks at every group, need not pass them by.

use heed::types::Bytes;
use heed::{RoTxn, RwTxn};

use super::super::error::internal;
use super::super::format::change::Group;
use super::super::format::item::corrupt;
use super::tables::{FORGOTTEN_AFTER, LAST_GROUP, LogTables};
use crate::model::Result;
use crate::store::feed::{Marks, MemberId, Queue, Roster};

/// Group, member → number of its queue, and the names that it wants, as JSON.
const MEMBER: &[u8] = b"member ";
/// Group, event name → when a member was last known to want it, in epoch milliseconds.
const WANTED: &[u8] = b"wanted ";
/// Group → marks.
const MARKS: &[u8] = b"marks ";
/// What tells the queue of the entries that are set aside from the queue of its group.
const ASIDE: u32 = 1 << 31;

/// A member as the file knows it.
pub struct Member {
    pub id: MemberId,
    /// The head of the keys of its queue.
    pub queue: u32,
    names: Vec<String>,
}

impl Member {
    fn encode(&self) -> Result<Vec<u8>> {
        let mut bytes = self.queue.to_le_bytes().to_vec();
        bytes.extend(serde_json::to_vec(&self.names).map_err(|_| internal())?);
        Ok(bytes)
    }

    fn decode(id: MemberId, bytes: &[u8]) -> Result<Self> {
        let (queue, names) = bytes.split_first_chunk::<4>().ok_or_else(corrupt)?;
        let names = serde_json::from_slice(names).map_err(|_| corrupt())?;
        Ok(Self { id, queue: u32::from_le_bytes(*queue), names })
    }
}

impl LogTables {
    /// Takes a member into the roster of a group, or changes what it wants.
    pub fn enter(
        &self,
        txn: &mut RwTxn,
        group: &Group,
        id: MemberId,
        names: &[String],
        now: i64,
    ) -> heed::Result<Result<()>> {
        let members = match self.members(txn, group)? {
            Ok(members) => members,
            Err(error) => return Ok(Err(error)),
        };
        let before = members.iter().find(|member| member.id == id);
        let queue = match before {
            Some(member) => member.queue,
            None => u32::try_from(self.next(txn, LAST_GROUP)?).unwrap_or(u32::MAX),
        };
        let bytes = match (Member { id, queue, names: names.to_vec() }).encode() {
            Ok(bytes) => bytes,
            Err(error) => return Ok(Err(error)),
        };
        self.facts.put(txn, &fact(MEMBER, group, &id.0.to_be_bytes()), &bytes)?;
        self.forget_names(txn, group, |seen| is_forgotten(seen, now))?;
        for name in names {
            self.facts.put(txn, &fact(WANTED, group, name.as_bytes()), &now.to_le_bytes())?;
        }
        for name in before.iter().flat_map(|member| &member.names) {
            let is_wanted = members.iter().any(|member| member.id != id && member.names.contains(name));
            if !is_wanted && !names.contains(name) {
                self.facts.delete(txn, &fact(WANTED, group, name.as_bytes()))?;
            }
        }
        self.mark(txn, group, |marks| marks.roster += 1).map(Ok)
    }

    /// Takes a member from the roster, and gives its entries back to the group.
    pub fn leave(&self, txn: &mut RwTxn, group: &Group, id: MemberId, now: i64) -> heed::Result<Result<()>> {
        let key = fact(MEMBER, group, &id.0.to_be_bytes());
        let member = match self.facts.get(txn, &key)?.map(|bytes| Member::decode(id, bytes)) {
            Some(Ok(member)) => member,
            Some(Err(error)) => return Ok(Err(error)),
            None => return Ok(Ok(())),
        };
        let mut returned = false;
        for (entry, retry) in entries(self, txn, member.queue)? {
            returned = true;
            let back = [&group.id.to_be_bytes(), entry.get(4..).unwrap_or_default()].concat();
            self.queues.put(txn, &back, &retry)?;
            self.queues.delete(txn, &entry)?;
        }
        for name in &member.names {
            self.facts.put(txn, &fact(WANTED, group, name.as_bytes()), &now.to_le_bytes())?;
        }
        self.facts.delete(txn, &key)?;
        self.mark(txn, group, |marks| {
            marks.roster += 1;
            marks.returned += u64::from(returned);
        })
        .map(Ok)
    }

    /// Who wants what.
    pub fn roster(&self, txn: &RoTxn, group: &Group, now: i64) -> heed::Result<Result<Roster>> {
        let mut members = match self.members(txn, group)? {
            Ok(members) => members,
            Err(error) => return Ok(Err(error)),
        };
        // Queues are numbered in the order in which their members joined.
        members.sort_by_key(|member| member.queue);
        let mut remembered = Vec::new();
        for (key, seen) in facts(self, txn, WANTED, group)? {
            if !is_forgotten(&seen, now) {
                remembered.push(
                    String::from_utf8_lossy(key.get(WANTED.len() + 4..).unwrap_or_default()).into_owned(),
                );
            }
        }
        let members = members.into_iter().map(|member| (member.id, member.names)).collect();
        Ok(Ok(Roster { members, remembered }))
    }

    /// The members of a group, in no set order.
    pub fn members(&self, txn: &RoTxn, group: &Group) -> heed::Result<Result<Vec<Member>>> {
        let rows = facts(self, txn, MEMBER, group)?;
        let decode = |(key, bytes): &(Vec<u8>, Vec<u8>)| {
            let (_, id) = key.split_last_chunk::<8>().ok_or_else(corrupt)?;
            Member::decode(MemberId(u64::from_be_bytes(*id)), bytes)
        };
        Ok(rows.iter().map(decode).collect())
    }

    /// The head of the keys of a queue; `None` for that of a member that has left.
    pub fn queue(&self, txn: &RoTxn, group: &Group, queue: Queue) -> heed::Result<Result<Option<u32>>> {
        let id = match queue {
            Queue::Group => return Ok(Ok(Some(group.id))),
            Queue::Aside => return Ok(Ok(Some(group.id | ASIDE))),
            Queue::Member(id) => id,
        };
        let member = self.facts.get(txn, &fact(MEMBER, group, &id.0.to_be_bytes()))?;
        Ok(member.map(|bytes| Member::decode(id, bytes).map(|member| member.queue)).transpose())
    }

    /// The heads of the keys of all queues of a group.
    pub fn queues_of(&self, txn: &RoTxn, group: &Group) -> heed::Result<Vec<u32>> {
        // A member that cannot be read is told to those who handle the group, not to those who write.
        let members = self.members(txn, group)?.unwrap_or_default();
        let fixed = [group.id, group.id | ASIDE];
        Ok(fixed.into_iter().chain(members.iter().map(|member| member.queue)).collect())
    }

    /// See [`Marks`].
    pub fn marks(&self, txn: &RoTxn, group: &Group) -> heed::Result<Marks> {
        let bytes = self.facts.get(txn, &fact(MARKS, group, &[]))?;
        let marks = bytes.and_then(|bytes| bytes.split_first_chunk::<8>());
        Ok(marks.map_or_else(Marks::default, |(roster, returned)| Marks {
            roster: u64::from_le_bytes(*roster),
            returned: returned.try_into().map_or(0, u64::from_le_bytes),
        }))
    }

    /// Changes the marks of a group.
    pub fn mark(&self, txn: &mut RwTxn, group: &Group, change: impl Fn(&mut Marks)) -> heed::Result<()> {
        let mut marks = self.marks(txn, group)?;
        change(&mut marks);
        let bytes = [marks.roster.to_le_bytes(), marks.returned.to_le_bytes()].concat();
        self.facts.put(txn, &fact(MARKS, group, &[]), &bytes)
    }

    /// Forgets all that is known of the members of a group.
    pub fn forget_members(&self, txn: &mut RwTxn, group: &Group) -> heed::Result<()> {
        self.forget_names(txn, group, |_| true)?;
        for (key, _) in facts(self, txn, MEMBER, group)? {
            self.facts.delete(txn, &key)?;
        }
        self.facts.delete(txn, &fact(MARKS, group, &[])).map(drop)
    }

    fn forget_names(
        &self,
        txn: &mut RwTxn,
        group: &Group,
        is_over: impl Fn(&[u8]) -> bool,
    ) -> heed::Result<()> {
        for (key, seen) in facts(self, txn, WANTED, group)? {
            if is_over(&seen) {
                self.facts.delete(txn, &key)?;
            }
        }
        Ok(())
    }
}

/// The key of a fact about a group.
fn fact(kind: &[u8], group: &Group, rest: &[u8]) -> Vec<u8> {
    [kind, &group.id.to_be_bytes(), rest].concat()
}

type Rows = Vec<(Vec<u8>, Vec<u8>)>;

fn facts(log: &LogTables, txn: &RoTxn, kind: &[u8], group: &Group) -> heed::Result<Rows> {
    owned(log.facts.prefix_iter(txn, &fact(kind, group, &[]))?)
}

/// The entries of a queue, as they are stored.
fn entries(log: &LogTables, txn: &RoTxn, queue: u32) -> heed::Result<Rows> {
    owned(log.queues.prefix_iter(txn, &queue.to_be_bytes())?)
}

fn owned(rows: heed::RoPrefix<'_, Bytes, Bytes>) -> heed::Result<Rows> {
    rows.map(|row| row.map(|(key, value)| (key.to_vec(), value.to_vec()))).collect()
}

fn is_forgotten(seen: &[u8], now: i64) -> bool {
    let seen = seen.try_into().map_or(0, i64::from_le_bytes);
    now.saturating_sub(seen) >= FORGOTTEN_AFTER
}
