//! Writes. One item is written by one request with a condition (`direct`), under an idempotency token by a
//! transaction (`with_token`), or, where no expression can say what the plan does, by reading and writing it back
//! (`rewrite`). Many items are written each by itself (`each`), in batches (`batch`) where no plan looks at what is
//! stored, or all at once (`together`).

mod batch;
mod content;
mod direct;
mod each;
mod refusal;
mod request;
mod rewrite;
mod together;
mod token;
mod transact;
mod with_token;

use super::Table;
use crate::model::Result;
use crate::plan::{Applied, Plan, apply};
use crate::store::dynamo::version::stamp_now;
use crate::store::{Write, Written};

/// How often a call tries to write an item that others change meanwhile.
const ROUNDS: usize = 16;

impl Table {
    /// Carries out the writes of a call.
    pub(super) async fn commit(&self, write: Write) -> Result<Written> {
        match write {
            Write::One { plan, .. } if plan.change.is_none() => self.check(&plan).await.map(Written::from),
            Write::One { plan, token: None, once } => {
                Box::pin(self.write(&plan, once)).await.map(Written::from)
            }
            Write::One { plan, token: Some(token), .. } => {
                Box::pin(self.write_once(&plan, &token)).await.map(Written::from)
            }
            Write::Each(plans) => self.write_each(&plans).await,
            Write::All { plans, returning } => self.write_all(&plans, returning).await,
        }
    }

    /// Judges a plan that changes nothing.
    async fn check(&self, plan: &Plan) -> Result<Applied> {
        let stored = self.read(&plan.key, true).await?;
        Ok(apply(plan, stored.as_ref(), &stamp_now())?)
    }
}
