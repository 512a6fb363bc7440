//! Attributes of attributes in expressions.

use serde_json::{Value, json};

use crate::support::{Server, item};

/// Updates a nested item, and returns it, or the name of the error.
async fn updated(server: &Server, expression: &str, condition: &str) -> Result<Value, String> {
    let mut stored = item("nested");
    stored["a"] = json!({ "M": {
        "n": { "N": "1" },
        "l": { "L": [{ "N": "1" }] },
        "s": { "SS": ["x"] },
        "d.t": { "M": { "n": { "N": "1" } } },
    } });
    server.done("PutItem", json!({ "TableName": "things", "Item": stored })).await;
    let values = [
        (":one", json!({ "N": "1" })),
        (":two", json!({ "N": "2" })),
        (":list", json!({ "L": [{ "N": "2" }] })),
        (":none", json!({ "L": [] })),
        (":set", json!({ "SS": ["x"] })),
        (":map", json!({ "M": {} })),
        (":number", json!({ "S": "N" })),
    ];
    let is_used = |name: &str| {
        [expression, condition].iter().any(|text| {
            text.split(|c: char| !c.is_alphabetic() && c != ':' && c != '#').any(|word| word == name)
        })
    };
    let used: serde_json::Map<_, _> = values
        .into_iter()
        .filter(|(name, _)| is_used(name))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
    let mut update = json!({ "TableName": "things", "Key": item("nested"), "UpdateExpression": expression, "ReturnValues": "ALL_NEW" });
    if !used.is_empty() {
        update["ExpressionAttributeValues"] = Value::Object(used);
    }
    if is_used("#dotted") {
        update["ExpressionAttributeNames"] = json!({ "#dotted": "d.t" });
    }
    if !condition.is_empty() {
        update["ConditionExpression"] = json!(condition);
    }
    let mut answer = server.call("UpdateItem", update).await.unwrap();
    match answer.status {
        200 => Ok(answer.body["Attributes"]["a"]["M"].take()),
        _ => Err(answer.body["__type"].as_str().unwrap().rsplit_once('#').unwrap().1.to_owned()),
    }
}

#[tokio::test]
async fn nested_updates() {
    let server = Server::with_table().await;
    let number = |text: &str| json!({ "N": text });
    for (expression, name, expected) in [
        ("SET a.fresh = :one", "fresh", number("1")),
        ("SET a.n = a.n + :one", "n", number("2")),
        ("ADD a.n :one", "n", number("2")),
        ("ADD a.fresh :one", "fresh", number("1")),
        ("SET a.fresh = if_not_exists(a.fresh, :two) + :one", "fresh", number("3")),
        (
            "SET a.l = list_append(if_not_exists(a.l, :none), :list)",
            "l",
            json!({ "L": [number("1"), number("2")] }),
        ),
        (
            "SET a.fresh = list_append(:list, if_not_exists(a.fresh, :none))",
            "fresh",
            json!({ "L": [number("2")] }),
        ),
        ("SET a.l[7] = :two", "l", json!({ "L": [number("1"), number("2")] })),
        ("SET a.fresh = if_not_exists(a.fresh, :map)", "fresh", json!({ "M": {} })),
        ("SET a.#dotted.n = a.#dotted.n + :one", "d.t", json!({ "M": { "n": number("2") } })),
        ("ADD a.s :set", "s", json!({ "SS": ["x"] })),
        // The last member takes its set along.
        ("DELETE a.s :set", "s", Value::Null),
        ("REMOVE a.n", "n", Value::Null),
        ("REMOVE a.absent", "absent", Value::Null),
    ] {
        assert_eq!(updated(&server, expression, "").await.unwrap()[name], expected, "{expression}");
    }
    for impossible in [
        "SET a.absent.n = :one",
        "SET absent.n = :one",
        "SET a.n.n = :one",
        "ADD a.absent.n :one",
        "REMOVE a.absent.n",
        "SET a.l.n = :one",
        "SET a = :map, a.n = :one",
    ] {
        let outcome = updated(&server, impossible, "").await;
        assert_eq!(outcome, Err("ValidationException".to_owned()), "{impossible}");
    }
}

#[tokio::test]
async fn nested_conditions() {
    let server = Server::with_table().await;
    for (condition, holds) in [
        ("a.n = :one", true),
        ("a.n < :two", true),
        ("a.absent = :one", false),
        ("a.absent <> :one", true),
        ("a.absent.n = :one", false),
        ("NOT a.absent.n = :one", true),
        ("a.n.n = :one", false),
        ("attribute_exists(a.n)", true),
        ("attribute_exists(a.absent.n)", false),
        ("attribute_not_exists(a.absent.n)", true),
        ("attribute_type(a.n, :number)", true),
        ("attribute_type(a.l, :number)", false),
        ("size(a.l) = :one", true),
        ("size(a.absent) = :one", false),
        ("contains(a.l, :one)", true),
        ("contains(a.l, :two)", false),
        ("a.l[0] = :one", true),
        ("a.l[1] = :one", false),
        ("a.#dotted.n BETWEEN :one AND :two", true),
        ("a.n IN (:two, :one)", true),
        // Values of two kinds have no order.
        ("a.n < :list", false),
    ] {
        let outcome = updated(&server, "SET a.fresh = :two", condition).await;
        let expected = if holds { None } else { Some("ConditionalCheckFailedException".to_owned()) };
        assert_eq!(outcome.err(), expected, "{condition}");
    }
}
