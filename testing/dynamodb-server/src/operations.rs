//! DynamoDB's operations: those that faults apply to, and all that the settings may name.

use hyper::HeaderMap;

/// The operations that faults apply to if the settings name none.
const DATA: [&str; 10] = [
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
];

/// The operations that can conflict with a transaction. DynamoDB refuses other reads and batches for other reasons only.
const CONFLICTING: [&str; 5] =
    ["DeleteItem", "PutItem", "TransactGetItems", "TransactWriteItems", "UpdateItem"];

/// The other operations of the engine. An unknown name is refused, because its fault would never occur.
const OTHERS: [&str; 18] = [
    "BatchExecuteStatement",
    "CreateTable",
    "DeleteTable",
    "DescribeStream",
    "DescribeTable",
    "DescribeTimeToLive",
    "ExecuteStatement",
    "ExecuteTransaction",
    "GetRecords",
    "GetShardIterator",
    "ListStreams",
    "ListTables",
    "ListTagsOfResource",
    "SearchVectors",
    "TagResource",
    "UntagResource",
    "UpdateTable",
    "UpdateTimeToLive",
];

pub fn is_data(operation: &str) -> bool {
    DATA.contains(&operation)
}

pub fn is_known(operation: &str) -> bool {
    is_data(operation) || OTHERS.contains(&operation)
}

pub fn can_conflict(operation: &str) -> bool {
    CONFLICTING.contains(&operation)
}

/// The operation of a request, from a header such as `X-Amz-Target: DynamoDB_20120810.GetItem`.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    let (service, operation) = target.split_once('.')?;
    ["DynamoDB_20120810", "DynamoDBStreams_20120810"].contains(&service).then_some(operation)
}
