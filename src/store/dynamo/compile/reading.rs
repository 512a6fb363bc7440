//! The expressions of a read: which rows it reads, which of them it returns, and which columns of these.

use aws_sdk_dynamodb::types::{AttributeValue, Select};

use super::expressions::{Expressions, MAX_LENGTH};
use super::matching;
use crate::model::row::schema::{
    CREATED, EXPIRY, KEY, KeyColumns, MODIFIED, VALUE, attribute_column, key_columns, label_columns,
};
use crate::model::{KeyRange, LabelNumber, Result, Seconds, SortCondition};
use crate::store::{Extent, Query, Scan, Wanted};

/// Functions and operators of the condition on a label, or more.
const LABEL_OPERATORS: usize = 5;

/// The expressions of a read.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::store::dynamo) struct ReadExpressions {
    /// The filter as the condition, and what all placeholders stand for.
    pub(in crate::store::dynamo) expressions: Expressions,
    /// The condition on the keys that are read.
    pub(in crate::store::dynamo) keys: Option<String>,
    /// The columns that are returned, if not all.
    pub(in crate::store::dynamo) projection: Option<String>,
    /// Whether rows are counted and not returned.
    pub(in crate::store::dynamo) select: Option<Select>,
    /// Whether DynamoDB returns what is not wanted, because no filter can say what is.
    pub(in crate::store::dynamo) is_partial: bool,
}

impl ReadExpressions {
    /// The expressions of a query.
    pub(in crate::store::dynamo) fn of_query(query: &Query, now: Seconds) -> Result<Self> {
        Self::of(query.label, Some(&query.range), &query.wanted, Some(now))
    }

    /// The expressions of a scan.
    pub(in crate::store::dynamo) fn of_scan(scan: &Scan, now: Seconds) -> Result<Self> {
        Self::of(scan.label, None, &scan.wanted, (!scan.expired).then_some(now))
    }

    fn of(
        label: Option<LabelNumber>,
        range: Option<&KeyRange>,
        wanted: &Wanted,
        live_at: Option<Seconds>,
    ) -> Result<Self> {
        let mut least = Self::default();
        least.keys = range.map(|range| range_condition(&mut least.expressions, key_columns(label), range));
        if let Some(now) = live_at {
            require_live(&mut least.expressions, now);
        }
        let mut reading = least.clone();
        for (number, range) in &wanted.labels {
            let label = range_condition(&mut reading.expressions, label_columns(*number), range);
            reading.expressions.require_all(vec![label], LABEL_OPERATORS);
        }
        if let Some(filter) = &wanted.filter {
            matching::compile_filter(&mut reading.expressions, filter)?;
        }
        // A filter cannot name the columns of the keys that are read.
        let names_keys = wanted.labels.iter().any(|(number, _)| Some(*number) == label);
        if names_keys || !reading.expressions.fits() {
            return Ok(Self { is_partial: true, ..least });
        }
        match &wanted.extent {
            Extent::Whole => {}
            Extent::Count => reading.select = Some(Select::Count),
            Extent::Keys | Extent::Cursors { .. } => reading.project([]),
            Extent::Attributes(names) => {
                reading.project(names.iter().map(attribute_column).chain([VALUE.to_owned()]));
            }
        }
        Ok(reading)
    }

    /// Asks for the columns of keys and metadata and for others, if there are not too many.
    fn project(&mut self, others: impl IntoIterator<Item = String>) {
        let mut expressions = self.expressions.clone();
        let keys = LabelNumber::all().map(label_columns).chain([KEY]);
        let columns = keys
            .flat_map(|KeyColumns { pk, sk, kv }| [*pk, *sk, *kv])
            .chain([CREATED, MODIFIED, EXPIRY])
            .map(str::to_owned);
        let places: Vec<_> = columns.chain(others).map(|column| expressions.name_of(&column)).collect();
        let projection = places.join(",");
        if projection.len() <= MAX_LENGTH {
            (self.expressions, self.projection) = (expressions, Some(projection));
        }
    }
}

