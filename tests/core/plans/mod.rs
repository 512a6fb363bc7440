//! Random plans: outcomes, rows, queries, labels and pages must agree.
//!
//! On the embedded store they are held against a model that shares no code with the product but
//! the types of a plan; on DynamoDB (`dynamo.rs`) against `plan::apply`. Set `AMPT_TEST_SEED` to the
//! seed that a failure prints to see it again, and `AMPT_TEST_PLANS` for more than 10,000.

mod dynamo;
mod edits;
mod fused;
mod generate;
mod matching;
mod model;
mod oracle;
mod predicates;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use ampt_data::model::{Cursor, Error, Item, KeyRange, Seconds, row};
use ampt_data::plan::Plan;
use ampt_data::store::embedded::{Durability, EmbeddedOptions, EmbeddedStore, Location};
use ampt_data::store::{Query, Scan, Store};
use pollster::block_on;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use serde_json::json;

use self::generate::Step;
use self::model::{Model, Row};

const STEPS: usize = 200;
const START: i64 = 1_700_000_000;

static NOW: AtomicI64 = AtomicI64::new(START);

fn now() -> i64 {
    NOW.load(Ordering::SeqCst)
}

fn open(folder: &std::path::Path) -> Arc<EmbeddedStore> {
    let mut options = EmbeddedOptions::new(Location::Folder(folder.to_owned()));
    options.durability = Durability::Relaxed;
    options.sweep = false;
    options.clock = || Seconds(now()).millis();
    EmbeddedStore::open(&options).unwrap()
}

#[test]
fn random_plans_agree_with_a_model() {
    run("AMPT_TEST_PLANS", 10_000, 2_000, START, agree);
}

/// Runs cases of [`STEPS`] plans each, until there were as many as the variable or `plans` says; a
/// case that fails is made smaller in at most so many attempts.
fn run(
    variable: &str,
    plans: usize,
    shrinks: u32,
    start: i64,
    agree: impl Fn(&[Step]) -> Result<(), TestCaseError>,
) {
    let (mut runner, seed) = runner(variable, plans, STEPS, shrinks);
    if let Err(error) = runner.run(&generate::steps(STEPS, start), |steps| agree(&steps)) {
        panic!("with AMPT_TEST_SEED={seed}: {error}");
    }
}

/// A runner of as many samples as the variable or `samples` says, so many in each case, and its seed.
fn runner(variable: &str, samples: usize, of_case: usize, shrinks: u32) -> (TestRunner, u64) {
    let read = |variable: &str| std::env::var(variable).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = read("AMPT_TEST_SEED").unwrap_or_else(|| {
        let nanoseconds = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos();
        u64::try_from(nanoseconds % u128::from(u64::MAX)).unwrap()
    });
    let samples = read(variable).map_or(samples, |samples| usize::try_from(samples).unwrap());
    println!("AMPT_TEST_SEED={seed}: {variable}={samples}");
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let cases = u32::try_from(samples.div_ceil(of_case)).unwrap();
    let config = Config { cases, failure_persistence: None, max_shrink_iters: shrinks, ..Config::default() };
    (TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes)), seed)
}

/// The row of an item, with `md` in whole seconds: nobody foretells its fraction.
fn row_of(item: &Item) -> Row {
    let mut row = row::to_row(item).unwrap();
    row.insert("md".into(), json!({ "N": item.modified().to_string() }));
    row
}

fn agree(steps: &[Step]) -> Result<(), TestCaseError> {
    NOW.store(START, Ordering::SeqCst);
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path());
    let mut model = Model::default();
    for step in steps {
        match step {
            Step::Plan(plan) => compare_plan(&*store, &mut model, plan)?,
            Step::Pass(seconds) => drop(NOW.fetch_add(*seconds, Ordering::SeqCst)),
            Step::Query(query) => compare_query(&*store, &model, query)?,
            Step::Reopen => {
                drop(store);
                store = open(folder.path());
            }
        }
    }
    compare_rows(&*store, &model)
}

fn compare_plan(store: &dyn Store, model: &mut Model, plan: &Plan) -> Result<(), TestCaseError> {
    let expected = model.apply(plan, now());
    match (block_on(store.commit(plan.clone().into())), expected) {
        (Ok(written), Ok(expected)) => {
            let actual = written.into_item().map(|item| row_of(&item));
            proptest::prop_assert_eq!(actual, expected, "{:?}", plan);
        }
        (Err(Error { code, .. }), Err(expected)) => proptest::prop_assert_eq!(code, expected, "{:?}", plan),
        (actual, expected) => proptest::prop_assert!(false, "{plan:?}: {actual:?} but {expected:?}"),
    }
    let read = block_on(store.read(&plan.key, false)).unwrap();
    let live = model.live(&plan.key.pk, &plan.key.sk, now());
    proptest::prop_assert_eq!(read.map(|item| row_of(&item)), live);
    Ok(())
}

/// Reads all pages of a query, one after another, and compares them with the model's answer.
fn compare_query(store: &dyn Store, model: &Model, query: &Query) -> Result<(), TestCaseError> {
    let KeyRange { pk, sort } = &query.range;
    let expected = model.query(pk, sort, query.label, query.reverse, now());
    let mut actual = Vec::new();
    let mut query = query.clone();
    loop {
        let page = block_on(store.query(query.clone())).unwrap();
        proptest::prop_assert!(page.items.len() <= query.limit);
        let full = page.items.len() == query.limit;
        proptest::prop_assert_eq!(page.last.is_some(), full, "a page is full, or the last");
        actual.extend(page.items.iter().map(row_of));
        let Some(last) = page.last else { break };
        query.start = Some(Cursor::parse(&last.to_text(), query.label.is_some()).unwrap());
    }
    proptest::prop_assert_eq!(actual, expected, "{:?}", query);
    Ok(())
}

fn compare_rows(store: &dyn Store, model: &Model) -> Result<(), TestCaseError> {
    let scan = Scan { expired: true, ..Scan::everything() };
    let items = block_on(store.scan(scan)).unwrap().items;
    let rows: Vec<_> = items.iter().map(row_of).collect();
    proptest::prop_assert_eq!(rows, model.rows());
    Ok(())
}
