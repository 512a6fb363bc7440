//! What a store is asked to write, and what it has written.

use crate::model::{Item, Key};
use crate::plan::{Applied, Plan};

/// The writes of one call.
#[derive(Debug, Clone)]
pub enum Write {
    /// One plan. A condition that does not hold is an error.
    One {
        /// The plan.
        plan: Box<Plan>,
        /// The application's name for this very call (`idempotencyToken`). A store that can lose an answer carries
        /// the call out once, however often it is repeated.
        token: Option<String>,
    },
    /// Plans without conditions, each of another key. Each stands for itself: a store may carry out some of them.
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

/// What a store has written.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// What was carried out, in the order of the plans.
    pub applied: Vec<Applied>,
    /// Keys whose plans the store did not take, after retries.
    pub unprocessed: Vec<Key>,
}

impl Written {
    /// What [`Write::One`] has left: the item, or nothing where the plan removed it.
    pub fn into_item(self) -> Option<Item> {
        self.applied.into_iter().next().and_then(|applied| applied.item)
    }
}

impl From<Applied> for Written {
    fn from(applied: Applied) -> Self {
        Self { applied: vec![applied], unprocessed: Vec::new() }
    }
}
