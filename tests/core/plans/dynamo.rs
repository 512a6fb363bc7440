//! The same random plans through `plan::apply` and through `compile` to a DynamoDB server.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use ampt_data::model::{Error, Item, Seconds, Stamp};
use ampt_data::plan::{Plan, apply};
use ampt_data::store::dynamo::DynamoStore;
use ampt_data::store::{Scan, Store, Written};
use pollster::block_on;
use proptest::test_runner::TestCaseError;
use serde_json::Value;

use super::generate::Step;
use crate::support::server::Server;

#[test]
fn random_plans_agree_with_a_dynamodb_server() {
    let server = Server::start();
    super::run("AMPT_TEST_DYNAMO_PLANS", 5_000, 60, now(), |steps| {
        let store = server.table("plans");
        block_on(store.create()).unwrap();
        agree(&store, steps)
    });
}

type Items = BTreeMap<(String, String), Item>;

fn agree(store: &DynamoStore, steps: &[Step]) -> Result<(), TestCaseError> {
    let mut items = Items::new();
    for step in steps {
        if let Step::Plan(plan) = step {
            compare(store, &mut items, plan)?;
        }
    }
    let scan = Scan { expired: true, ..Scan::everything() };
    let stored = block_on(store.scan(scan)).unwrap().items;
    let rows: BTreeMap<_, _> = stored.iter().map(|item| (place(item), columns(item))).collect();
    let expected: BTreeMap<_, _> = items.iter().map(|(place, item)| (place.clone(), columns(item))).collect();
    proptest::prop_assert_eq!(rows, expected);
    Ok(())
}

fn compare(store: &DynamoStore, items: &mut Items, plan: &Plan) -> Result<(), TestCaseError> {
    let place = (plan.key.pk.to_string(), plan.key.sk.to_string());
    let before = now();
    let actual = block_on(store.commit(plan.clone().into())).map(Written::into_item);
    // The plan was carried out in one of the seconds that have passed.
    let expected = |second| match apply(plan, items.get(&place), &Stamp::random(Seconds(second).millis())) {
        Ok(applied) => Ok(applied.item),
        Err(refused) => Err(Error::from(refused)),
    };
    let agreed = (before..=now()).map(expected).find(|expected| same(&actual, expected));
    match agreed {
        Some(Ok(Some(item))) => drop(items.insert(place, item)),
        // What changes nothing leaves an expired item where it is.
        Some(Ok(None)) if plan.change.is_none() => {}
        Some(Ok(None)) => drop(items.remove(&place)),
        Some(Err(_)) => {}
        None => {
            let stored = items.get(&place);
            proptest::prop_assert!(false, "{plan:?} on {stored:?}: {actual:?}, not {:?}", expected(before));
        }
    }
    Ok(())
}

fn same(actual: &Result<Option<Item>, Error>, expected: &Result<Option<Item>, Error>) -> bool {
    match (actual, expected) {
        (Ok(actual), Ok(expected)) => actual.as_ref().map(columns) == expected.as_ref().map(columns),
        (Err(actual), Err(expected)) => actual.code == expected.code,
        _ => false,
    }
}

/// The columns of an item, but for the order of sets and for `kvN`, which may stand beside a label
/// with a colon without effect.
fn columns(item: &Item) -> BTreeMap<String, Value> {
    let columns =
        super::row_of(item).into_iter().filter(|(name, _)| !(name.len() == 3 && name.starts_with("kv")));
    columns.map(|(name, value)| (name, sorted(value))).collect()
}

/// An attribute value whose sets are sorted, for they have no order.
fn sorted(value: Value) -> Value {
    match value {
        Value::Object(object) => {
            let inner = |(tag, value)| match (tag, value) {
                (tag @ ("SS" | "NS" | "BS"), Value::Array(mut elements)) => {
                    elements.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
                    (tag.to_owned(), Value::Array(elements))
                }
                (tag, value) => (tag.to_owned(), sorted(value)),
            };
            object.iter().map(|(tag, value)| inner((tag.as_str(), value.clone()))).collect()
        }
        Value::Array(items) => items.into_iter().map(sorted).collect(),
        value => value,
    }
}

fn place(item: &Item) -> (String, String) {
    (item.key.pk.to_string(), item.key.sk.to_string())
}

fn now() -> i64 {
    i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}
