//! The roster: the members of each group, and the event names of members that have left. Both are facts, because every
//! write reads all groups and does not need them.

use heed::{RoTxn, RwTxn};

use super::tables::{ByteTable, FORGOTTEN_AFTER, LogTables};
use crate::model::Millis;
use crate::store::embedded::error::Failure;
use crate::store::embedded::format::fact::{
    StoredMember, decode_marks, decode_wanted, encode_marks, encode_wanted, marks_key, member_key,
    members_prefix, wanted_key, wanted_name, wanted_prefix,
};
use crate::store::embedded::format::group::StoredGroup;
use crate::store::embedded::format::queue::{aside_of, key_in_queue, queue_start};
use crate::store::feed::{Marks, MemberId, Queue, Roster};

/// Keys and values.
type OwnedEntries = Vec<(Vec<u8>, Vec<u8>)>;

impl LogTables {
    /// Adds a group if it is new, and a member to its roster, or changes what the member wants.
    pub(super) fn join(
        &self,
        txn: &mut RwTxn,
        name: &str,
        member: MemberId,
        names: &[String],
        now: Millis,
    ) -> Result<(), Failure> {
        let group = match self.group(txn, name)? {
            Some(group) => StoredGroup { seen: now, ..group },
            None => StoredGroup { number: self.new_queue(txn)?, seen: now, lost: 0 },
        };
        self.groups.put(txn, name.as_bytes(), &group.encode())?;
        self.enter(txn, &group, member, names, now)
    }

    fn enter(
        &self,
        txn: &mut RwTxn,
        group: &StoredGroup,
        id: MemberId,
        names: &[String],
        now: Millis,
    ) -> Result<(), Failure> {
        let members = self.members(txn, group)?;
        let before = members.iter().find(|member| member.id == id);
        let queue = match before {
            Some(member) => member.queue,
            None => self.new_queue(txn)?,
        };
        let member = StoredMember { id, queue, names: names.to_vec() };
        self.facts.put(txn, &member_key(group.number, id), &member.encode()?)?;
        self.forget_names(txn, group, |seen| is_forgotten(seen, now))?;
        for name in names {
            self.facts.put(txn, &wanted_key(group.number, name), &encode_wanted(now))?;
        }
        for name in before.iter().flat_map(|member| &member.names) {
            let is_wanted = members.iter().any(|member| member.id != id && member.names.contains(name));
            if !is_wanted && !names.contains(name) {
                self.facts.delete(txn, &wanted_key(group.number, name))?;
            }
        }
        Ok(self.mark(txn, group, |marks| marks.roster += 1)?)
    }

    /// Removes a member from the roster, and gives its entries back to the group.
    pub(super) fn leave(
        &self,
        txn: &mut RwTxn,
        name: &str,
        id: MemberId,
        now: Millis,
    ) -> Result<(), Failure> {
        let Some(group) = self.group(txn, name)? else { return Ok(()) };
        let Some(member) = self.member(txn, &group, id)? else { return Ok(()) };
        let mut returned = false;
        for (entry, retry) in entries_of(self.queues, txn, &queue_start(member.queue))? {
            returned = true;
            self.queues.put(txn, &key_in_queue(&entry, group.number), &retry)?;
            self.queues.delete(txn, &entry)?;
        }
        for name in &member.names {
            self.facts.put(txn, &wanted_key(group.number, name), &encode_wanted(now))?;
        }
        self.facts.delete(txn, &member_key(group.number, id))?;
        self.mark(txn, &group, |marks| {
            marks.roster += 1;
            marks.returned += u64::from(returned);
        })?;
        Ok(())
    }

    /// See [`Roster`].
    pub(crate) fn roster(&self, txn: &RoTxn, group: &StoredGroup, now: Millis) -> Result<Roster, Failure> {
        let mut members = self.members(txn, group)?;
        // Members get their queues, and the numbers of these, in the order in which they join.
        members.sort_by_key(|member| member.queue);
        let members = members.into_iter().map(|member| (member.id, member.names)).collect();
        let mut remembered = entries_of(self.facts, txn, &wanted_prefix(group.number))?;
        remembered.retain(|(_, seen)| !is_forgotten(decode_wanted(seen), now));
        Ok(Roster { members, remembered: remembered.iter().map(|(key, _)| wanted_name(key)).collect() })
    }