/// Leaves out expired items that DynamoDB has not deleted yet. An expiry that is not a number passes, so that the row is
/// reported as unreadable.
fn require_live(expressions: &mut Expressions, now: Seconds) {
    let live = "(attribute_not_exists(#ttl) OR #ttl > :now OR NOT attribute_type(#ttl, :number))";
    expressions.require(live, &[("#ttl", EXPIRY)]);
    expressions.value(":now", AttributeValue::N(now.to_string()));
    expressions.value(":number", AttributeValue::S("N".to_owned()));
}

/// The condition on the columns of a key.
fn range_condition(
    expressions: &mut Expressions,
    KeyColumns { pk, sk, .. }: &KeyColumns,
    range: &KeyRange,
) -> String {
    let mut condition = |column: &str, sign: &str, operand: &str| {
        let place = expressions.name_of(column);
        let operand = expressions.value_of(AttributeValue::S(operand.to_owned()));
        format!("{place}{sign}{operand}")
    };
    let partition = condition(pk, "=", &range.pk);
    let sort = match &range.sort {
        SortCondition::Any => return partition,
        SortCondition::BeginsWith(prefix) => format!("begins_with({})", condition(sk, ",", prefix)),
        SortCondition::Equal(value) => condition(sk, "=", value),
        SortCondition::Greater(bound) => condition(sk, ">", bound),
        SortCondition::GreaterOrEqual(bound) => condition(sk, ">=", bound),
        SortCondition::Less(bound) => condition(sk, "<", bound),
        SortCondition::LessOrEqual(bound) => condition(sk, "<=", bound),
        SortCondition::Between(low, high) => {
            let low = condition(sk, " BETWEEN ", low);
            format!("{low} AND {}", expressions.value_of(AttributeValue::S(high.to_string())))
        }
    };
    format!("{partition} AND {sort}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Json, KeyExpression};
    use crate::plan::Match;

    fn query(expression: &str, wanted: &Wanted) -> ReadExpressions {
        let range = KeyExpression::parse(expression).unwrap().into_range();
        ReadExpressions::of(None, Some(&range), wanted, None).unwrap()
    }

    fn counted(filter: &str) -> Wanted {
        let filter = Match::parse("filter", &Json::from_text(filter.to_owned())).unwrap();
        Wanted { filter: Some(Box::new(filter)), extent: Extent::Count, ..Wanted::default() }
    }

    #[test]
    fn a_range_is_a_condition_on_keys() {
        for (expression, expected) in [
            ("a:*", "#0=:0"),
            ("a:b", "#0=:0 AND #1=:1"),
            ("a:b*", "#0=:0 AND begins_with(#1,:1)"),
            ("a:>b", "#0=:0 AND #1>:1"),
            ("a:<=b", "#0=:0 AND #1<=:1"),
            ("a:b|c", "#0=:0 AND #1 BETWEEN :1 AND :2"),
        ] {
            assert_eq!(query(expression, &Wanted::default()).keys.unwrap(), expected);
        }
    }

    #[test]
    fn what_no_filter_can_say_is_left_out_of_it() {
        let small = query("a:*", &counted(r#"{"b":1}"#));
        assert_eq!(small.expressions.condition().unwrap(), "#1=:1");
        assert_eq!((small.select, small.is_partial), (Some(Select::Count), false));
        let many = vec![r#"{"b":{"$exists":true}}"#; 200].join(",");
        let large = query("a:*", &counted(&format!("{{\"$or\":[{many}]}}")));
        assert_eq!((large.expressions.condition(), large.select, large.is_partial), (None, None, true));
    }

    #[test]
    fn labels_are_filters_on_other_columns() {
        let range = KeyExpression::parse("status:open*").unwrap().into_range();
        let labels = vec![(LabelNumber::new(2).unwrap(), range)];
        let reading = query("a:*", &Wanted { labels, extent: Extent::Keys, ..Wanted::default() });
        assert_eq!(reading.expressions.condition().unwrap(), "#1=:1 AND begins_with(#2,:2)");
        let names = reading.expressions.names().unwrap();
        assert_eq!((&*names["#1"], &*names["#2"]), ("pk2", "sk2"));
        assert_eq!(reading.projection.unwrap().split(',').count(), 21);
    }
}
