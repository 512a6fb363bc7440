//! Healthy stores have no problems, and any damage of an index is found and repaired.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::model::random::item;
use crate::model::{Item, Json, LabelNumber, Seconds};
use crate::plan::Plan;
use crate::store::embedded::format::key::{expiry_key, item_key, label_key};
use crate::store::embedded::{EmbeddedOptions, EmbeddedStore, Location};
use crate::store::{Store, Write};

fn open() -> Arc<EmbeddedStore> {
    // Expired items stay, so that their entries do, too.
    EmbeddedStore::open(&EmbeddedOptions { sweep: false, ..EmbeddedOptions::new(Location::Memory) }).unwrap()
}

fn write(store: &EmbeddedStore, plans: Vec<Plan>) {
    pollster::block_on(store.commit(Write::Each(plans))).unwrap();
}

fn damage(store: &EmbeddedStore, work: impl Fn(&mut RwTxn) -> heed::Result<()>) {
    store.file.in_write(|txn, _| Ok(work(txn)?)).unwrap();
}

/// All problems, and how many items were passed.
fn inspect_all(store: &EmbeddedStore, repair: bool) -> (Vec<Problem>, u64) {
    let (mut problems, mut items, mut place) = (Vec::new(), 0, None);
    loop {
        let inspected = pollster::block_on(store.inspect(place, repair).unwrap()).unwrap();
        problems.extend(inspected.problems);
        items += inspected.items;
        match inspected.next {
            Some(next) => place = Some(next),
            None => return (problems, items),
        }
    }
}

fn kinds(problems: &[Problem]) -> Vec<&'static str> {
    problems.iter().map(|problem| problem.kind).collect()
}

/// Damage of an index: which entry it concerns, and what happens to it.
#[derive(Debug, Clone)]
enum Damage {
    /// An entry of an item is deleted: the item, and which of its entries.
    Lost(usize, usize),
    /// An entry comes that no item has: a label of an item, or of none, or an expiry.
    Added(usize, u8),
}

