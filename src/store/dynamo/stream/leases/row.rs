//! The rows of the lease table.

use std::collections::{BTreeMap, HashMap};
use std::str::FromStr;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::Millis;
use crate::store::dynamo::attribute::Row;
use crate::store::feed::{Checkpoint, Lease, Parked, Retry, Sequence};

/// The partition key.
pub(super) const GROUP: &str = "group";
/// The sort key.
pub(super) const SHARD: &str = "shard";
/// The sort key of the row that exists once the group is registered. No shard has such a name.
pub(super) const MARKER: &str = "#group";
pub(super) const OWNER: &str = "owner";
pub(super) const COUNTER: &str = "counter";
pub(super) const WANTED: &str = "wanted";
const PARENT: &str = "parent";
pub(super) const SINCE: &str = "since";
const THROUGH: &str = "through";
const END: &str = "end";
const PARKED: &str = "parked";
const HANDLED_THROUGH: &str = "handledThrough";
const CHECKPOINT_AT: &str = "checkpointAt";

const FROM: &str = "from";
const PART: &str = "part";
const ATTEMPTS: &str = "attempts";
const AT: &str = "at";
const DONE: &str = "done";

/// The columns of a row's key.
pub(super) fn key(group: &str, shard: &str) -> Row {
    Row::from([
        (GROUP.to_owned(), AttributeValue::S(group.to_owned())),
        (SHARD.to_owned(), AttributeValue::S(shard.to_owned())),
    ])
}

