//! The operations of DynamoDB: which faults apply to, and which there are.

use hyper::HeaderMap;

/// What faults apply to if the settings name no operations.
const DATA: [&str; 9] = [
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactWriteItems",
];

/// The others that the engine has. Naming one that nobody has would be a fault that never comes.
const OTHERS: [&str; 19] = [
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
    "TransactGetItems",
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

/// The operation that a request asks for, as in `X-Amz-Target: DynamoDB_20120810.GetItem`.
pub fn of(headers: &HeaderMap) -> Option<&str> {
    let target = headers.get("x-amz-target")?.to_str().ok()?;
    let (service, operation) = target.split_once('.')?;
    ["DynamoDB_20120810", "DynamoDBStreams_20120810"].contains(&service).then_some(operation)
}
