//! Random predicates as text, about few names and values, so that they often hold.

use ampt_data::model::{Body, Json};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Names that are reserved words of DynamoDB, or look like parts of an expression.
const NAMES: [&str; 8] = ["x", "y", "pk", "size", "a.b", "#n", ":v", "ż\\\""];

const NUMBERS: [&str; 9] = [
    "0",
    "1",
    "-1.5",
    "0.1",
    "1e-7",
    "9007199254740991",
    r#"{"\u0000N":"12345678901234567890123456789012345678"}"#,
    r#"{"\u0000N":"12345678901234567890123456789012345679"}"#,
    "1e-130",
];
const STRINGS: [&str; 8] =
    [r#""""#, r#""s""#, r#""st""#, r#""S""#, r#""\n\"""#, r#""🚀é""#, r#""é""#, r#""1""#];
const BYTES: [&str; 4] =
    [r#"{"\u0000B":""}"#, r#"{"\u0000B":"AAE="}"#, r#"{"\u0000B":"AAEC"}"#, r#"{"\u0000B":"gA=="}"#];
const WHOLE: [&str; 16] = [
    "null",
    "true",
    "false",
    "[]",
    "[1,\"s\"]",
    "[\"s\",1]",
    "[[1],{\"a\":{\"\\u0000SS\":[\"s\",\"\"]}},null]",
    "[{\"\\u0000B\":\"AAE=\"}]",
    "{}",
    "{\"x\":1,\"y\":\"s\"}",
    "{\"y\":\"s\",\"x\":1}",
    r#"{"\u0000SS":["s","st"]}"#,
    r#"{"\u0000SS":["st","s"]}"#,
    r#"{"\u0000NS":["1","12345678901234567890123456789012345678"]}"#,
    r#"{"\u0000NS":["12345678901234567890123456789012345678","1"]}"#,
    r#"{"\u0000BS":["AAE=","gA=="]}"#,
];
const KINDS: [&str; 8] = ["string", "number", "boolean", "null", "object", "array", "set", "bytes"];

fn text(of: &'static [&'static str]) -> impl Strategy<Value = String> {
    select(of).prop_map(str::to_owned)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![1 => text(&NUMBERS), 1 => text(&STRINGS), 1 => text(&BYTES), 2 => text(&WHOLE)]
}

/// An object of the entries, the first of each name.
fn object(entries: Vec<(&str, String)>) -> String {
    let mut seen = Vec::new();
    let mut members = Vec::new();
    for (name, value) in entries {
        if !seen.contains(&name) {
            seen.push(name);
            members.push(format!("\"{name}\":{value}"));
        }
    }
    format!("{{{}}}", members.join(","))
}

fn list(parts: impl Strategy<Value = String>, from: usize) -> impl Strategy<Value = String> {
    vec(parts, from..4).prop_map(|parts| format!("[{}]", parts.join(",")))
}

/// An attribute of an object.
fn attribute() -> impl Strategy<Value = String> {
    let nested = |inner: BoxedStrategy<String>| {
        let inner = prop_oneof![3 => value(), 1 => inner];
        vec((select(NAMES.as_slice()), inner), 0..4).prop_map(object)
    };
    prop_oneof![2 => value(), 1 => nested(nested(value().boxed()).boxed())]
}

/// The value of an item, or `None` where there is no item.
pub fn body() -> impl Strategy<Value = Option<Body>> {
    let single = value().prop_filter("an object is no single value", |text| {
        !text.starts_with('{') || text.starts_with("{\"\\u")
    });
    prop_oneof![
        1 => Just(None),
        1 => single.prop_map(|text| Some(Body::Value(Json::from_text(text)))),
        6 => vec((select(NAMES.as_slice()), attribute()), 0..5)
            .prop_map(|entries| Some(Body::Object(Json::from_text(object(entries))))),
    ]
}

/// An operator and its operand.
fn operation() -> impl Strategy<Value = (&'static str, String)> {
    let ordered = || prop_oneof![text(&NUMBERS), text(&STRINGS), text(&BYTES)];
    let pair = |of: &'static [&'static str]| (select(of), select(of)).prop_map(|(a, b)| format!("[{a},{b}]"));
    let bounds = prop_oneof![pair(&NUMBERS), pair(&STRINGS), pair(&BYTES)];
    let length = || select(vec!["0", "1", "2", "3", "1.5"]).prop_map(str::to_owned);
    let sizes = prop_oneof![
        (select(vec!["$eq", "$ne", "$lt", "$lte", "$gt", "$gte"]), length()),
        (Just("$in"), list(length(), 0)),
        (Just("$between"), (length(), length()).prop_map(|(low, high)| format!("[{low},{high}]"))),
    ];
    prop_oneof![
        (select(vec!["$eq", "$ne"]), value()),
        (select(vec!["$lt", "$lte", "$gt", "$gte"]), ordered()),
        (Just("$in"), list(value(), 0)),
        (Just("$between"), bounds),
        (Just("$startsWith"), prop_oneof![text(&STRINGS), text(&BYTES)]),
        (Just("$contains"), value()),
        (Just("$exists"), any::<bool>().prop_map(|exists| exists.to_string())),
        (Just("$type"), select(KINDS.as_slice()).prop_map(|kind| format!("\"{kind}\""))),
        (Just("$size"), prop_oneof![length(), vec(sizes, 1..3).prop_map(object)]),
    ]
}

/// A predicate as text, nested so deep at most.
pub fn predicate(depth: u32) -> BoxedStrategy<String> {
    part(depth, true)
}

fn part(depth: u32, is_root: bool) -> BoxedStrategy<String> {
    let operations = vec(operation(), 1..3).prop_map(object).boxed();
    let leaf = if is_root {
        operations
    } else {
        let plain = value().prop_filter("an object would be a predicate", |text| {
            !text.starts_with('{') || text.starts_with("{\"\\u")
        });
        prop_oneof![2 => operations, 1 => plain].boxed()
    };
    if depth == 0 {
        return leaf;
    }
    let logic = || {
        prop_oneof![
            (select(vec!["$or", "$and"]), list(part(depth - 1, is_root), 1)),
            (Just("$not"), part(depth - 1, is_root)),
        ]
    };
    let attribute = || (select(NAMES.as_slice()), part(depth - 1, false));
    prop_oneof![
        1 => leaf,
        4 => vec(attribute(), 1..4).prop_map(object),
        2 => vec(logic(), 1..3).prop_map(object),
        1 => (attribute(), logic(), operation()).prop_map(|(a, b, c)| object(vec![a, b, c])),
    ]
    .boxed()
}
