//! What predicates mean, what they take, and what the errors say.

use super::Match;
use crate::model::limits::{MAX_MATCH_BYTES, MAX_MATCH_NESTING};
use crate::model::{Body, Json, Result};

fn parse(text: &str) -> Result<Match> {
    Match::parse("if", &Json::from_text(text.to_owned()))
}

fn refusal(text: &str) -> String {
    let error = parse(text).unwrap_err();
    assert_eq!((error.name, error.code), ("ValidationError", "INVALID_OPTION"));
    error.message.into_owned()
}

fn holds(predicate: &str, object: &str) -> bool {
    let body = Body::Object(Json::from_text(object.to_owned()));
    parse(predicate).unwrap().holds(Some(&body)).unwrap()
}

fn holds_for_value(predicate: &str, value: &str) -> bool {
    let body = Body::Value(Json::from_text(value.to_owned()));
    parse(predicate).unwrap().holds(Some(&body)).unwrap()
}

#[test]
fn all_parts_of_an_object_must_hold() {
    let order = r#"{"status":"open","address":{"city":"Oslo","a.b":{"size":1}},"total":100}"#;
    for predicate in [
        r"{}",
        r#"{"status":"open"}"#,
        r#"{"status":"open","total":{"$gte":100,"$lt":101}}"#,
        r#"{"address":{"city":"Oslo","a.b":{"size":1}}}"#,
        r#"{"address":{"city":{"$ne":"Rome"},"$size":2}}"#,
        r#"{"$or":[{"status":"closed"},{"total":100}]}"#,
        r#"{"$and":[{"status":"open"},{"$not":{"total":{"$gt":100}}}]}"#,
        r#"{"status":{"$or":["closed","open"]}}"#,
        r#"{"status":{"$not":"closed","$in":["open",1]}}"#,
    ] {
        assert!(holds(predicate, order), "{predicate}");
    }
    for predicate in [
        r#"{"status":"open","total":99}"#,
        r#"{"address":{"city":"Oslo","street":"x"}}"#,
        r#"{"address":{"$eq":{"city":"Oslo"}}}"#,
        r#"{"total":{"$gte":100,"$lt":100}}"#,
        r#"{"total":"100"}"#,
        r#"{"status":{"$in":[]}}"#,
        r#"{"status":{"$not":{"$exists":true}}}"#,
    ] {
        assert!(!holds(predicate, order), "{predicate}");
    }
}

