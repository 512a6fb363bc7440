//! Time to live: seconds from now, an epoch, or an ISO 8601 date.

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use super::error::{Error, Result};

/// The expiry in epoch seconds that an option's value asks for.
///
/// An integer greater than `now` is an epoch, any other is added to `now` (documentation, "Setting
/// items"). A date may be partial: `2035`, `2035-06`, `2035-06-01`, `2035-06-01T10:20`; without an
/// offset it is in UTC.
pub fn parse(value: &Value, now: i64) -> Result<i64> {
    let seconds = match value {
        Value::Number(number) => {
            integer(&number.to_string()).map(|n| if n > now { Some(n) } else { now.checked_add(n) })
        }
        Value::String(text) => date(text.trim()).map(Some),
        _ => None,
    };
    seconds.flatten().ok_or_else(|| Error::invalid_option("Invalid ttl value."))
}

/// The epoch second of a date, or of an integer that is one.
pub fn parse_absolute(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => integer(&number.to_string()),
        Value::String(text) => date(text.trim()),
        _ => None,
    }
}

/// JavaScript writes large integral numbers with an exponent, so an integer is told by its value.
fn integer(digits: &str) -> Option<i64> {
    if let Ok(integer) = digits.parse() {
        return Some(integer);
    }
    let number: f64 = digits.parse().ok()?;
    // Beyond 2^53 no date is meant; the bound keeps the conversion exact.
    #[allow(clippy::cast_possible_truncation)]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

fn date(text: &str) -> Option<i64> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Some(timestamp.as_second());
    }
    let completed = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let civil = match completed.parse::<Date>() {
        Ok(date) if completed.len() == 10 => date.to_datetime(jiff::civil::Time::midnight()),
        _ => completed.parse::<DateTime>().ok()?,
    };
    civil.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn integers_are_epochs_when_in_the_future_and_seconds_from_now_otherwise() {
        assert_eq!(parse(&json!(3600), NOW), Ok(NOW + 3600));
        assert_eq!(parse(&json!(NOW + 1), NOW), Ok(NOW + 1));
        assert_eq!(parse(&json!(NOW), NOW), Ok(NOW + NOW));
        assert_eq!(parse(&json!(-5), NOW), Ok(NOW - 5));
        assert_eq!(parse(&json!(400_000_000), NOW), Ok(NOW + 400_000_000));
    }

    #[test]
    fn dates_may_be_partial_and_lie_beyond_2038() {
        for (text, seconds) in [
            ("2035", 2_051_222_400),
            ("2035-01", 2_051_222_400),
            ("2035-01-01", 2_051_222_400),
            ("2035-01-01T10:20", 2_051_259_600),
            ("2035-01-01T10:20:30.999Z", 2_051_259_630),
            ("2035-01-01T10:20:30+02:00", 2_051_252_430),
            ("2099-12-31", 4_102_358_400),
        ] {
            assert_eq!(parse(&json!(text), NOW), Ok(seconds), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_neither() {
        for bad in [
            json!(1.5),
            json!("nonsense"),
            json!(""),
            json!("2035-13"),
            json!(true),
            json!([1]),
            json!(1e300),
        ] {
            assert!(parse(&bad, NOW).is_err(), "{bad}");
        }
    }
}
