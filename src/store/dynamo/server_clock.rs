//! The server's time, by the `Date` of its answers. Stream records have it; the machine's own clock may be wrong.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::DateTime;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};
use aws_smithy_types::date_time::Format;

use super::Settings;
use crate::model::{Millis, Seconds};
use crate::store::clock::system_clock;

/// The precision of `Date`, in milliseconds.
const STEP: i64 = 1000;

type Server = (Option<String>, Option<String>);

static CLOCKS: LazyLock<Mutex<HashMap<Server, ServerClock>>> = LazyLock::new(Mutex::default);

/// The clock of a server.
#[derive(Debug, Clone, Default)]
pub(super) struct ServerClock(Arc<Mutex<Offset>>);

/// By how many milliseconds the server's clock is ahead of this machine's: from `least` to `most`, negative if it is
/// behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Offset {
    least: i64,
    most: i64,
}

impl Default for Offset {
    fn default() -> Self {
        Self { least: i64::MIN, most: i64::MAX }
    }
}

impl Offset {
    /// The offset after an answer with the time `told` to a request sent at `asked` and answered at `came`.
    fn narrow(self, told: Millis, asked: Millis, came: Millis) -> Self {
        let now = Self { least: told.0 - came.0, most: told.0 + STEP - asked.0 };
        let both = Self { least: self.least.max(now.least), most: self.most.min(now.most) };
        // If both contradict each other, somebody has set one of the clocks.
        if both.least <= both.most { both } else { now }
    }

    /// The smallest correction that agrees with all answers: 0 for a clock that may be right.
    fn value(self) -> i64 {
        0.clamp(self.least, self.most)
    }
}

impl ServerClock {
    /// The clock of the server that the settings name.
    pub(super) fn of(settings: &Settings) -> Self {
        let server = (settings.region.clone(), settings.endpoint.clone());
        CLOCKS.lock().unwrap_or_else(PoisonError::into_inner).entry(server).or_default().clone()
    }

    /// The server's time, within a second. The machine's time until the server has answered.
    pub(super) fn now(&self) -> Millis {
        let offset = self.0.lock().unwrap_or_else(PoisonError::into_inner).value();
        Millis(system_clock().0.saturating_add(offset))
    }

    /// Hears the `Date` of an answer that has just come to a request.
    pub(super) fn hear(&self, date: &str, asked: Millis) {
        if let Ok(told) = DateTime::from_str(date, Format::HttpDate) {
            let mut offset = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            *offset = offset.narrow(Seconds(told.secs()).millis(), asked, system_clock());
        }
    }
}

/// When a request was sent, by this machine's clock.
#[derive(Debug)]
struct Asked(Millis);

impl Storable for Asked {
    type Storer = StoreReplace<Self>;
}

impl Intercept for ServerClock {
    fn name(&self) -> &'static str {
        "ServerClock"
    }

    fn read_before_transmit(
        &self,
        _: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        bag.interceptor_state().store_put(Asked(system_clock()));
        Ok(())
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        bag: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let date = context.response().headers().get("date");
        if let (Some(date), Some(Asked(asked))) = (date, bag.load::<Asked>()) {
            self.hear(date, *asked);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use fastrand::Rng;

    use super::*;

    /// The offset after answers of a server whose clock is ahead by so many milliseconds.
    fn heard(ahead: i64, answers: i64, random: &mut Rng) -> Offset {
        (0..answers).fold(Offset::default(), |offset, number| {
            let asked = 1_700_000_000_000 + number * 777;
            let (there, back) = (random.i64(1..100), random.i64(1..100));
            let told = asked + there + ahead;
            let told = told - told.rem_euclid(STEP);
            offset.narrow(Millis(told), Millis(asked), Millis(asked + there + back))
        })
    }

    #[test]
    fn a_clock_that_is_right_is_left_alone() {
        let mut random = Rng::with_seed(1);
        for answers in 0..100 {
            assert_eq!(heard(0, answers, &mut random).value(), 0);
        }
    }

    #[test]
    fn a_clock_that_is_wrong_is_corrected() {
        let mut random = Rng::with_seed(2);
        for ahead in [-20_000, 20_000, -3_600_000, 3_000] {
            let first = heard(ahead, 1, &mut random).value();
            assert!((first - ahead).abs() <= STEP + 200, "{ahead}: {first}");
            let later = heard(ahead, 50, &mut random).value();
            assert!((later - ahead).abs() <= 200, "{ahead}: {later}");
        }
    }

    #[test]
    fn a_clock_that_somebody_sets_is_noticed() {
        let mut random = Rng::with_seed(3);
        let before = heard(0, 50, &mut random);
        let after =
            before.narrow(Millis(1_700_000_060_000), Millis(1_700_000_000_000), Millis(1_700_000_000_050));
        assert!((after.value() - 60_000).abs() <= STEP);
    }
}