#[test]
fn what_is_missing_passes_a_negation_only() {
    let operations = [
        ("$eq", "1", false),
        ("$ne", "1", true),
        ("$ne", "null", true),
        ("$lt", "1", false),
        ("$gte", "1", false),
        ("$in", "[1]", false),
        ("$between", "[1,2]", false),
        ("$startsWith", "\"\"", false),
        ("$contains", "\"\"", false),
        ("$exists", "true", false),
        ("$exists", "false", true),
        ("$type", "\"null\"", false),
        ("$size", "0", false),
        ("$size", "{\"$ne\":1}", false),
        ("$not", "{\"$gt\":1}", true),
        ("$not", "{\"$ne\":1}", false),
    ];
    for (operator, operand, expected) in operations {
        let test = format!("{{\"{operator}\":{operand}}}");
        for predicate in [format!("{{\"a\":{test}}}"), format!("{{\"a\":{{\"b\":{test}}}}}"), test] {
            let predicate = predicate.as_str();
            // No item, an object without the attribute, a parent that is no object.
            assert_eq!(parse(predicate).unwrap().holds(None).unwrap(), expected, "{predicate}");
            // The object of an item is there.
            if !predicate.starts_with(r#"{"$exists""#) {
                assert_eq!(holds(predicate, r#"{"c":1}"#), expected, "{predicate}");
            }
            if predicate.contains("\"b\"") {
                assert_eq!(holds(predicate, r#"{"a":[{"b":1}]}"#), expected, "{predicate}");
            }
        }
    }
}

#[test]
fn operators_at_the_root_are_about_a_single_value() {
    for predicate in
        [r#"{"$gt":4}"#, r#"{"$eq":5}"#, r#"{"$in":[4,5]}"#, r#"{"$not":{"$lt":5}}"#, r#"{"a":{"$ne":1}}"#]
    {
        assert!(holds_for_value(predicate, "5"), "{predicate}");
    }
    for (predicate, expected) in [
        (r#"{"$exists":true}"#, true),
        (r#"{"$exists":false}"#, false),
        (r#"{"$type":"object"}"#, true),
        (r#"{"$not":{"$type":"object"}}"#, false),
        (r#"{"$type":"string"}"#, false),
    ] {
        assert_eq!(holds(predicate, r#"{"a":1}"#), expected, "{predicate}");
    }
    assert!(holds(r#"{"$ne":{"a":1}}"#, r#"{"a":1}"#));
    assert!(!holds_for_value(r#"{"a":1}"#, "5"));
}

#[test]
fn equality_is_of_values_not_of_texts() {
    for (predicate, value) in [
        ("1", "1.0"),
        ("0.1", "1e-1"),
        (r#"{"\u0000N":"12345678901234567890"}"#, "12345678901234567890"),
        (r#"{"\u0000SS":["a","b"]}"#, r#"{"\u0000SS":["b","a"]}"#),
        (r#"{"\u0000NS":["1","2"]}"#, r#"{"\u0000NS":["2.0","1"]}"#),
        (r#"[1,{"a":1,"b":[2]}]"#, r#"[1.0,{"b":[2],"a":1}]"#),
        (r#""é\n""#, "\"\\u00e9\\n\""),
        (r#"{"\u0000B":"AAE="}"#, r#"{"\u0000B":"AAE="}"#),
        ("null", "null"),
        ("false", "false"),
    ] {
        assert!(holds_for_value(&format!("{{\"$eq\":{predicate}}}"), value), "{predicate} {value}");
        assert!(holds(&format!("{{\"a\":{{\"$eq\":{predicate}}}}}"), &format!("{{\"a\":{value}}}")));
    }
    for (predicate, value) in [
        ("[1,2]", "[2,1]"),
        ("1", "\"1\""),
        ("null", "false"),
        ("[]", "{}"),
        (r#"{"\u0000SS":["1"]}"#, r#"{"\u0000NS":["1"]}"#),
        (r#"{"\u0000B":"AAE="}"#, "\"AAE=\""),
        (r#"{"\u0000\u0000B":"AAE="}"#, r#"{"\u0000B":"AAE="}"#),
        ("[{}]", "[[]]"),
    ] {
        assert!(!holds_for_value(&format!("{{\"$eq\":{predicate}}}"), value), "{predicate} {value}");
    }
}

#[test]
fn order_is_within_one_kind() {
    for (predicate, value) in [
        (r#"{"$lt":10}"#, "9"),
        (r#"{"$gt":"é"}"#, "\"🚀\""),
        (r#"{"$lt":"a"}"#, "\"Z\""),
        (r#"{"$lt":{"\u0000B":"gA=="}}"#, r#"{"\u0000B":"fw=="}"#),
        (r#"{"$between":[1,1]}"#, "1"),
        (
            r#"{"$gte":{"\u0000N":"12345678901234567890123456789012345678"}}"#,
            "12345678901234567890123456789012345678",
        ),
    ] {
        assert!(holds_for_value(predicate, value), "{predicate} {value}");
    }
    for (predicate, value) in [
        (r#"{"$lt":10}"#, "\"9\""),
        (r#"{"$lte":"a"}"#, "null"),
        (r#"{"$between":[2,1]}"#, "1"),
        (
            r#"{"$gt":{"\u0000N":"12345678901234567890123456789012345678"}}"#,
            "12345678901234567890123456789012345678",
        ),
    ] {
        assert!(!holds_for_value(predicate, value), "{predicate} {value}");
    }
}

#[test]
fn sizes_and_contents() {
    for (predicate, value) in [
        (r#"{"$size":3}"#, "\"é🚀\""),
        (r#"{"$size":2}"#, r#"{"\u0000B":"AAE="}"#),
        (r#"{"$size":{"$gt":1,"$lte":2}}"#, "[1,[2,3]]"),
        (r#"{"$size":{"$ne":1}}"#, r#"{"\u0000SS":["a","b"]}"#),
        (r#"{"$size":{"$in":[0,7]}}"#, "\"\""),
        (r#"{"$size":{"$between":[0,1]}}"#, "[]"),
        (r#"{"$contains":"b,"}"#, "\"ab,c\""),
        (r#"{"$contains":[2]}"#, "[1,[2.0]]"),
        (r#"{"$contains":{"a":1}}"#, "[{\"a\":1}]"),
        (r#"{"$contains":1}"#, r#"{"\u0000NS":["1.0"]}"#),
        (r#"{"$contains":{"\u0000B":"AQ=="}}"#, r#"{"\u0000B":"AAE="}"#),
        (r#"{"$contains":{"\u0000B":"AQ=="}}"#, r#"{"\u0000BS":["AQ=="]}"#),
        (r#"{"$startsWith":{"\u0000B":"AA=="}}"#, r#"{"\u0000B":"AAE="}"#),
        (r#"{"$type":"set"}"#, r#"{"\u0000BS":["AQ=="]}"#),
        (r#"{"$type":"number"}"#, r#"{"\u0000N":"12345678901234567890"}"#),
    ] {
        assert!(holds_for_value(predicate, value), "{predicate} {value}");
    }
    for (predicate, value) in [
        (r#"{"$size":1}"#, "5"),
        (r#"{"$size":{"$ne":1}}"#, "true"),
        (r#"{"$size":2.5}"#, "[1,2]"),
        (r#"{"$contains":"a"}"#, "[\"ab\"]"),
        (r#"{"$contains":"1"}"#, r#"{"\u0000NS":["1"]}"#),
        (r#"{"$startsWith":"b"}"#, "\"ab\""),
        (r#"{"$type":"object"}"#, "[]"),
    ] {
        assert!(!holds_for_value(predicate, value), "{predicate} {value}");
    }
}

#[test]
fn an_error_says_where_it_is_and_what_to_write() {
    for (text, place, advice) in [
        ("[]", "'if' must be an object", "{ status: 'open' }"),
        ("null", "'if' must be", "{ $eq: value }"),
        (r#"{"\u0000U":true}"#, "'if' must be", "object"),
        (r#"{"a":{}}"#, "'if.a' is an empty object", "{ $exists: true }"),
        (r#"{"$or":[{}]}"#, "'if.$or[0]' is empty", "leave it out"),
        (r#"{"$or":[]}"#, "'if.$or' takes an array", "Leave it out"),
        (r#"{"a":{"$and":{}}}"#, "'if.a.$and' takes an array", "at least one"),
        (r#"{"a":{"$gtt":1}}"#, "'if.a.$gtt' is not an operator", "$eq, $ne, $lt, $lte, $gt, $gte, $in"),
        (r#"{"a":{"\u0000U":true}}"#, "'if.a' is undefined", "{ $exists: false }"),
        (r#"{"a":{"$in":[1,{"b":{"\u0000U":true}}]}}"#, "'if.a.$in[1].b' is undefined", "leave it out"),
        (r#"{"a":{"$lt":true}}"#, "'if.a.$lt' takes a number, a string or bytes", "same kind"),
        (r#"{"a":{"$between":[1,"2"]}}"#, "'if.a.$between' takes", "[lowest, highest]"),
        (r#"{"a":{"$between":[1]}}"#, "'if.a.$between' takes", "[lowest, highest]"),
        (r#"{"a":{"$startsWith":5}}"#, "'if.a.$startsWith' takes", "a string or bytes"),
        (r#"{"a":{"$exists":1}}"#, "'if.a.$exists' takes", "true or false"),
        (r#"{"a":{"$type":"text"}}"#, "'if.a.$type' takes one of", "'string', 'number', 'boolean', 'null'"),
        (r#"{"a":{"$size":"1"}}"#, "'if.a.$size' compares a size", "$lt"),
        (r#"{"a":{"$size":{"$exists":true}}}"#, "'if.a.$size.$exists' compares a size", "$lt"),
        (r#"{"a":{"$size":{"$or":[1]}}}"#, "'if.a.$size.$or' compares a size", "$lt"),
        (r#"{"a":{"$eq":{"b":{"":1}}}}"#, "'if.a.$eq.b.' is empty", "below the root"),
        (r#"{"a":{"":1}}"#, "'if.a.' is empty", "root"),
        (r#"{"a":{"\u0000SS":[]}}"#, "'if.a' is an empty Set", "no attribute"),
        (r#"{"a":1e999}"#, "'if.a' is no value", "larger than supported"),
    ] {
        let message = refusal(text);
        assert!(message.starts_with(place), "{text}: {message}");
        assert!(message.contains(advice), "{text}: {message}");
    }
    // The name of a root attribute can be empty.
    assert!(holds(r#"{"$not":{"":2}}"#, r#"{"":1}"#));
}

#[test]
fn a_hostile_predicate_is_refused() {
    let nested = |open: &str, levels: usize, close: &str| {
        format!("{{\"a\":{}1{}}}", open.repeat(levels), close.repeat(levels))
    };
    for (open, close) in [("{\"a\":", "}"), ("{\"$not\":", "}"), ("[", "]")] {
        assert!(parse(&nested(open, MAX_MATCH_NESTING - 1, close)).is_ok(), "{open}");
        for levels in [MAX_MATCH_NESTING, 10_000, 40_000] {
            let message = refusal(&nested(open, levels, close));
            assert!(message.contains("levels deep"), "{message}");
        }
    }
    assert!(refusal(&format!("{{\"a\":\"{}\"}}", "x".repeat(MAX_MATCH_BYTES))).contains("400 KB"));
    let long = refusal(&format!("{{\"{}\":{{}}}}", "é".repeat(1000)));
    assert!(long.chars().count() < 300, "{long}");
}
