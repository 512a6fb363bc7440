//! Two random edits that are fused into one, against the two one after another.

use std::collections::BTreeMap;

use ampt_data::model::{Item, Seconds, Stamp};
use ampt_data::plan::{self, Change, Condition, Plan, apply};
use proptest::test_runner::TestCaseError;

use super::generate::Step;
use super::{START, row_of, run};

#[test]
fn two_edits_in_one_do_what_both_do() {
    run("AMPT_TEST_FUSED_PLANS", 10_000, 500, START, agree);
}

fn agree(steps: &[Step]) -> Result<(), TestCaseError> {
    let plans = || {
        steps.iter().filter_map(|step| match step {
            Step::Plan(plan) => Some(plan),
            _ => None,
        })
    };
    let mut items = BTreeMap::new();
    for (first, second) in plans().zip(plans().skip(1)) {
        let stamp = Stamp::random(Seconds(START).millis());
        let place = (first.key.pk.clone(), first.key.sk.clone());
        let stored = items.get(&place);
        compare(first, &second.change, stored, &stamp)?;
        if let Ok(Some(item)) = apply(first, stored, &stamp).map(|applied| applied.item) {
            items.insert(place, item);
        }
    }
    Ok(())
}

fn compare(plan: &Plan, next: &Change, stored: Option<&Item>, stamp: &Stamp) -> Result<(), TestCaseError> {
    let condition = Condition::default;
    let first = plan::Step { condition: condition(), change: plan.change.clone() };
    let second = plan::Step { condition: condition(), change: next.clone() };
    let Some(fused) = first.then(&second) else { return Ok(()) };
    let outcome = |change: Change| {
        let plan = Plan { key: plan.key.clone(), condition: condition(), change };
        let applied = apply(&plan, stored, stamp);
        applied.map(|applied| applied.item.as_ref().map(row_of)).map_err(|refusal| refusal.reason)
    };
    let both = outcome(Change::Steps(vec![first.clone(), second]));
    proptest::prop_assert_eq!(
        outcome(fused.change),
        both,
        "{:?} then {:?} on {:?}",
        first.change,
        next,
        stored
    );
    Ok(())
}
