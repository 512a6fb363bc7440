use super::*;
use crate::model::Json;

fn compiled(text: &str) -> Expressions {
    let mut expressions = Expressions::default();
    let matches = Match::parse("if", &Json::from_text(text.to_owned())).unwrap();
    compile(&mut expressions, &matches).unwrap();
    expressions
}

fn condition(text: &str) -> String {
    compiled(text).condition().unwrap()
}

#[test]
fn names_and_values_are_placeholders() {
    let expressions = compiled(r#"{"a.b":{"and":1,"size":{"$ne":"x"}},"and":{"$gt":2}}"#);
    assert_eq!(expressions.condition().unwrap(), "#0.#1=:0 AND NOT #0.#2=:1 AND #3>:2");
    let names = expressions.names().unwrap();
    assert_eq!(["#0", "#1", "#2", "#3"].map(|name| names[name].as_str()), ["_a.b", "and", "size", "_and"]);
    assert_eq!(condition(r#"{"$gte":1,"$or":[{"$lt":5},{"a":1}]}"#), "#0>=:0 AND (#0<:1 OR #1=:2)");
    assert_eq!(compiled("{}"), Expressions::default());
}

#[test]
fn what_dynamodb_could_refuse_or_see_otherwise_is_said_in_another_way() {
    for (text, expected) in [
        (r#"{"a":{"$between":[2,1]}}"#, "#0>=:0 AND #0<=:1"),
        (r#"{"a":{"$startsWith":""}}"#, "attribute_type(#0,:0)"),
        (r#"{"a":{"$contains":""}}"#, "(contains(#0,:0) OR attribute_type(#0,:1))"),
        (r#"{"a":{"$size":{"$ne":1}}}"#, "(size(#0)<:0 OR size(#0)>:1)"),
        (r#"{"a":{"$in":[]}}"#, "attribute_exists(#0) AND attribute_not_exists(#0)"),
    ] {
        assert_eq!(condition(text), expected, "{text}");
    }
    // A path that no row has would be refused.
    let deep = format!("{}1{}", "{\"a\":".repeat(33), "}".repeat(33));
    assert_eq!(condition(&deep), "attribute_exists(#0) AND attribute_not_exists(#0)");
    assert_eq!(compiled(&deep).names().unwrap()["#0"], "pk");
}

#[test]
fn a_filter_names_no_key() {
    for text in [r#"{"$exists":true}"#, r#"{"$type":"object"}"#, r#"{"$in":[]}"#, r#"{"a":{"$in":[]}}"#] {
        let mut expressions = Expressions::default();
        let matches = Match::parse("filter", &Json::from_text(text.to_owned())).unwrap();
        compile_filter(&mut expressions, &matches).unwrap();
        assert!(expressions.names().unwrap().values().all(|name| name == VALUE), "{text}");
    }
}

#[test]
fn what_exceeds_the_limits_does_not_fit() {
    let any = |count: usize| format!("{{\"$or\":[{}]}}", vec!["{\"a\":{\"$exists\":true}}"; count].join(","));
    let one_of = |count: usize| format!("{{\"a\":{{\"$in\":[{}]}}}}", vec!["1"; count].join(","));
    assert!(compiled(&any(140)).fits() && !compiled(&any(160)).fits());
    assert!(compiled(&one_of(250)).fits() && !compiled(&one_of(310)).fits());
    let long = format!("{}1{}", "{\"name\":".repeat(32), "}".repeat(32));
    let long = format!("{{\"$or\":[{}]}}", vec![long; 60].join(","));
    assert!(compiled(&long).condition().unwrap().len() > 4096 && !compiled(&long).fits());
}
