//! Time to live: seconds from now, an epoch, or an ISO 8601 date.

use jiff::civil::{self, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;
use serde_json::Value;

use super::error::{Error, Result};
use super::json::{Json, Kind};
use super::limits::{FIRST_DATE, FIRST_EPOCH, LAST_DATE, LAST_EPOCH};
use super::time::Seconds;

/// The expiry that the option `ttl` asks for.
///
/// An integer is a time in epoch seconds if it is at least ten years of seconds; it may be in the past. A smaller one is
/// added to `now`. A date may be partial: `2035`, `2035-06`, `2035-06-01`, `2035-06-01T10:20`. Without an offset it is in
/// UTC. The expiry must be in the years 0 to 9999, so that it can be shown as a date.
pub fn parse(value: &Json, now: Seconds) -> Result<Seconds> {
    let invalid = || {
        Error::invalid_option("Invalid ttl value.")
            .with_hint("'ttl' is a whole number of seconds, as in Math.floor(Date.now() / 1000) + 60, or an ISO 8601 date.")
    };
    let seconds = match value.kind() {
        Kind::Number => {
            let number = value.number().and_then(integer).ok_or_else(invalid)?;
            if number > LAST_EPOCH {
                return Err(Error::invalid_option(
                    "Invalid ttl value. It is beyond the year 3000: 'ttl' is in seconds, not in milliseconds.",
                ));
            }
            if number >= FIRST_EPOCH { Some(number) } else { now.0.checked_add(number) }
        }
        Kind::String => {
            serde_json::from_str::<String>(value.as_str()).ok().and_then(|text| date(text.trim()))
        }
        _ => None,
    };
    seconds.filter(|seconds| (FIRST_DATE..=LAST_DATE).contains(seconds)).map(Seconds).ok_or_else(invalid)
}

/// The epoch second of a date, or an integer as an epoch second.
pub fn parse_absolute(value: &Value) -> Option<Seconds> {
    let seconds = match value {
        Value::Number(number) => integer(&number.to_string()),
        Value::String(text) => date(text.trim()),
        _ => None,
    };
    seconds.map(Seconds)
}

/// Reads an integer, which JavaScript may write with an exponent.
fn integer(digits: &str) -> Option<i64> {
    if let Ok(integer) = digits.parse() {
        return Some(integer);
    }
    let number: f64 = digits.parse().ok()?;
    // The bound keeps the conversion exact, and larger numbers are not dates.
    #[allow(clippy::cast_possible_truncation)]
    (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64)
}

/// The epoch second of a date. The timestamps of `jiff` end before the year 9999 does.
fn date(text: &str) -> Option<i64> {
    let completed = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        _ => text.to_owned(),
    };
    let pieces = Pieces::parse(&completed).ok()?;
    if pieces.time_zone_annotation().is_some() {
        return None;
    }
    let local = pieces.date().to_datetime(pieces.time().unwrap_or_default());
    let offset = pieces.to_numeric_offset().unwrap_or(Offset::UTC);
    let seconds = local.duration_since(civil::date(1970, 1, 1).to_datetime(Time::midnight())).as_secs();
    Some(seconds - i64::from(offset.seconds()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const NOW: i64 = 1_700_000_000;

    #[test]
    fn integers_are_epochs_from_ten_years_of_seconds_on() {
        for (given, seconds) in [
            ("0", NOW),
            ("3600", NOW + 3600),
            ("-5", NOW - 5),
            ("315359999", NOW + 315_359_999),
            ("315360000", 315_360_000),
            ("1699999990", NOW - 10),
            ("1700000000", NOW),
            ("1700000001", NOW + 1),
            ("32503680000", 32_503_680_000),
        ] {
            assert_eq!(parse(&Json::from_text(given), Seconds(NOW)), Ok(Seconds(seconds)), "{given}");
        }
    }

    #[test]
    fn milliseconds_are_told() {
        for given in ["1700000000000", "32503680001", "9007199254740991"] {
            let Err(error) = parse(&Json::from_text(given), Seconds(NOW)) else { panic!("{given}") };
            assert!(error.message.contains("milliseconds"), "{given}");
        }
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
            ("9999-12-31", 253_402_214_400),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799),
            ("9999-12-31T23:59:59+01:00", 253_402_297_199),
            ("0000-01-01", -62_167_219_200),
        ] {
            assert_eq!(
                parse(&Json::from_text(json!(text).to_string()), Seconds(NOW)),
                Ok(Seconds(seconds)),
                "{text}"
            );
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
            json!(-1e15),
            json!("+010000-01-01T00:00:00.000Z"),
            json!("\u{fffd}"),
            json!("9999-12-31T23:59:59-01:00"),
            json!("2035-01-01[Europe/Paris]"),
            json!("10:20"),
        ] {
            assert!(parse(&Json::from_text(bad.to_string()), Seconds(NOW)).is_err(), "{bad}");
        }
    }
}
