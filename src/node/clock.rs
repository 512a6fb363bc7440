//! `data.clock`: the clock of a store in memory.

use std::time::Duration;

use napi::{Env, Result};

use super::bound::{BoundFunction, bound_functions};
use super::reply::Reply;
use super::store::NativeStore;
use crate::data::{Answer, StoreRef};
use crate::model::{self, Error, Millis};
use crate::store::clock::ClockSetting;

pub(super) const CLOCK: &[BoundFunction] = bound_functions! {
    NativeStore:
    time() as "time";
    stop_clock(f64) as "stopClock";
    advance_clock(f64) as "advanceClock";
    start_clock() as "startClock";
};

#[allow(clippy::unnecessary_wraps)] // all bound functions have one shape
impl NativeStore {
    /// The time in milliseconds.
    fn time(&self, _: Env) -> Result<Reply> {
        #[allow(clippy::cast_precision_loss)] // below 2^53
        Ok(self.with_clock().map_or_else(Reply::Failure, |store| Reply::Number(store.now().0 as f64)))
    }

    /// Stops the clock at a time in milliseconds.
    fn stop_clock(&self, env: Env, time: f64) -> Result<Reply> {
        #[allow(clippy::cast_possible_truncation)] // JavaScript has checked it
        self.set_clock(env, ClockSetting::At(Millis(time as i64)))
    }

    /// Stops the clock so many milliseconds later.
    fn advance_clock(&self, env: Env, by: f64) -> Result<Reply> {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // JavaScript has checked it
        self.set_clock(env, ClockSetting::Later(Duration::from_millis(by as u64)))
    }

    /// Lets the clock run with the machine's.
    fn start_clock(&self, env: Env) -> Result<Reply> {
        self.set_clock(env, ClockSetting::Runs)
    }

    fn set_clock(&self, env: Env, setting: ClockSetting) -> Result<Reply> {
        match self.with_clock() {
            Ok(store) => self.executor.start(env, async move {
                store.clock().ok_or_else(no_clock)?.set(setting).await.map(|()| Answer::Nothing)
            }),
            Err(error) => Ok(Reply::Failure(error)),
        }
    }

    /// The store, if it has a clock to set.
    fn with_clock(&self) -> model::Result<StoreRef> {
        let store = self.store()?;
        if store.clock().is_some() { Ok(store) } else { Err(no_clock()) }
    }
}

fn no_clock() -> Error {
    Error::refused(
        "NO_CLOCK",
        "Only a 'memory:' store has a clock that can be set. Use one in tests, as in Data.open('memory:').",
    )
}
