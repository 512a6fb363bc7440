//! Calls that walk through a whole store piece by piece, so that JavaScript learns how far they are: `stat` and `check`.

use std::sync::{Arc, Mutex, PoisonError};

use super::StoreRef;
use super::answer::Answer;
use super::check::Check;
use super::stat::Stat;
use super::walk_step::WalkStep;
use crate::model::{Error, Json, Result};
use crate::store::runtime::elsewhere;

/// A walk that is under way. Each [`next`](Self::next) goes on with it.
pub struct StoreWalk(Mutex<Option<Walking>>);

enum Walking {
    Stat(Box<Stat>),
    Check(Box<Check>),
}

impl StoreWalk {
    /// `stat(options)`.
    pub fn stat(options: Option<&Json>) -> Result<Self> {
        Ok(Self::of(Walking::Stat(Box::new(Stat::new(options)?))))
    }

    /// `check(options)`.
    pub fn check(options: Option<&Json>) -> Result<Self> {
        Ok(Self::of(Walking::Check(Box::new(Check::new(options)?))))
    }

    fn of(walking: Walking) -> Self {
        Self(Mutex::new(Some(walking)))
    }

    /// Goes on. Resolves to how far it is, `{ passed: { items, total? } }`, or to the result.
    pub async fn next(self: Arc<Self>, store: StoreRef) -> Result<Answer> {
        elsewhere(async move {
            let mut walking = self.lock().take().ok_or_else(Error::internal)?;
            let step = match &mut walking {
                Walking::Stat(stat) => stat.next(&store).await?,
                Walking::Check(check) => check.next(&store).await?,
            };
            Ok(match step {
                WalkStep::Done(answer) => answer,
                WalkStep::Passed { items, total } => {
                    *self.lock() = Some(walking);
                    Answer::object(|members| {
                        members.object("passed", |members| {
                            members.number("items", items);
                            if let Some(total) = total {
                                members.number("total", total);
                            }
                        });
                    })
                }
            })
        })
        .await
    }

    /// It is replaced in one step, so it is sound even after a holder panicked.
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Walking>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
