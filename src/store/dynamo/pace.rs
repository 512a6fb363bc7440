//! How many requests of one call are under way at a time: fewer, and after a pause, when DynamoDB is too busy for them.

use std::future::{Future, poll_fn};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until};

/// Requests at the beginning of a call.
const FIRST: usize = 4;
/// Most requests at a time.
const MOST: usize = 20;
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// The pace of the requests of one call.
pub(super) struct Pace {
    state: Mutex<PaceState>,
    changed: Notify,
}

struct PaceState {
    limit: usize,
    under_way: usize,
    pause: Duration,
    /// When the next request may begin.
    resumes: Instant,
    stopped: bool,
}

/// The right to have a request under way.
pub(super) struct Turn<'a>(&'a Pace);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.under_way -= 1);
    }
}

impl Default for Pace {
    fn default() -> Self {
        let state = PaceState {
            limit: FIRST,
            under_way: 0,
            pause: FIRST_PAUSE,
            resumes: Instant::now(),
            stopped: false,
        };
        Self { state: Mutex::new(state), changed: Notify::new() }
    }
}

impl Pace {
    /// Waits until a request may begin; `None` once the call has failed.
    pub(super) async fn turn(&self) -> Option<Turn<'_>> {
        loop {
            let changed = self.changed.notified();
            let resumes = {
                let mut state = self.lock();
                if state.stopped {
                    return None;
                }
                let is_free = state.under_way < state.limit;
                if is_free && state.resumes <= Instant::now() {
                    state.under_way += 1;
                    return Some(Turn(self));
                }
                is_free.then_some(state.resumes)
            };
            match resumes {
                Some(resumes) => sleep_until(resumes).await,
                None => changed.await,
            }
        }
    }

    /// DynamoDB took all of a request.
    pub(super) fn speed_up(&self) {
        self.change(|state| {
            state.limit = MOST.min(state.limit + 1);
            state.pause = FIRST_PAUSE;
        });
    }

    /// DynamoDB was too busy for a request, or for a part of it.
    pub(super) fn slow_down(&self) {
        self.change(|state| {
            // Requests that were sent together are refused together, which is one sign and not many.
            if state.resumes <= Instant::now() {
                state.limit = (state.limit / 2).max(1);
                state.resumes = Instant::now() + state.pause;
                state.pause = LONGEST_PAUSE.min(state.pause * 2);
            }
        });
    }

    /// Lets no other request begin.
    pub(super) fn stop(&self) {
        self.change(|state| state.stopped = true);
    }

    fn change(&self, change: impl FnOnce(&mut PaceState)) {
        change(&mut self.lock());
        self.changed.notify_waiters();
    }

    /// Each change is complete, so the state is sound even if a holder panicked.
    fn lock(&self) -> MutexGuard<'_, PaceState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does jobs in their order, several at a time, and returns their results in that order. The pace decides how many
/// of them have a request under way.
pub(super) async fn side_by_side<'a, J, T, F: Future<Output = T>>(
    jobs: &'a [J],
    work: impl Fn(&'a J) -> F,
) -> Vec<T> {
    let (next, work) = (&AtomicUsize::new(0), &work);
    let worker = || async move {
        let mut done = Vec::new();
        while let place = next.fetch_add(1, Ordering::Relaxed)
            && let Some(job) = jobs.get(place)
        {
            done.push((place, work(job).await));
        }
        done
    };
    let mut workers: Vec<_> = (0..MOST.min(jobs.len())).map(|_| Box::pin(worker())).collect();
    let mut done = Vec::with_capacity(jobs.len());
    poll_fn(|context| {
        workers.retain_mut(|worker| match worker.as_mut().poll(context) {
            Poll::Pending => true,
            Poll::Ready(results) => {
                done.extend(results);
                false
            }
        });
        if workers.is_empty() { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.sort_unstable_by_key(|(place, _)| *place);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn jobs_begin_and_return_in_order_whenever_they_end() {
        let (jobs, begun): (Vec<u64>, _) = ((0..100).collect(), Mutex::new(Vec::new()));
        let results = side_by_side(&jobs, async |job| {
            begun.lock().unwrap().push(*job);
            tokio::time::sleep(Duration::from_millis(job * 7 % 13)).await;
            *job
        });
        assert_eq!(results.await, jobs);
        assert_eq!(*begun.lock().unwrap(), jobs);
        assert!(side_by_side(&jobs[..0], async |job| *job).await.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn requests_become_fewer_and_pause_and_recover() {
        let pace = Pace::default();
        let mut turns = Vec::new();
        for _ in 0..FIRST {
            turns.push(pace.turn().await.unwrap());
        }
        let is_free = || async { tokio::time::timeout(Duration::from_millis(1), pace.turn()).await.is_ok() };
        assert!(!is_free().await);
        // Twice, and one sign.
        pace.slow_down();
        pace.slow_down();
        turns.truncate(FIRST / 2);
        assert!(!is_free().await);
        turns.pop();
        assert!(!is_free().await, "it pauses");
        tokio::time::sleep(FIRST_PAUSE).await;
        assert!(is_free().await);
        pace.slow_down();
        turns.clear();
        tokio::time::sleep(LONGEST_PAUSE).await;
        let last = pace.turn().await.unwrap();
        assert!(!is_free().await);
        pace.speed_up();
        assert!(is_free().await);
        pace.stop();
        assert!(pace.turn().await.is_none());
        drop(last);
    }
}
