//! How long a failed event waits: 0.2 seconds, doubled with each attempt up to 5 minutes, with jitter.

use std::time::Duration;

use fastrand::Rng;

const FIRST: Duration = Duration::from_millis(200);
const LONGEST: Duration = Duration::from_secs(5 * 60);

/// How long to wait after the `attempts`-th failure: between half of the doubled time and all of it, so that
/// collections that failed together are not retried together.
pub(super) fn delay(attempts: u32, random: &mut Rng) -> Duration {
    let doublings = i32::try_from(attempts.saturating_sub(1)).unwrap_or(i32::MAX);
    let whole = (FIRST.as_secs_f64() * 2f64.powi(doublings)).min(LONGEST.as_secs_f64());
    let millis = (whole * 1000.0 * (0.5 + random.f64() / 2.0)).round();
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // at most five minutes
    Duration::from_millis(millis as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_five_minutes_and_never_falls_below_half() {
        let mut random = Rng::with_seed(1);
        for (attempts, whole) in
            [(1, 200), (2, 400), (3, 800), (11, 204_800), (12, 300_000), (1000, 300_000), (u32::MAX, 300_000)]
        {
            let delays: Vec<_> = (0..1000).map(|_| delay(attempts, &mut random).as_millis()).collect();
            assert!(delays.iter().all(|delay| (whole / 2..=whole).contains(delay)), "{attempts}");
            let spread = delays.iter().max().unwrap() - delays.iter().min().unwrap();
            assert!(spread > whole / 4, "{attempts}: jitter is missing");
        }
    }
}
