//! Finds the attributes that a request names, which an IAM policy can restrict with the condition
//! `dynamodb:Attributes`.

use std::collections::BTreeSet;

use serde_json::Value;

const EXPRESSIONS: [&str; 5] = [
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
];

/// Reserved words, which cannot be attribute names in an expression.
const KEYWORDS: [&str; 9] = ["ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "REMOVE", "SET"];

/// The top-level attributes in the keys, items and expressions of a request, or of a member of one.
pub fn named_by(request: &Value) -> BTreeSet<String> {
    let keys = request["Keys"].as_array().into_iter().flatten();
    let values = keys.chain([&request["Key"], &request["Item"]]);
    let mut named: BTreeSet<String> =
        values.filter_map(Value::as_object).flat_map(|value| value.keys().cloned()).collect();
    let listed = request["AttributesToGet"].as_array().into_iter().flatten();
    named.extend(listed.filter_map(|name| name.as_str().map(str::to_owned)));
    let expressions = EXPRESSIONS.iter().filter_map(|name| request[*name].as_str());
    for name in expressions.flat_map(names_in) {
        match request["ExpressionAttributeNames"][name].as_str() {
            Some(meant) => named.insert(meant.to_owned()),
            None => named.insert(name.to_owned()),
        };
    }
    named
}

/// The first name of each path in an expression.
fn names_in(expression: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':');
    let mut names = Vec::new();
    let mut before = None;
    let mut rest = expression;
    while let Some(first) = rest.chars().next() {
        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
        let (word, after) = rest.split_at(end.max(first.len_utf8()));
        let is_function = after.trim_start().starts_with('(');
        let starts = |c: char| c.is_alphabetic() || matches!(c, '_' | '#');
        let is_keyword = KEYWORDS.iter().any(|keyword| word.eq_ignore_ascii_case(keyword));
        if starts(first) && before != Some('.') && !is_function && !is_keyword {
            names.push(word);
        }
        if !first.is_whitespace() {
            before = word.chars().next_back();
        }
        rest = after;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn finds_the_start_of_each_path() {
        for (expression, names) in [
            ("pk = :p AND begins_with(sk, :s)", &["pk", "sk"][..]),
            ("SET #v = if_not_exists(#v, :zero) + :one, a.b[0].c = :x REMOVE d[1]", &["#v", "#v", "a", "d"]),
            ("set a=:a,b=:b", &["a", "b"]),
            ("NOT (a BETWEEN :x AND :y) or b IN (:x, :y)", &["a", "b"]),
            ("size (a) > :n", &["a"]),
            ("#a . #b, c", &["#a", "c"]),
            ("ä = :ö", &["ä"]),
            ("", &[]),
        ] {
            assert_eq!(names_in(expression), names, "{expression}");
        }
    }

    #[test]
    fn looks_up_placeholders() {
        let request = json!({
            "Key": { "pk": { "S": "1" } },
            "UpdateExpression": "SET #v = :v",
            "ExpressionAttributeNames": { "#v": "value" },
        });
        assert_eq!(named_by(&request).into_iter().collect::<Vec<_>>(), ["pk", "value"]);
    }
}
