//! Several plans at once: one TransactWriteItems, all or nothing.
//!
//! Each request has a token, so a lost answer never carries it out twice. If conditions fail, DynamoDB returns the rows,
//! and `plan::apply` on each tells whether its plan is refused. If none is, the transaction met an expired item or a
//! concurrent change, and goes on with other requests under another token.

use super::ROUNDS;
use super::refusal::{NextStep, after_refusal};
use crate::model::{Error, Key, Result, Stamp};
use crate::plan::{Applied, Plan, apply};
use crate::store::clock::system_clock;
use crate::store::dynamo::Table;
use crate::store::dynamo::attribute::item_of;
use crate::store::dynamo::compile::{Request, compile, compile_over, compile_unchanged};
use crate::store::dynamo::error::{from_failed, unknown_after};
use crate::store::dynamo::pace::side_by_side;
use crate::store::dynamo::retry::delays;
use crate::store::dynamo::table::built;
use crate::store::dynamo::transaction::{Transacted, TransactionFailed, Unmet, transact};
use crate::store::dynamo::version::stamp_now;
use crate::store::{RefusedWrite, Written};

impl Table {
    /// Carries out all plans, or none if one is refused.
    pub(super) async fn write_all(&self, plans: &[Plan], returning: bool) -> Result<Written> {
        let mut stamp = stamp_now();
        let mut requests = Vec::with_capacity(plans.len());
        for (place, plan) in plans.iter().enumerate() {
            match self.request_of(plan, &stamp).await? {
                Ok(request) => requests.push(request),
                Err(refused) => return self.refused_from(&plans[..place], &stamp, refused).await,
            }
        }
        let mut delays = delays();
        let mut contended = 0;
        for _ in 0..ROUNDS {
            let unmet = match self.transact_all(&requests).await {
                Ok(None) => return self.after_all(plans, requests, returning).await,
                Ok(Some(unmet)) => unmet,
                Err(TransactionFailed { maybe_done: false, contended: Some(place), .. }) => {
                    return Err(Error::contention(plans[place].key.to_text()));
                }
                Err(TransactionFailed { maybe_done: false, refused: Some(place), error, .. }) => {
                    let refused = vec![RefusedWrite { key: plans[place].key.clone(), error }];
                    return Ok(Written { refused, ..Written::default() });
                }
                Err(failed) if failed.maybe_done => return Err(unknown_after(failed.error)),
                Err(failed) => return Err(failed.error),
            };
            stamp = stamp.at(system_clock());
            let mut refused = Vec::new();
            for Unmet { place, found } in unmet {
                let plan = &plans[place];
                contended = place;
                found.as_ref().map(item_of).transpose()?;
                match after_refusal(plan, found.as_ref(), &stamp) {
                    Err(error) => refused.push(RefusedWrite { key: plan.key.clone(), error }),
                    Ok(NextStep::Send(request)) => requests[place] = *request,
                    Ok(NextStep::Compile | NextStep::Done(_)) => match self.request_of(plan, &stamp).await? {
                        Ok(request) => requests[place] = request,
                        Err(refusal) => refused.push(refusal),
                    },
                }
            }
            if !refused.is_empty() {
                return Ok(Written { refused, ..Written::default() });
            }
            if let Some(delay) = delays.next() {
                tokio::time::sleep(delay).await;
            }
        }
        Err(Error::contention(plans[contended].key.to_text()))
    }

    /// The refusal of a plan that was judged before the others. Those in front of it come first, as in a store that judges
    /// all in their order.
    async fn refused_from(&self, before: &[Plan], stamp: &Stamp, refused: RefusedWrite) -> Result<Written> {
        let mut all = Vec::new();
        for plan in before {
            let stored = self.read(&plan.key, true).await?;
            if let Err(refusal) = apply(plan, stored.as_ref(), stamp) {
                all.push(RefusedWrite { key: plan.key.clone(), error: refusal.into() });
            }
        }
        all.push(refused);
        Ok(Written { refused: all, ..Written::default() })
    }

    /// Sends a transaction under a token of its own. `None` once DynamoDB has carried it out.
    async fn transact_all(
        &self,
        requests: &[Request],
    ) -> std::result::Result<Option<Vec<Unmet>>, TransactionFailed> {
        let failure = |error| TransactionFailed { error, maybe_done: false, contended: None, refused: None };
        let sender = self.connection.sender().await.map_err(failure)?;
        let items = requests.iter().map(|request| self.transaction_item(request.clone()));
        let items = built(items.collect::<std::result::Result<Vec<_>, _>>()).map_err(failure)?;
        let token = format!("{:032x}", fastrand::u128(..));
        match transact(sender, &items, Some(&token), &|failed| from_failed(failed, &self.name)).await? {
            Transacted::Done => Ok(None),
            Transacted::Refused(unmet) => Ok(Some(unmet)),
            Transacted::Mismatch => Err(failure(Error::internal())),
        }
    }

    /// The request of a plan. Where no expression can say what the plan does, it is the result, on the condition that the
    /// item does not change until then.
    async fn request_of(
        &self,
        plan: &Plan,
        stamp: &Stamp,
    ) -> Result<std::result::Result<Request, RefusedWrite>> {
        let request = compile(plan, stamp)?;
        if request.fits() {
            return Ok(Ok(request));
        }
        let row = self.row(&plan.key).await?;
        let stored = row.as_ref().map(item_of).transpose()?;
        match apply(plan, stored.as_ref(), stamp) {
            Ok(_) if plan.change.is_none() => Ok(Ok(compile_unchanged(&plan.key, row.as_ref()))),
            Ok(applied) => compile_over(applied.item, &plan.key, row.as_ref()).map(Ok),
            Err(refusal) => Ok(Err(RefusedWrite { key: plan.key.clone(), error: refusal.into() })),
        }
    }

    /// What a transaction has left. DynamoDB does not return the items of updates, so they are read if they are wanted.
    async fn after_all(&self, plans: &[Plan], requests: Vec<Request>, returning: bool) -> Result<Written> {
        let requests: Vec<_> = plans.iter().zip(requests).collect();
        let applied = side_by_side(&requests, async |(plan, request)| match request {
            Request::Put { item, .. } => Ok(Applied { item: Some(item.clone()) }),
            Request::Update { .. } if returning => self.left_by(&plan.key).await,
            Request::Update { .. } | Request::Delete { .. } | Request::Check { .. } => {
                Ok(Applied { item: None })
            }
        });
        let applied = applied.await.into_iter().collect::<Result<_>>()?;
        Ok(Written { applied, ..Written::default() })
    }

    async fn left_by(&self, key: &Key) -> Result<Applied> {
        let item = self.read(key, true).await.map_err(unknown_after)?;
        Ok(Applied { item })
    }
}
