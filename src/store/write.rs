//! The writes of a call, and their result.

use crate::model::{Item, Key};
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
    },
    /// Plans without conditions, each with another key. They are independent: a store may apply some of them only.
    Each(Vec<Plan>),
}

impl Write {
    /// The plans.
    pub fn plans(&self) -> &[Plan] {
        match self {
            Self::One { plan, .. } => std::slice::from_ref(plan),
            Self::Each(plans) => plans,
        }
    }
}

impl From<Plan> for Write {
    fn from(plan: Plan) -> Self {
        Self::One { plan: Box::new(plan), token: None }
    }
}

/// The result of a [`Write`].
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// The effects of the applied plans, in their order.
    pub applied: Vec<Applied>,
    /// The keys of plans that the store did not process, even after retries.
    pub unprocessed: Vec<Key>,
}

impl Written {
    /// The item after [`Write::One`]; `None` if the plan removed it.
    pub fn into_item(self) -> Option<Item> {
        self.applied.into_iter().next().and_then(|applied| applied.item)
    }
}

impl From<Applied> for Written {
    fn from(applied: Applied) -> Self {
        Self { applied: vec![applied], unprocessed: Vec::new() }
    }
}
