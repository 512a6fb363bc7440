//! Counts what the calls of a handle ask of DynamoDB, and what that costs, as its answers tell.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;

use crate::model::row::JsonStr;
use crate::store::{Units, Usage};

/// The counters of a handle.
#[derive(Debug)]
pub(super) struct Meter(Mutex<Usage>);

impl Meter {
    /// Counters that begin with nothing. With `asks_cost`, requests ask what they cost.
    pub(super) fn new(asks_cost: bool) -> Self {
        Self(Mutex::new(Usage { units: asks_cost.then(Units::default), ..Usage::default() }))
    }

    /// What was counted until now.
    pub(super) fn usage(&self) -> Usage {
        *self.counters()
    }

    /// Whether requests ask what they cost.
    pub(super) fn asks_cost(&self) -> bool {
        self.counters().units.is_some()
    }

    /// Counts a request.
    pub(super) fn count_request(&self) {
        self.counters().requests += 1;
    }

    /// Counts that the next request repeats one which failed, or a part of it.
    pub(super) fn count_retry(&self) {
        self.counters().retries += 1;
    }

    /// Counts an answer that says that DynamoDB was too busy.
    pub(super) fn count_throttled(&self) {
        self.counters().throttled += 1;
    }

    /// Adds what an answer to a write, or to a read, says of its cost.
    pub(super) fn add_cost(&self, body: &[u8], is_write: bool) {
        // An answer that cannot be read is an error elsewhere.
        let cost = cost_of(body).unwrap_or_default();
        if let Some(Units { read, write }) = &mut self.counters().units {
            *if is_write { write } else { read } += cost;
        }
    }

    /// Each counter changes in one step, so they are sound even if a holder panicked.
    fn counters(&self) -> MutexGuard<'_, Usage> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The capacity units that an answer says it has consumed: of one table, or of each.
fn cost_of(body: &[u8]) -> Result<f64, BoxError> {
    Ok(serde_json::from_slice::<Cost>(body)?.0)
}

struct Cost(f64);

impl<'de> Deserialize<'de> for Cost {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CostVisitor)
    }
}

struct CostVisitor;

impl<'de> Visitor<'de> for CostVisitor {
    type Value = Cost;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of DynamoDB")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cost, A::Error> {
        let mut cost = 0.0;
        while let Some(JsonStr(name)) = map.next_key()? {
            if &*name == "ConsumedCapacity" {
                cost = units_of(&map.next_value()?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(Cost(cost))
    }
}

fn units_of(consumed: &Value) -> f64 {
    match consumed {
        Value::Array(tables) => tables.iter().map(units_of).sum(),
        one => one["CapacityUnits"].as_f64().unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_tell_what_they_cost() {
        for (body, cost) in [
            ("{}", 0.0),
            (r#"{"Item":{"ConsumedCapacity":{"N":"9"}}}"#, 0.0),
            (r#"{"Count":1,"ConsumedCapacity":{"TableName":"t","CapacityUnits":0.5},"Items":[]}"#, 0.5),
            (r#"{"ConsumedCapacity":[{"CapacityUnits":2.0},{"CapacityUnits":12.5}],"Responses":{}}"#, 14.5),
            (r#"{"ConsumedCapacity":[]}"#, 0.0),
            (r#"{"ConsumedCapacity":null}"#, 0.0),
        ] {
            assert_eq!(cost_of(body.as_bytes()).ok(), Some(cost), "{body}");
        }
        assert!(cost_of(b"[]").is_err() && cost_of(b"").is_err());
    }

    #[test]
    fn reads_and_writes_are_added_apart_and_only_if_asked_for() {
        let body = br#"{"ConsumedCapacity":{"CapacityUnits":1.5}}"#;
        let (asking, other) = (Meter::new(true), Meter::new(false));
        for meter in [&asking, &other] {
            meter.add_cost(body, false);
            meter.add_cost(body, true);
            meter.add_cost(body, true);
            meter.count_request();
            meter.count_retry();
            meter.count_request();
            meter.count_throttled();
        }
        let counted = Usage { requests: 2, retries: 1, throttled: 1, units: None };
        assert_eq!(other.usage(), counted);
        assert_eq!(asking.usage(), Usage { units: Some(Units { read: 1.5, write: 3.0 }), ..counted });
    }
}
