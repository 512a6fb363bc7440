//! Numbers as DynamoDB stores them: decimals of 38 significant digits, with exact addition.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::str::FromStr;

use bigdecimal::{BigDecimal, Signed, Zero};

use super::error::{Error, Result};
use super::json::Json;
use super::key::trim;
use super::limits::{
    MAX_NUMBER_TEXT, MAX_SAFE_INTEGER, NUMBER_DIGITS, NUMBER_MAX_EXPONENT, NUMBER_MIN_EXPONENT,
};

/// With a larger exponent, no mantissa of up to [`MAX_NUMBER_TEXT`] bytes makes a number in range.
const EXPONENT_BOUND: i64 = 1000;

/// The exact sum of two numbers given by their digits.
pub fn add(a: &str, b: &str) -> Result<Json> {
    // Nearly all counters are small integers.
    if let (Some(a), Some(b)) = (small_integer(a), small_integer(b)) {
        return Ok(to_json(&(a + b).to_string()));
    }
    // Both must be in range, because the sum of a huge and a tiny number would have too many digits to compute.
    let (a, b) = (parse(a)?, parse(b)?);
    canonical(&a)?;
    canonical(&b)?;
    Ok(to_json(&canonical(&(a + b))?))
}

/// How two numbers compare, exactly; `None` if one is no number of this interface.
pub fn compare(a: &str, b: &str) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (small_integer(a), small_integer(b)) {
        return Some(a.cmp(&b));
    }
    let (a, b) = (spelled(a).ok()?, spelled(b).ok()?);
    Some(match (a.strip_prefix('-'), b.strip_prefix('-')) {
        (None, None) => compare_magnitudes(&a, &b),
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(a), Some(b)) => compare_magnitudes(b, a),
    })
}

/// Compares numbers as DynamoDB spells them, without their signs.
fn compare_magnitudes(a: &str, b: &str) -> Ordering {
    let parts = |digits| str::split_once(digits, '.').unwrap_or((digits, ""));
    let ((a, a_fraction), (b, b_fraction)) = (parts(a), parts(b));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b)).then_with(|| a_fraction.cmp(b_fraction))
}

/// A number as DynamoDB spells it; borrowed if `digits` is that already.
pub fn spelled(digits: &str) -> Result<Cow<'_, str>> {
    if is_spelled(digits) { Ok(digits.into()) } else { normalize(digits).map(Cow::Owned) }
}

/// Whether a number is certainly spelled as DynamoDB spells it, as in its own answers.
fn is_spelled(digits: &str) -> bool {
    let magnitude = digits.strip_prefix('-').unwrap_or(digits).as_bytes();
    let point = magnitude.iter().position(|byte| *byte == b'.');
    let (whole, fraction) = magnitude.split_at(point.unwrap_or(magnitude.len()));
    let are_digits = |bytes: &[u8]| !bytes.is_empty() && bytes.iter().all(u8::is_ascii_digit);
    // 38 characters hold at most 38 significant digits. Longer texts need a closer look.
    magnitude.len() <= 38
        && are_digits(whole)
        && (whole[0] != b'0' || (whole.len() == 1 && !fraction.is_empty()) || digits == "0")
        && (fraction.is_empty() || (are_digits(&fraction[1..]) && !fraction.ends_with(b"0")))
}

/// A number as DynamoDB spells it: no exponent, no leading or trailing zeros.
pub fn normalize(digits: &str) -> Result<String> {
    match small_integer(digits) {
        Some(integer) => Ok(integer.to_string()),
        None => canonical(&parse(digits)?),
    }
}

/// The number that a text spells, as `Number(text)` reads decimals.
pub fn from_text(text: &str) -> Option<Json> {
    let text = trim(text);
    let is_decimal =
        text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E'));
    if !is_decimal || text.len() > MAX_NUMBER_TEXT {
        return None;
    }
    normalize(text).ok().map(|digits| to_json(&digits))
}

/// A number's digits as a value: a JSON number, or a tagged one where JavaScript needs a bigint.
pub fn to_json(digits: &str) -> Json {
    let mut text = String::with_capacity(digits.len());
    push_json(&mut text, digits);
    Json::from_text(text)
}

/// Writes a number's digits as a value.
pub fn push_json(text: &mut String, digits: &str) {
    let integer = !digits.contains(['.', 'e', 'E']);
    let safe = digits.parse::<i64>().is_ok_and(|n| n.abs() <= MAX_SAFE_INTEGER);
    if integer && !safe {
        text.push_str("{\"\\u0000N\":\"");
        text.push_str(digits);
        text.push_str("\"}");
    } else {
        text.push_str(digits);
    }
}

fn small_integer(digits: &str) -> Option<i64> {
    // 18 digits cannot overflow when two such numbers are added.
    (digits.len() <= 18).then(|| digits.parse().ok()).flatten()
}

