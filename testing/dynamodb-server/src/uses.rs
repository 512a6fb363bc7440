//! The uses of a request: which IAM actions on which tables and indexes.

use std::collections::{BTreeMap, BTreeSet};

use dynoxide::actions::get_shard_iterator::decode_shard_iterator;
use serde_json::Value;

use crate::attributes;

/// One permission that a request needs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The requested operation.
    pub operation: String,
    /// The IAM action. Transactions need the actions of their members. `None` for `PartiQL`, where the statement
    /// determines it.
    pub action: Option<String>,
    pub table: Option<String>,
    pub index: Option<String>,
}

/// Each distinct use of a request, with the attributes that it names.
pub fn of(operation: &str, request: &Value) -> BTreeMap<Use, BTreeSet<String>> {
    let mut uses: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    let mut add = |action: Option<&str>, table: Option<&str>, named: &Value| {
        let used = Use {
            operation: operation.to_owned(),
            action: action.map(|action| format!("dynamodb:{action}")),
            table: table.map(table_name),
            index: named["IndexName"].as_str().map(str::to_owned),
        };
        uses.entry(used).or_default().extend(attributes::named_by(named));
    };
    match operation {
        "BatchGetItem" | "BatchWriteItem" => {
            for (table, entries) in request["RequestItems"].as_object().into_iter().flatten() {
                add(Some(operation), Some(table), entries);
                for entry in entries.as_array().into_iter().flatten() {
                    for member in entry.as_object().into_iter().flat_map(|entry| entry.values()) {
                        add(Some(operation), Some(table), member);
                    }
                }
            }
        }
        "TransactGetItems" | "TransactWriteItems" => {
            for entry in request["TransactItems"].as_array().into_iter().flatten() {
                for (kind, member) in entry.as_object().into_iter().flatten() {
                    let action = match kind.as_str() {
                        "ConditionCheck" => "ConditionCheckItem".to_owned(),
                        kind => format!("{kind}Item"),
                    };
                    add(Some(&action), member["TableName"].as_str(), member);
                }
            }
        }
        "ExecuteStatement" | "BatchExecuteStatement" | "ExecuteTransaction" => add(None, None, request),
        "GetRecords" => {
            let iterator = request["ShardIterator"].as_str().and_then(decode_shard_iterator);
            add(Some(operation), iterator.as_ref().map(|(table, _, _)| table.as_str()), request);
        }
        _ => {
            let table =
                ["TableName", "StreamArn", "ResourceArn"].iter().find_map(|name| request[*name].as_str());
            add(Some(operation), table, request);
        }
    }
    uses
}

/// The table name in the ARN of a table or stream. Anything else is a table name already.
fn table_name(table: &str) -> String {
    let name = table.split_once(":table/").map_or(table, |(_, name)| name);
    name.split_once('/').map_or(name, |(name, _)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn found(operation: &str, request: &Value) -> Vec<String> {
        let show = |part: &Option<String>| part.clone().unwrap_or("-".into());
        of(operation, request)
            .into_iter()
            .map(|(used, attributes)| {
                let named: Vec<_> = attributes.into_iter().collect();
                let (action, table, index) = (show(&used.action), show(&used.table), show(&used.index));
                format!("{action} {table} {index} {}", named.join(","))
            })
            .collect()
    }

    #[test]
    fn finds_tables_and_indexes() {
        let query = json!({ "TableName": "t", "IndexName": "gsi1", "KeyConditionExpression": "gsi1pk = :p" });
        assert_eq!(found("Query", &query), ["dynamodb:Query t gsi1 gsi1pk"]);
        let arn = "arn:aws:dynamodb:dynoxide:000000000000:table/t/stream/1.2";
        assert_eq!(found("DescribeStream", &json!({ "StreamArn": arn })), ["dynamodb:DescribeStream t - "]);
        assert_eq!(found("ListTables", &json!({})), ["dynamodb:ListTables - - "]);
        assert_eq!(found("GetItem", &Value::Null), ["dynamodb:GetItem - - "]);
    }

    #[test]
    fn finds_each_table_of_a_batch_once() {
        let write = json!({ "RequestItems": {
            "t": [{ "PutRequest": { "Item": { "pk": { "S": "1" }, "v": { "S": "2" } } } },
                  { "DeleteRequest": { "Key": { "pk": { "S": "2" } } } }],
            "u": [{ "DeleteRequest": { "Key": { "id": { "S": "2" } } } }],
        } });
        assert_eq!(
            found("BatchWriteItem", &write),
            ["dynamodb:BatchWriteItem t - pk,v", "dynamodb:BatchWriteItem u - id"]
        );
        let get = json!({ "RequestItems": { "t": { "Keys": [{ "pk": { "S": "1" } }] } } });
        assert_eq!(found("BatchGetItem", &get), ["dynamodb:BatchGetItem t - pk"]);
    }

    #[test]
    fn finds_the_actions_of_a_transaction() {
        let transaction = json!({ "TransactItems": [
            { "Put": { "TableName": "t", "Item": { "pk": { "S": "1" } } } },
            { "ConditionCheck": { "TableName": "t", "Key": { "pk": { "S": "2" } } } },
        ] });
        assert_eq!(
            found("TransactWriteItems", &transaction),
            ["dynamodb:ConditionCheckItem t - pk", "dynamodb:PutItem t - pk"]
        );
    }
}
