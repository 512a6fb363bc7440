//! Records each distinct use of DynamoDB, with a count.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::uses::{self, Use};

#[derive(Default)]
struct Seen {
    count: u64,
    attributes: BTreeSet<String>,
}

type Uses = BTreeMap<Use, Seen>;

/// The recorded uses.
#[derive(Default)]
pub struct Recorder(Mutex<Uses>);

impl Recorder {
    /// Records a request. A batch that names a table twice counts once.
    pub fn record(&self, operation: &str, request: &Value) {
        let found = uses::of(operation, request);
        let mut all = self.lock();
        for (used, attributes) in found {
            let seen = all.entry(used).or_default();
            seen.count += 1;
            seen.attributes.extend(attributes);
        }
    }

    /// All uses, as JSON.
    pub fn describe(&self) -> Value {
        describe(&self.lock())
    }

    /// All uses, as JSON, which are then cleared.
    pub fn take(&self) -> Value {
        describe(&mem::take(&mut *self.lock()))
    }

    fn lock(&self) -> MutexGuard<'_, Uses> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn describe(uses: &Uses) -> Value {
    uses.iter()
        .map(|(used, seen)| {
            json!({
                "operation": used.operation,
                "action": used.action,
                "table": used.table,
                "index": used.index,
                "count": seen.count,
                "attributes": seen.attributes,
            })
        })
        .collect()
}
