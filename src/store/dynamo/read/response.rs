//! The rows of an answer, and where the next request starts.

use std::collections::HashMap;
use std::fmt;

use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::box_error::BoxError;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::model::Unreadable;
use crate::model::row::{JsonStr, ReadRow, RowItem};
use crate::store::dynamo::attribute::Row;

/// The rows of an answer, and where the next request starts.
#[derive(Debug, Default)]
pub(super) struct ResponseRows {
    /// The rows, in order.
    pub(super) rows: Vec<Result<RowItem, Unreadable>>,
    /// How many rows passed the filter, also where they are not returned.
    pub(super) count: u64,
    /// The key from which to continue.
    pub(super) last: Option<Row>,
}

impl ResponseRows {
    /// The rows of an answer's body.
    pub(super) fn of(body: &[u8]) -> Result<Self, BoxError> {
        Ok(serde_json::from_slice(body)?)
    }
}

impl<'de> Deserialize<'de> for ResponseRows {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ResponseVisitor)
    }
}

struct ResponseVisitor;

impl<'de> Visitor<'de> for ResponseVisitor {
    type Value = ResponseRows;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an answer of DynamoDB")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<ResponseRows, A::Error> {
        let mut answer = ResponseRows::default();
        while let Some(JsonStr(name)) = map.next_key()? {
            match &*name {
                "Items" => {
                    let rows: Vec<ReadRow> = map.next_value()?;
                    answer.rows = rows.into_iter().map(|row| row.0).collect();
                }
                "Count" => answer.count = map.next_value()?,
                "Item" => answer.rows.push(map.next_value::<ReadRow>()?.0),
                "LastEvaluatedKey" => {
                    // All keys of this schema are strings.
                    let key: HashMap<String, HashMap<String, String>> = map.next_value()?;
                    let column = |(name, value): (String, HashMap<String, String>)| {
                        value.into_values().next().map(|text| (name, AttributeValue::S(text)))
                    };
                    answer.last = Some(key.into_iter().filter_map(column).collect());
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::model::random::item;
    use crate::model::row::{Order, read, to_row};

    proptest! {
        #[test]
        fn reads_rows_alone_or_among_others(items in prop::collection::vec(item(), 0..4)) {
            let mut rows: Vec<_> = items.iter().map(|item| to_row(item).unwrap()).collect();
            let expected: Vec<_> = rows.iter().map(|row| Ok(read(&json!(row).to_string(), Order::ByName).unwrap())).collect();
            // DynamoDB keeps no order of columns. The reader orders attributes by their names.
            for row in &mut rows {
                *row = row.clone().into_iter().rev().collect();
            }
            let text = json!({ "Count": 1, "Items": rows, "LastEvaluatedKey": { "pk": { "S": "a" } } }).to_string();
            let answer: ResponseRows = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(answer.rows, expected);
            prop_assert_eq!(&answer.last.unwrap()["pk"], &AttributeValue::S("a".into()));
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_hides_no_other() {
        let text =
            r#"{"Items":[{"pk":{"S":"a"},"_x":{"N":"1"},"sk":{"N":"1"}},{"pk":{"S":"a"},"sk":{"S":"1"}}]}"#;
        let answer: ResponseRows = serde_json::from_str(text).unwrap();
        assert!(answer.rows[0].is_err());
        assert_eq!(answer.rows[1].as_ref().unwrap().item.key.to_text(), "a:1");
        assert!(serde_json::from_str::<ResponseRows>("").is_err());
    }
}
