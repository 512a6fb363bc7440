//! Key expressions, as `get` takes them: a complete key or a range of a collection.

use compact_str::CompactString;

use super::error::{Error, Result};
use super::key::{Key, split, trim};
use super::limits::SIMPLE_SORT_KEY;

/// A parsed key expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyExpression {
    /// One key: `ns:key` or `key`.
    Key(Key),
    /// Items of one collection, in the order of their sort keys.
    Range(KeyRange),
}

/// The items of one collection whose sort keys meet a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRange {
    /// The partition key.
    pub pk: CompactString,
    /// The condition on the sort key.
    pub sort: SortCondition,
}

impl KeyRange {
    /// Whether the range has a key, or a label.
    pub fn admits(&self, key: &Key) -> bool {
        key.pk == self.pk && self.sort.admits(&key.sk)
    }
}

/// A condition on sort keys, compared as UTF-8 bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortCondition {
    /// `ns:*`
    Any,
    /// A label without an operator.
    Equal(CompactString),
    /// `ns:abc*`
    BeginsWith(CompactString),
    /// `ns:>abc`
    Greater(CompactString),
    /// `ns:>=abc`
    GreaterOrEqual(CompactString),
    /// `ns:<abc`
    Less(CompactString),
    /// `ns:<=abc`
    LessOrEqual(CompactString),
    /// `ns:a|b`, both ends included.
    Between(CompactString, CompactString),
}

impl KeyExpression {
    /// Parses a key expression. Operators have a meaning only after the first colon.
    pub fn parse(text: &str) -> Result<Self> {
        let (pk, Some(sk)) = split(text)? else { return Key::parse(text).map(Self::Key) };
        match SortCondition::parse(&sk)? {
            Some(sort) => {
                // The limit of keys also applies to operands.
                Key::checked(pk.into(), sort.longest_operand().clone(), false)?;
                Ok(Self::Range(KeyRange { pk: pk.into(), sort }))
            }
            None => Key::checked(pk.into(), sk.as_ref().into(), false).map(Self::Key),
        }
    }

    /// The items that this expression selects as a label.
    pub fn into_range(self) -> KeyRange {
        match self {
            Self::Range(range) => range,
            Self::Key(key) => KeyRange { pk: key.pk, sort: SortCondition::Equal(key.sk) },
        }
    }
}

/// Makes the condition of an operator from its operand.
type Build = fn(CompactString) -> SortCondition;

impl SortCondition {
    fn parse(text: &str) -> Result<Option<Self>> {
        let starred = text.ends_with('*');
        let body = text.strip_suffix('*').unwrap_or(text);
        if body.contains('*') {
            return Err(Error::invalid_key(
                "Wildcards ('*') can only be used at the end of a key expression",
            ));
        }
        let operators: [(&str, Build); 4] = [
            (">=", Self::GreaterOrEqual),
            ("<=", Self::LessOrEqual),
            (">", Self::Greater),
            ("<", Self::Less),
        ];
        for (operator, build) in operators {
            if let Some(operand) = body.strip_prefix(operator) {
                let operand = trim(operand);
                if operand.is_empty() {
                    return Err(Error::invalid_key(format!("You must supply a key name after '{operator}'")));
                }
                return Ok(Some(build(operand.into())));
            }
        }
        if let Some((low, high)) = body.split_once('|') {
            return Self::between(trim(low), trim(high)).map(Some);
        }
        Ok(match (starred, body) {
            (false, _) => None,
            (true, "") => Some(Self::Any),
            (true, prefix) => Some(Self::BeginsWith(prefix.into())),
        })
    }

    fn between(low: &str, high: &str) -> Result<Self> {
        if low.is_empty() || high.is_empty() || high.contains('|') {
            return Err(Error::invalid_key("You must supply a key name before and after '|'"));
        }
        if high < low {
            return Err(Error::validation_exception(format!(
                "The range is empty: '{high}' sorts before '{low}'. Write '{high}|{low}'."
            )));
        }
        Ok(Self::Between(low.into(), high.into()))
    }

    /// Whether a sort key meets the condition.
    pub fn admits(&self, sk: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Equal(value) => *sk == **value,
            Self::BeginsWith(prefix) => sk.starts_with(&**prefix),
            Self::Greater(bound) => *sk > **bound,
            Self::GreaterOrEqual(bound) => *sk >= **bound,
            Self::Less(bound) => *sk < **bound,
            Self::LessOrEqual(bound) => *sk <= **bound,
            Self::Between(low, high) => **low <= *sk && *sk <= **high,
        }
    }

    fn longest_operand(&self) -> &CompactString {
        static ANY: CompactString = CompactString::const_new(SIMPLE_SORT_KEY);
        match self {
            Self::Any => &ANY,
            Self::Between(low, high) => {
                if low.len() > high.len() {
                    low
                } else {
                    high
                }
            }
            Self::Equal(operand)
            | Self::BeginsWith(operand)
            | Self::Greater(operand)
            | Self::GreaterOrEqual(operand)
            | Self::Less(operand)
            | Self::LessOrEqual(operand) => operand,
        }
    }
}
