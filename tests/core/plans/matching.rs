//! Random values and random predicates: the evaluator, a second evaluator and a DynamoDB server must agree.

use std::cell::Cell;

use ampt_data::model::{Body, Error, Json, Key, Labels};
use ampt_data::plan::{BodyEdit, Change, Condition, Edit, Match, Plan, Replacement, Update};
use ampt_data::store::Store;
use ampt_data::store::dynamo::DynamoStore;
use pollster::block_on;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use super::model::{Row, put_body};
use super::predicates::{body, predicate};
use super::{oracle, runner};
use crate::support::server::Server;

/// Predicates that are asked about one value.
const PREDICATES: usize = 20;

fn parse(text: &str) -> Match {
    Match::parse("if", &Json::from_text(text.to_owned())).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn row(body: &Body) -> Row {
    let mut row = Row::new();
    put_body(&mut row, body);
    row
}

#[test]
fn random_predicates_agree_with_a_second_evaluator() {
    let (mut runner, seed) = runner("AMPT_TEST_MATCHES", 40_000, PREDICATES, 2_000);
    let (held, failed) = (Cell::new(0), Cell::new(0));
    let outcome = runner.run(&(body(), vec(predicate(3), PREDICATES)), |(body, predicates)| {
        let row = body.as_ref().map(row);
        for text in predicates {
            let holds = parse(&text).holds(body.as_ref()).unwrap();
            prop_assert_eq!(holds, oracle::holds(&text, row.as_ref()), "{} on {:?}", text, body);
            let count = if holds { &held } else { &failed };
            count.set(count.get() + 1);
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("with AMPT_TEST_SEED={seed}: {error}"));
    assert!(held.get() * 10 > failed.get() && failed.get() * 10 > held.get(), "{held:?} {failed:?}");
}

#[test]
fn random_predicates_agree_with_a_dynamodb_server() {
    let server = Server::start();
    let store = server.table("matches");
    block_on(store.create()).unwrap();
    let (mut runner, seed) = runner("AMPT_TEST_DYNAMO_MATCHES", 10_000, PREDICATES, 60);
    let (case, asked) = (Cell::new(0), Cell::new(0));
    let outcome = runner.run(&(body(), vec(predicate(3), PREDICATES)), |(body, predicates)| {
        case.set(case.get() + 1);
        let key = Key::parse(&format!("m:{}", case.get())).unwrap();
        if let Some(body) = &body {
            block_on(store.commit(put(&key, body).into())).unwrap();
        }
        for text in predicates {
            asked.set(asked.get() + 1);
            agree(&store, &key, body.as_ref(), &text)?;
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("with AMPT_TEST_SEED={seed}: {error}"));
    // The server judged each predicate by itself: no write had to be repeated in another form.
    let conditional = server.count("UpdateItem") + server.count("DeleteItem");
    assert_eq!(conditional, asked.get(), "requests of {} predicates", asked.get());
}

/// Whether the server finds that the predicate holds exactly where the evaluator does. The write changes nothing.
fn agree(store: &DynamoStore, key: &Key, body: Option<&Body>, text: &str) -> Result<(), TestCaseError> {
    let matches = parse(text);
    let holds = matches.holds(body).unwrap();
    let change = match body {
        None => Change::Remove,
        Some(body) => Change::Update(Update {
            body: match body {
                Body::Value(value) => BodyEdit::Value(Edit::Set(value.clone())),
                Body::Object(object) => BodyEdit::Object(object.clone()),
            },
            labels: Vec::new(),
            ttl: None,
        }),
    };
    let condition = Condition { matches: Some(matches.into()), ..Condition::default() };
    let outcome = block_on(store.commit(Plan { key: key.clone(), condition, change }.into()));
    match outcome {
        Ok(_) => prop_assert!(holds, "only the server says that {} holds for {:?}", text, body),
        Err(Error { code: "CONDITION_FAILED", .. }) => {
            prop_assert!(!holds, "the server says that {} does not hold for {:?}", text, body);
        }
        Err(error) => prop_assert!(false, "{} on {:?}: {}", text, body, error),
    }
    Ok(())
}

fn put(key: &Key, body: &Body) -> Plan {
    let replacement = Replacement {
        body: body.clone(),
        labels: Labels::default(),
        ttl: None,
        created: None,
        version: None,
    };
    Plan { key: key.clone(), condition: Condition::default(), change: Change::Replace(replacement) }
}
