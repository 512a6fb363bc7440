//! The options of a store that is like DynamoDB.

use std::time::Duration;

use crate::model::limits::MAX_SAFE_INTEGER;

/// How late a read may answer, unless the URL says so: far longer than DynamoDB's replicas and indexes usually take, so that
/// a test which reads at once meets it, and no longer than a test that waits can bear.
const LAG: Duration = Duration::from_millis(300);
/// The longest lag. A longer one is a mistake.
const LONGEST_LAG: u64 = 60_000;

/// What a program meets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Manners {
    /// How late a read may answer.
    pub(super) lag: Duration,
    /// What decides; a random one if the application gives none.
    pub(super) seed: Option<u64>,
    /// Of how many calls in a hundred the store says that it is too busy.
    pub(super) busy: u8,
}

impl Manners {
    /// Whether this is the name of one of their options.
    pub fn have(name: &str) -> bool {
        matches!(name, "like" | "lag" | "seed" | "busy")
    }

    /// Reads their options, each once at most; `None` without any. The error is a sentence without its full stop.
    pub fn read(options: &[(&str, &str)]) -> Result<Option<Self>, String> {
        let given = |name: &str| options.iter().find(|(given, _)| *given == name).map(|(_, value)| *value);
        if let Some((name, _)) = options.iter().find(|(name, _)| count(options, name) > 1) {
            return Err(format!("'{name}' is given more than once"));
        }
        match (given("like"), options.first()) {
            (None, None) => return Ok(None),
            (Some("dynamodb"), _) => {}
            (Some(other), _) => return Err(format!("A store can be like 'dynamodb', not like '{other}'")),
            (None, Some((name, _))) => {
                return Err(format!(
                    "'{name}' needs 'like=dynamodb' beside it, as in 'memory:?like=dynamodb'"
                ));
            }
        }
        let whole = |name: &str, most: u64| match given(name).map(str::parse::<u64>) {
            None => Ok(None),
            Some(Ok(number)) if number <= most => Ok(Some(number)),
            Some(_) => Err(format!("'{name}' must be a whole number from 0 to {most}")),
        };
        Ok(Some(Self {
            lag: whole("lag", LONGEST_LAG)?.map_or(LAG, Duration::from_millis),
            seed: whole("seed", MAX_SAFE_INTEGER.unsigned_abs())?,
            busy: whole("busy", 100)?.and_then(|busy| u8::try_from(busy).ok()).unwrap_or(0),
        }))
    }

    /// The URL of a store that does the same by a seed.
    pub(super) fn url(&self, seed: u64) -> String {
        let Self { lag, busy, .. } = self;
        let busy = if *busy == 0 { String::new() } else { format!("&busy={busy}") };
        format!("memory:?like=dynamodb&lag={}&seed={seed}{busy}", lag.as_millis())
    }
}

fn count(options: &[(&str, &str)], name: &str) -> usize {
    options.iter().filter(|(given, _)| *given == name).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_url_of_a_seed_means_the_same_manners() {
        for options in [
            &[("like", "dynamodb")][..],
            &[("like", "dynamodb"), ("lag", "0"), ("seed", "9007199254740991")],
            &[("busy", "100"), ("like", "dynamodb"), ("lag", "60000")],
        ] {
            let manners = Manners::read(options).unwrap().unwrap();
            let url = manners.url(7);
            let again: Vec<_> =
                url["memory:?".len()..].split('&').filter_map(|pair| pair.split_once('=')).collect();
            assert_eq!(Manners::read(&again), Ok(Some(Manners { seed: Some(7), ..manners })));
        }
    }
}