/// All columns of a lease except its key and `wanted`. `None` for a column that the row must not have.
pub(super) fn columns(lease: &Lease) -> [(&'static str, Option<AttributeValue>); 9] {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let (mut since, mut through, mut end) = (None, None, None);
    match &lease.checkpoint {
        Checkpoint::Since(time) => since = Some(number(&time.0)),
        Checkpoint::Through(sequence) => through = Some(text(&sequence.0)),
        Checkpoint::Closed(last) => {
            (through, end) = (Some(text(&last.0)), Some(AttributeValue::Bool(true)));
        }
        Checkpoint::End => end = Some(AttributeValue::Bool(true)),
    }
    let parked: HashMap<_, _> =
        lease.parked.iter().map(|(collection, parked)| (collection.to_string(), of_parked(parked))).collect();
    [
        (OWNER, lease.owner.as_deref().map(text)),
        (COUNTER, Some(number(&lease.counter))),
        (PARENT, lease.parent.as_deref().map(text)),
        (SINCE, since),
        (THROUGH, through),
        (END, end),
        (PARKED, (!parked.is_empty()).then_some(AttributeValue::M(parked))),
        (HANDLED_THROUGH, Some(number(&lease.handled_through.0))),
        (CHECKPOINT_AT, Some(number(&lease.checkpoint_at.0))),
    ]
}

/// The row of a lease.
pub(super) fn row_of(group: &str, lease: &Lease) -> Row {
    let mut row = key(group, &lease.shard);
    let wanted = lease.wanted.clone().map(AttributeValue::S);
    for (column, value) in columns(lease).into_iter().chain([(WANTED, wanted)]) {
        row.extend(value.map(|value| (column.to_owned(), value)));
    }
    row
}

/// The lease of a row; `None` if the row is not one.
pub(super) fn lease_of(row: &Row) -> Option<Lease> {
    let checkpoint = match (text(row, THROUGH), row.contains_key(END)) {
        (Some(sequence), false) => Checkpoint::Through(Sequence(sequence.into())),
        (Some(last), true) => Checkpoint::Closed(Sequence(last.into())),
        (None, true) => Checkpoint::End,
        (None, false) => Checkpoint::Since(time(row, SINCE)?),
    };
    let parked = match row.get(PARKED) {
        Some(parked) => {
            let parked = parked.as_m().ok()?.iter();
            parked
                .map(|(collection, parked)| Some((collection.as_str().into(), to_parked(parked)?)))
                .collect()
        }
        None => Some(BTreeMap::new()),
    };
    Some(Lease {
        shard: text(row, SHARD)?,
        parent: text(row, PARENT),
        owner: text(row, OWNER),
        counter: parsed(row, COUNTER)?,
        wanted: text(row, WANTED),
        checkpoint,
        parked: parked?,
        handled_through: time(row, HANDLED_THROUGH)?,
        checkpoint_at: time(row, CHECKPOINT_AT)?,
    })
}

fn of_parked(parked: &Parked) -> AttributeValue {
    let columns = [
        (FROM, AttributeValue::S(parked.from.0.to_string())),
        (PART, number(&parked.part)),
        (ATTEMPTS, number(&parked.retry.attempts)),
        (AT, number(&parked.retry.at.0)),
        (DONE, number(&parked.retry.done)),
    ];
    AttributeValue::M(columns.into_iter().map(|(column, value)| (column.to_owned(), value)).collect())
}

fn to_parked(value: &AttributeValue) -> Option<Parked> {
    let row = value.as_m().ok()?;
    Some(Parked {
        from: Sequence(text(row, FROM)?.into()),
        part: parsed(row, PART)?,
        retry: Retry { attempts: parsed(row, ATTEMPTS)?, at: time(row, AT)?, done: parsed(row, DONE)? },
    })
}

/// A number as an attribute value.
pub(super) fn number(number: &impl ToString) -> AttributeValue {
    AttributeValue::N(number.to_string())
}

/// A column that holds a string.
pub(super) fn text(row: &Row, column: &str) -> Option<String> {
    row.get(column)?.as_s().ok().cloned()
}

/// A column that holds a time in epoch milliseconds.
pub(super) fn time(row: &Row, column: &str) -> Option<Millis> {
    parsed(row, column).map(Millis)
}

/// A column that holds a number.
pub(super) fn parsed<T: FromStr>(row: &Row, column: &str) -> Option<T> {
    row.get(column)?.as_n().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lease(checkpoint: Checkpoint) -> Lease {
        Lease {
            shard: "shardId-1".into(),
            parent: None,
            owner: None,
            counter: u64::MAX,
            wanted: None,
            checkpoint,
            parked: BTreeMap::new(),
            handled_through: Millis(1_700_000_000_123),
            checkpoint_at: Millis(1_700_000_000_000),
        }
    }

    #[test]
    fn a_lease_is_what_its_row_says() {
        let sequence = || Sequence("0012345678901234567890123456789".into());
        for checkpoint in [
            Checkpoint::Since(Millis::ZERO),
            Checkpoint::Since(Millis(1_700_000_000_123)),
            Checkpoint::Through(sequence()),
            Checkpoint::Closed(sequence()),
            Checkpoint::End,
        ] {
            let bare = lease(checkpoint);
            assert_eq!(lease_of(&row_of("g", &bare)).as_ref(), Some(&bare));
            let retry = Retry { attempts: 3, at: Millis(1_700_000_000_000), done: 1 };
            let parked = Parked { from: Sequence("7".into()), part: 1, retry };
            let full = Lease {
                parent: Some("shardId-0".into()),
                owner: Some("me".into()),
                wanted: Some("you".into()),
                parked: BTreeMap::from([("a b".into(), parked.clone()), ("#".into(), parked)]),
                ..bare
            };
            assert_eq!(lease_of(&row_of("g", &full)), Some(full));
        }
    }

    #[test]
    fn a_row_that_is_not_a_lease_is_refused() {
        let row = row_of("g", &lease(Checkpoint::End));
        for column in [SHARD, COUNTER, HANDLED_THROUGH, CHECKPOINT_AT, END] {
            let mut row = row.clone();
            row.remove(column);
            assert_eq!(lease_of(&row), None, "without {column}");
        }
        let mut row = row;
        row.insert(PARKED.into(), AttributeValue::M(HashMap::from([("a".into(), number(&1))])));
        assert_eq!(lease_of(&row), None);
    }
}
