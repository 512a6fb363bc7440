//! Which of the selected items a read gives, and how much of each: `filter`, `labels`, `attributes`, `keysOnly`.

use std::collections::HashSet;

use super::option_kinds::value;
use super::options::OptionKind;
use crate::model::limits::MAX_READ_BYTES;
use crate::model::{Error, KeyExpression, KeyRange, LabelNumber, Name, Result};
use crate::plan::Match;
use crate::store::{Extent, Wanted};

/// Labels that items must have, each as an expression, in the order given.
#[derive(Debug, Default)]
pub(super) struct LabelRanges(pub Vec<(LabelNumber, KeyRange)>);

impl OptionKind for LabelRanges {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal = || {
            Error::invalid_option(format!(
                "'{name}' must be an object of labels and expressions, as in {{ label2: 'status:open' }}"
            ))
        };
        let labels: Option<serde_json::Map<String, serde_json::Value>> = value(text, refusal)?;
        let range = |(label, expression): (String, serde_json::Value)| {
            let number = LabelNumber::parse(&label)?;
            let expression = expression.as_str().ok_or_else(refusal)?;
            let range = KeyExpression::parse(expression)?.into_range();
            Ok((number, range))
        };
        labels.into_iter().flatten().map(range).collect::<Result<_>>().map(Self)
    }
}

/// The names of root attributes.
#[derive(Debug, Default)]
pub(super) struct AttributeNames(pub Option<HashSet<Name>>);

impl OptionKind for AttributeNames {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let refusal =
            || Error::invalid_option(format!("'{name}' must be an array of names of root attributes"));
        let names: Option<Vec<String>> = value(text, refusal)?;
        Ok(Self(names.map(|names| names.iter().map(|name| Name::from_plain(name)).collect())))
    }
}

/// What these options ask for.
pub(super) fn wanted(
    filter: Option<Box<Match>>,
    labels: LabelRanges,
    attributes: AttributeNames,
    keys_only: bool,
) -> Result<Wanted> {
    let extent = match (attributes.0, keys_only) {
        (Some(_), true) => {
            return Err(Error::invalid_option(
                "'attributes' and 'keysOnly' exclude each other: pass one of them",
            ));
        }
        (_, true) => Extent::Keys,
        (Some(names), false) => Extent::Attributes(names),
        (None, false) => Extent::Whole,
    };
    let mut wanted = Wanted { filter, labels: labels.0, extent, ..Wanted::default() };
    if wanted.is_selective() {
        wanted.most_read = MAX_READ_BYTES;
    }
    Ok(wanted)
}