fn entries(item: &Item) -> Vec<(bool, Vec<u8>)> {
    let key = (&*item.key.pk, &*item.key.sk);
    let labels =
        item.labels.iter().map(|(number, label)| (true, label_key(number, (&label.pk, &label.sk), key)));
    labels.chain(item.ttl.map(|ttl| (false, expiry_key(ttl, &item.key)))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn all_damage_of_indexes_is_found_and_repaired(
        items in prop::collection::vec(item(), 1..20),
        removed in prop::collection::vec(any::<prop::sample::Index>(), 0..4),
        damages in prop::collection::vec(prop_oneof![
            (0..100_usize, 0..6_usize).prop_map(|(item, entry)| Damage::Lost(item, entry)),
            (0..100_usize, 0..3_u8).prop_map(|(item, what)| Damage::Added(item, what)),
        ], 0..8),
    ) {
        // Few items share a key, so that there are many.
        let with_key = |(index, item): (usize, Item)| match index % 4 {
            0 => item,
            _ => Item { key: Key::parse(&format!("c{}:{index}", index % 3)).unwrap(), ..item },
        };
        let items: Vec<_> = items.into_iter().enumerate().map(with_key).collect();
        let store = open();
        for item in &items {
            write(&store, vec![Plan::store(item.clone())]);
        }
        for index in removed {
            write(&store, vec![Plan::remove(index.get(&items).key.clone())]);
        }
        let tables = store.file.in_read(|txn| Ok(*store.file.tables(txn))).unwrap();
        prop_assert_eq!(inspect_all(&store, false).0, []);
        let mut expected = BTreeSet::new();
        for damage_of in &damages {
            let (Damage::Lost(at, _) | Damage::Added(at, _)) = *damage_of;
            let item = &items[at % items.len()];
            let stored = store.file.in_read(|txn| tables.get(txn, &item.key)).unwrap();
            match *damage_of {
                Damage::Lost(_, which) => {
                    let Some(own) = stored else { continue };
                    let of_item = entries(&own);
                    if of_item.is_empty() {
                        continue;
                    }
                    let (is_label, entry) = &of_item[which % of_item.len()];
                    let kind = if *is_label { "missing-label" } else { "missing-expiry" };
                    damage(&store, |txn| {
                        if *is_label { tables.labels.delete(txn, entry) } else { tables.expiries.delete(txn, entry) }.map(drop)
                    });
                    expected.insert((kind, entry.clone()));
                }
                Damage::Added(_, what) => {
                    let (pk, sk) = if what == 0 { ("nobody", "1") } else { (&*item.key.pk, &*item.key.sk) };
                    let key = Key::of_row(pk.into(), sk.into(), false);
                    let entry = match what {
                        0 | 1 => label_key(LabelNumber::new(5).unwrap(), ("no-such-label", "x"), (pk, sk)),
                        _ => expiry_key(Seconds(77), &key),
                    };
                    damage(&store, |txn| match what {
                        0 | 1 => tables.labels.put(txn, &entry, &()),
                        _ => tables.expiries.put(txn, &entry, &()),
                    });
                    expected.insert((if what == 2 { "orphan-expiry" } else { "orphan-label" }, entry));
                }
            }
        }
        let mut wanted: Vec<_> = expected.iter().map(|(kind, _)| *kind).collect();
        wanted.sort_unstable();
        let (found, _) = inspect_all(&store, false);
        let mut found_kinds = kinds(&found);
        found_kinds.sort_unstable();
        prop_assert_eq!(&found_kinds, &wanted);
        prop_assert!(found.iter().all(|problem| !problem.repaired));
        let (repaired, _) = inspect_all(&store, true);
        prop_assert!(repaired.iter().all(|problem| problem.repaired));
        prop_assert_eq!(repaired.is_empty(), wanted.is_empty());
        prop_assert_eq!(inspect_all(&store, true).0, []);
    }
}

#[test]
fn an_item_that_cannot_be_read_is_reported_and_stays() {
    let store = open();
    let tables = store.file.in_read(|txn| Ok(*store.file.tables(txn))).unwrap();
    let item = |key: &str| Item {
        key: Key::parse(key).unwrap(),
        body: crate::model::Body::Value(Json::from_text("\"text\"")),
        created: Seconds(1),
        version: Seconds(2).into(),
        ttl: None,
        labels: crate::model::Labels::default(),
    };
    write(&store, vec![Plan::store(item("a:1")), Plan::store(item("a:2")), Plan::store(item("b:1"))]);
    damage(&store, |txn| {
        let key = item_key("a", "1");
        let mut bytes = tables.items.get(txn, &key)?.unwrap().to_vec();
        *bytes.last_mut().unwrap() = b'?';
        tables.items.put(txn, &key, &bytes)?;
        tables.items.put(txn, &item_key("b", "1"), &[7])
    });
    for repair in [false, true] {
        let (problems, items) = inspect_all(&store, repair);
        assert_eq!(items, 3);
        let about: Vec<_> = problems.iter().map(|problem| (problem.kind, problem.key.as_deref())).collect();
        assert_eq!(about, [("item", Some("a:1")), ("item", Some("b:1"))]);
        assert!(problems.iter().all(|problem| !problem.repaired));
    }
}

#[test]
fn entries_of_queues_without_change_or_group_are_repaired() {
    use crate::store::embedded::format::change::change_key;
    use crate::store::embedded::format::queue::entry_key;
    use crate::store::feed::{ChangeNumber, Changes, MemberId};

    let store = open();
    let Changes::Log(log) = store.changes() else { panic!() };
    pollster::block_on(log.join("g", MemberId(1), vec!["*".into()])).unwrap();
    let item = Item {
        key: Key::parse("a:1").unwrap(),
        body: crate::model::Body::Value(Json::from_text("1")),
        created: Seconds(1),
        version: Seconds(2).into(),
        ttl: None,
        labels: crate::model::Labels::default(),
    };
    for _ in 0..3 {
        write(&store, vec![Plan::store(item.clone())]);
    }
    assert_eq!(inspect_all(&store, false).0, []);
    let tables = store.file.in_read(|txn| Ok(*store.file.tables(txn))).unwrap();
    damage(&store, |txn| {
        tables.log.changes.delete(txn, &change_key(ChangeNumber(2)))?;
        tables.log.queues.put(txn, &entry_key(77, "a", ChangeNumber(3)), &[])?;
        tables.log.changes.put(txn, &change_key(ChangeNumber(1)), &[1, 2, 3])?;
        Ok(())
    });
    let (problems, _) = inspect_all(&store, true);
    assert_eq!(kinds(&problems), ["change", "orphan-event", "orphan-event"]);
    assert_eq!(problems.iter().map(|problem| problem.repaired).collect::<Vec<_>>(), [false, true, true]);
    assert_eq!(kinds(&inspect_all(&store, true).0), ["change"]);
}
