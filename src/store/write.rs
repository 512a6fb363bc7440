//! The writes of a call, and their result.

use crate::model::{Error, Item, Key, Result};
use crate::plan::{Applied, Plan};

/// The writes of one call.
#[derive(Debug, Clone)]
pub enum Write {
    /// One plan. A condition that does not hold is an error.
    One {
        /// The plan.
        plan: Box<Plan>,
        /// `idempotencyToken`: identifies the call. A store that can lose an answer applies the call only once, however
        /// often it is repeated.
        token: Option<String>,
        /// Whether the plan must not take effect twice, although it does the same each time: others may have acted on
        /// the first effect. A store that can lose an answer then rather says that it does not know.
        once: bool,
    },
    /// Plans that are independent, each with another key: a store may apply some of them only. At most as many as a
    /// remote store can carry out within the timeout of a call.
    Each(Vec<Plan>),
    /// At most [`MAX_TRANSACTION_ITEMS`](crate::model::limits::MAX_TRANSACTION_ITEMS) plans, each with another key. A
    /// store applies all of them at once, or none if it refuses one.
    All {
        /// The plans.
        plans: Vec<Plan>,
        /// Whether the items are wanted as the plans have left them. Updates on a table then cost a read more.
        returning: bool,
    },
}

impl Write {
    /// The plans.
    pub fn plans(&self) -> &[Plan] {
        match self {
            Self::One { plan, .. } => std::slice::from_ref(plan),
            Self::Each(plans) | Self::All { plans, .. } => plans,
        }
    }
}

impl From<Plan> for Write {
    fn from(plan: Plan) -> Self {
        Self::One { plan: Box::new(plan), token: None, once: false }
    }
}

/// The result of a [`Write`].
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The effects of the applied plans, in their order.
    pub applied: Vec<Applied>,
    /// The plans that the store refused, in their order.
    pub refused: Vec<RefusedWrite>,
    /// The keys of plans that the store did not process, even after retries.
    pub unprocessed: Vec<Key>,
}

/// A plan of several that a store refused.
#[derive(Debug, Clone)]
pub struct RefusedWrite {
    /// The key of the plan.
    pub key: Key,
    /// The reason.
    pub error: Error,
}

impl Written {
    /// The same, for a call to which every refusal is an error, which names the key.
    pub fn complete(mut self) -> Result<Self> {
        if self.refused.is_empty() {
            return Ok(self);
        }
        let RefusedWrite { key, error } = self.refused.swap_remove(0);
        Err(error.about(key.to_text()))
    }

    /// Adds what became of further plans.
    pub fn append(&mut self, further: Self) {
        self.applied.extend(further.applied);
        self.refused.extend(further.refused);
        self.unprocessed.extend(further.unprocessed);
    }

    /// The item after [`Write::One`]; `None` if the plan removed it.
    pub fn into_item(self) -> Option<Item> {
        self.applied.into_iter().next().and_then(|applied| applied.item)
    }
}

impl From<Applied> for Written {
    fn from(applied: Applied) -> Self {
        Self { applied: vec![applied], ..Self::default() }
    }
}