fn parse(digits: &str) -> Result<BigDecimal> {
    // Checked first, because parsing takes time quadratic in the digits and in the exponent.
    if digits.len() > MAX_NUMBER_TEXT {
        return Err(too_long());
    }
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i16>().map_err(|_| no_number())?),
        None => (digits, 0),
    };
    // The parser also accepts `1_000`.
    if mantissa.contains('_') || i64::from(exponent).abs() > EXPONENT_BOUND {
        return Err(no_number());
    }
    let number = BigDecimal::from_str(mantissa).map_err(|_| no_number())?;
    let (unscaled, scale) = number.into_bigint_and_exponent();
    Ok(BigDecimal::new(unscaled, scale - i64::from(exponent)))
}

fn no_number() -> Error {
    Error::invalid_value(
        "A number must be a decimal such as -1.5 or 2e10, of a magnitude that DynamoDB stores.",
    )
}

fn too_long() -> Error {
    Error::validation_exception("Attempting to store more than 38 significant digits in a Number")
}

fn canonical(number: &BigDecimal) -> Result<String> {
    if number.is_zero() {
        return Ok("0".to_owned());
    }
    let number = number.normalized();
    let digits = number.digits();
    if digits > NUMBER_DIGITS {
        return Err(too_long());
    }
    let exponent = i64::try_from(digits).unwrap_or(i64::MAX) - number.fractional_digit_count();
    if exponent > NUMBER_MAX_EXPONENT {
        return Err(Error::validation_exception(
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ));
    }
    if exponent <= NUMBER_MIN_EXPONENT {
        return Err(Error::validation_exception(
            "Number underflow. Attempting to store a number with magnitude smaller than supported range",
        ));
    }
    let plain = number.abs().to_plain_string();
    Ok(if number.is_negative() { format!("-{plain}") } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_exactly() {
        assert_eq!(add("0.1", "0.2").unwrap().as_str(), "0.3");
        assert_eq!(add("5", "-5").unwrap().as_str(), "0");
        assert_eq!(add("1e-7", "0").unwrap().as_str(), "0.0000001");
        assert_eq!(add("-1.5", "0.25").unwrap().as_str(), "-1.25");
    }

    #[test]
    fn keeps_38_digits_and_refuses_39() {
        let sum = add("12345678901234567890123456789012345678", "0").unwrap();
        assert_eq!(sum.number(), Some("12345678901234567890123456789012345678"));
        assert!(add("99999999999999999999999999999999999999", "0.1").is_err());
        assert!(add("1e125", "0").is_ok());
        assert!(add("1e126", "0").is_err());
        assert!(add("1e-130", "0").is_ok());
        assert!(add("1e-131", "0").is_err());
    }

    #[test]
    fn compares_exactly() {
        let ascending = [
            "-1e125",
            "-12345678901234567890123456789012345678",
            "-10",
            "-9.5",
            "-1.50",
            "-0.001",
            "0",
            "1e-130",
            "0.001",
            "0.0099",
            "0.01",
            "1",
            "1.0000000000000000000000000000000000001",
            "9",
            "10",
            "10.1",
            "12345678901234567890123456789012345678",
            "1e125",
        ];
        for (at, a) in ascending.iter().enumerate() {
            for (other, b) in ascending.iter().enumerate() {
                assert_eq!(compare(a, b), Some(at.cmp(&other)), "{a} {b}");
            }
        }
        for (a, b) in [("1", "1.0"), ("-0", "0"), ("1e2", "100"), ("0.5", "5e-1")] {
            assert_eq!(compare(a, b), Some(Ordering::Equal), "{a} {b}");
        }
        assert_eq!(compare("1", "x"), None);
    }

    #[test]
    fn beyond_the_safe_integers_a_number_is_a_bigint() {
        assert_eq!(add("9007199254740991", "0").unwrap().as_str(), "9007199254740991");
        assert_eq!(add("9007199254740991", "1").unwrap().as_str(), r#"{"\u0000N":"9007199254740992"}"#);
        assert_eq!(add("9007199254740991", "0.5").unwrap().as_str(), "9007199254740991.5");
    }

    #[test]
    fn texts_spell_numbers() {
        let digits = |text: &str| from_text(text).map(|number| number.as_str().to_owned());
        for (text, number) in [("2", "2"), (" 7.50 ", "7.5"), ("-1", "-1"), ("+1e2", "100"), ("\t5\n", "5")] {
            assert_eq!(digits(text).as_deref(), Some(number), "{text}");
        }
        for text in ["", " ", "2x", "0x10", "1_000", "NaN", "Infinity", "1,5", "--1", "1e", "1e999", "e"] {
            assert_eq!(digits(text), None, "{text}");
        }
        assert_eq!(digits(&"9".repeat(1_000_000)), None);
    }

    #[test]
    fn spells_numbers_as_dynamodb_does() {
        for (given, spelled) in
            [("1.50", "1.5"), ("100", "100"), ("1e3", "1000"), ("-0", "0"), ("-2.0", "-2")]
        {
            assert_eq!(normalize(given).unwrap(), spelled);
        }
    }
}
