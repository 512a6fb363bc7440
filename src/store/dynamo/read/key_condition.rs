//! The key condition of a query.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::SortCondition;
use crate::model::row::schema::key_columns;
use crate::store::Query;
use crate::store::dynamo::attribute::Row;

/// A condition on partition and sort keys, as an expression.
pub(super) struct KeyCondition {
    /// The expression.
    pub(super) expression: String,
    /// The columns by their placeholders.
    pub(super) names: HashMap<String, String>,
    /// The values by their placeholders.
    pub(super) values: Row,
}

impl KeyCondition {
    /// The condition of a query.
    pub(super) fn of(query: &Query) -> Self {
        let columns = key_columns(query.label);
        let mut condition = Self {
            expression: "#pk = :pk".to_owned(),
            names: HashMap::from([("#pk".to_owned(), columns.pk.to_owned())]),
            values: Row::new(),
        };
        condition.value(":pk", &query.range.pk);
        let sort = match &query.range.sort {
            SortCondition::Any => None,
            SortCondition::Equal(value) => Some(("#sk = :a", value, None)),
            SortCondition::BeginsWith(prefix) => Some(("begins_with(#sk, :a)", prefix, None)),
            SortCondition::Greater(bound) => Some(("#sk > :a", bound, None)),
            SortCondition::GreaterOrEqual(bound) => Some(("#sk >= :a", bound, None)),
            SortCondition::Less(bound) => Some(("#sk < :a", bound, None)),
            SortCondition::LessOrEqual(bound) => Some(("#sk <= :a", bound, None)),
            SortCondition::Between(low, high) => Some(("#sk BETWEEN :a AND :b", low, Some(high))),
        };
        if let Some((expression, a, b)) = sort {
            condition.expression = format!("#pk = :pk AND {expression}");
            condition.names.insert("#sk".to_owned(), columns.sk.to_owned());
            condition.value(":a", a);
            if let Some(b) = b {
                condition.value(":b", b);
            }
        }
        condition
    }

    fn value(&mut self, placeholder: &str, text: &str) {
        self.values.insert(placeholder.to_owned(), AttributeValue::S(text.to_owned()));
    }
}