    /// The members of a group, in no particular order.
    pub(super) fn members(&self, txn: &RoTxn, group: &StoredGroup) -> Result<Vec<StoredMember>, Failure> {
        let mut members = Vec::new();
        for entry in self.facts.prefix_iter(txn, &members_prefix(group.number))? {
            let (key, bytes) = entry?;
            members.push(StoredMember::decode(key, bytes)?);
        }
        Ok(members)
    }

    fn member(
        &self,
        txn: &RoTxn,
        group: &StoredGroup,
        id: MemberId,
    ) -> Result<Option<StoredMember>, Failure> {
        let key = member_key(group.number, id);
        let Some(bytes) = self.facts.get(txn, &key)? else { return Ok(None) };
        Ok(Some(StoredMember::decode(&key, bytes)?))
    }

    /// The number of a queue; `None` for that of a member that has left.
    pub(super) fn queue(
        &self,
        txn: &RoTxn,
        group: &StoredGroup,
        queue: Queue,
    ) -> Result<Option<u32>, Failure> {
        Ok(match queue {
            Queue::Group => Some(group.number),
            Queue::Aside => Some(aside_of(group.number)),
            Queue::Member(id) => self.member(txn, group, id)?.map(|member| member.queue),
        })
    }

    /// The numbers of all queues of a group.
    pub(super) fn queues_of(&self, txn: &RoTxn, group: &StoredGroup) -> heed::Result<Vec<u32>> {
        let members = match self.members(txn, group) {
            Ok(members) => members,
            Err(Failure::Lmdb(error)) => return Err(error),
            // An unreadable member is an error for the handlers of the group only, not for every write.
            Err(Failure::Refused(_)) => Vec::new(),
        };
        let fixed = [group.number, aside_of(group.number)];
        Ok(fixed.into_iter().chain(members.iter().map(|member| member.queue)).collect())
    }

    /// See [`Marks`].
    pub(super) fn marks(&self, txn: &RoTxn, group: &StoredGroup) -> heed::Result<Marks> {
        Ok(decode_marks(self.facts.get(txn, &marks_key(group.number))?))
    }

    /// Changes the marks of a group.
    pub(super) fn mark(
        &self,
        txn: &mut RwTxn,
        group: &StoredGroup,
        change: impl Fn(&mut Marks),
    ) -> heed::Result<()> {
        let mut marks = self.marks(txn, group)?;
        change(&mut marks);
        self.facts.put(txn, &marks_key(group.number), &encode_marks(marks))
    }

    /// Forgets everything about the members of a group.
    pub(super) fn forget_members(&self, txn: &mut RwTxn, group: &StoredGroup) -> heed::Result<()> {
        self.forget_names(txn, group, |_| true)?;
        for (key, _) in entries_of(self.facts, txn, &members_prefix(group.number))? {
            self.facts.delete(txn, &key)?;
        }
        self.facts.delete(txn, &marks_key(group.number)).map(drop)
    }

    fn forget_names(
        &self,
        txn: &mut RwTxn,
        group: &StoredGroup,
        is_over: impl Fn(Millis) -> bool,
    ) -> heed::Result<()> {
        for (key, seen) in entries_of(self.facts, txn, &wanted_prefix(group.number))? {
            if is_over(decode_wanted(&seen)) {
                self.facts.delete(txn, &key)?;
            }
        }
        Ok(())
    }
}

fn entries_of(table: ByteTable, txn: &RoTxn, prefix: &[u8]) -> heed::Result<OwnedEntries> {
    table
        .prefix_iter(txn, prefix)?
        .map(|entry| entry.map(|(key, value)| (key.to_vec(), value.to_vec())))
        .collect()
}

fn is_forgotten(seen: Millis, now: Millis) -> bool {
    now.since(seen) >= FORGOTTEN_AFTER
}
