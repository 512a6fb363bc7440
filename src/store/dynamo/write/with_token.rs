//! A write under an idempotency token: a transaction of one item, which DynamoDB carries out once, however often it
//! is sent within ten minutes.

use std::time::Duration;

use super::ROUNDS;
use super::refusal::{NextStep, after_refusal};
use super::token::{REMEMBERED, Token};
use crate::model::{Error, Result, Seconds};
use crate::plan::{Applied, Change, Plan, TtlEdit};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::written_item;
use crate::store::dynamo::compile::compile;
use crate::store::dynamo::error::{token_spent, unknown_after};
use crate::store::dynamo::transaction::Transacted;
use crate::store::dynamo::version::wrote;

impl Table {
    /// Carries out a plan under the application's token.
    pub(super) async fn write_once(&self, plan: &Plan, token: &str) -> Result<Applied> {
        let location = self.connection.location().await?;
        let token = Token::new([&self.name, &location.region, &location.endpoint], token, plan)?;
        let mut stamp = token.stamp(system_clock().seconds());
        let mut request = compile(plan, &stamp)?;
        for _ in 0..ROUNDS {
            if !request.fits() {
                return Box::pin(self.rewrite(plan, stamp, plan.accumulates(), Some(token))).await;
            }
            let mut answer = self.transact(request, &token).await?;
            if let Transacted::Mismatch = answer {
                if let Some(applied) = self.made_already(plan, &stamp).await? {
                    return Ok(applied);
                }
                answer = self.ask_again(plan, &token, stamp.second()).await?;
                if let Transacted::Refused(_) = answer {
                    // DynamoDB remembers that it canceled this call: it did nothing, and never will under this token.
                    return Box::pin(self.rewrite(plan, stamp, plan.accumulates(), Some(token.next()))).await;
                }
            }
            let found = match answer {
                Transacted::Done => return self.made(plan, &stamp).await,
                Transacted::Refused(unmet) => unmet.into_iter().find_map(|unmet| unmet.found),
                Transacted::Mismatch => return Err(token_spent()),
            };
            if let Some(found) = found.as_ref().filter(|found| wrote(stamp, found)) {
                return Ok(Applied { item: Some(written_item(found)?) });
            }
            stamp = token.stamp(system_clock().seconds());
            request = match after_refusal(plan, found.as_ref(), &stamp)? {
                NextStep::Done(item) => return Ok(Applied { item }),
                NextStep::Send(request) => *request,
                NextStep::Compile => compile(plan, &stamp)?,
            };
        }
        Err(Error::contention(plan.key.to_text()))
    }

    /// Asks what became of an earlier request under the token. It differs from a request of now in its second only,
    /// so DynamoDB answers once the second is right.
    async fn ask_again(&self, plan: &Plan, token: &Token, now: Seconds) -> Result<Transacted> {
        for ago in (0..=REMEMBERED.as_secs()).map(Duration::from_secs) {
            let stamp = token.stamp(now - ago);
            let mut earlier = plan.clone();
            let ttl = match &mut earlier.change {
                Change::Update(update) => match &mut update.ttl {
                    Some(TtlEdit::Set(ttl)) => Some(ttl),
                    _ => None,
                },
                Change::Replace(replacement) => replacement.ttl.as_mut(),
                Change::Remove | Change::Check | Change::Steps(_) => None,
            };
            // A plan does not say whether its `ttl` was given as seconds from now.
            let counted_from_now = ttl.map(|ttl| *ttl = *ttl - ago).is_some();
            for plan in [Some(plan), counted_from_now.then_some(&earlier)].into_iter().flatten() {
                match self.transact(compile(plan, &stamp)?, token).await.map_err(unknown_after)? {
                    Transacted::Mismatch => {}
                    answer => return Ok(answer),
                }
            }
        }
        Ok(Transacted::Mismatch)
    }
}
