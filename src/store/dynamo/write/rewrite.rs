//! A write that no expression can say: reads the item, applies the plan to it, and writes the row if nothing has
//! changed meanwhile.

use std::time::Duration;

use super::ROUNDS;
use super::request::Sent;
use super::token::Token;
use crate::model::{Error, Result, Stamp};
use crate::plan::{Applied, Plan, apply};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::{item_of, written_item};
use crate::store::dynamo::compile::compile_over;
use crate::store::dynamo::error::{token_spent, unknown_after, unknown_outcome};
use crate::store::dynamo::retry::delays;
use crate::store::dynamo::transaction::Transacted;
use crate::store::dynamo::version::wrote;

impl Table {
    /// Carries out a plan, under a token if there is one. Once an attempt succeeds, the row has changed, so an earlier
    /// one whose answer was lost can no longer be carried out.
    pub(super) async fn rewrite(
        &self,
        plan: &Plan,
        stamp: Stamp,
        once: bool,
        mut token: Option<Token>,
    ) -> Result<Applied> {
        let mut delays = delays();
        let (mut read, mut doubtful, mut canceled) = (None, false, None);
        for _ in 0..ROUNDS {
            let in_doubt = |error| if doubtful { unknown_after(error) } else { error };
            let before = std::mem::replace(&mut read, self.row(&plan.key).await.map_err(in_doubt)?);
            if let Some(row) = read.as_ref().filter(|row| wrote(stamp, row)) {
                return Ok(Applied { item: Some(written_item(row)?) });
            }
            // Somebody else has written since an attempt whose answer was lost.
            let overtaken = doubtful && before != read;
            if overtaken && once {
                return Err(unknown_outcome());
            }
            let stamp = token
                .as_ref()
                .map_or_else(|| stamp.at(system_clock()), |token| token.stamp(system_clock().seconds()));
            let stored = read.as_ref().map(item_of).transpose().map_err(in_doubt)?;
            let applied = match apply(plan, stored.as_ref(), &stamp) {
                Err(_) if overtaken => return Err(unknown_outcome()),
                applied => applied?,
            };
            let request = compile_over(applied.item, &plan.key, read.as_ref())?;
            if let Some(used) = &token {
                match self.transact(request.clone(), used).await? {
                    Transacted::Done => return self.made(plan, &stamp).await,
                    Transacted::Refused(_) => canceled = Some(request),
                    Transacted::Mismatch => {
                        if let Some(applied) = self.made_already(plan, &stamp).await? {
                            return Ok(applied);
                        }
                        // Either DynamoDB remembers the request of this call that it canceled, and says so again, or
                        // another program makes the same call.
                        let canceled = canceled.take().ok_or_else(token_spent)?;
                        match self.transact(canceled, used).await.map_err(unknown_after)? {
                            Transacted::Done => return self.made(plan, &stamp).await,
                            Transacted::Refused(_) => token = Some(used.next()),
                            Transacted::Mismatch => return Err(token_spent()),
                        }
                    }
                }
                pause(&mut delays).await;
                continue;
            }
            let error = match self.send(&request, &mut delays).await.map_err(in_doubt)? {
                Sent::Done(applied) => return Ok(applied),
                // Others write this item. A pause lets them, and then this call, come to an end.
                Sent::Refused(_) => {
                    pause(&mut delays).await;
                    continue;
                }
                Sent::Unknown(error) => error,
            };
            doubtful = true;
            match delays.next() {
                Some(delay) => tokio::time::sleep(delay).await,
                None => return Err(unknown_after(error)),
            }
        }
        let error = Error::contention(plan.key.to_text());
        Err(if doubtful { unknown_after(error) } else { error })
    }
}

async fn pause(delays: &mut impl Iterator<Item = Duration>) {
    if let Some(delay) = delays.next() {
        tokio::time::sleep(delay).await;
    }
}
