//! `cursors`: the places behind each so many items, from which numbered pages begin.

use super::StoreRef;
use super::answer::{Answer, end_of_part};
use super::options::{OptionKind, Options, options};
use super::traversal::Traversal;
use super::wanted::LabelRanges;
use crate::model::limits::MAX_EVERY;
use crate::model::text::{push_object, push_string};
use crate::model::{Cursor, Error, Json, LabelNumber, Result};
use crate::plan::Match;
use crate::store::Wanted;

options! {
    /// What `cursors` takes.
    CursorsOptions {
        every: Every,
        filter: Option<Box<Match>>,
        label: Option<LabelNumber>,
        labels: LabelRanges,
        consistent: bool,
    }
}

/// How many items lie between two cursors: 1 to [`MAX_EVERY`]. It must be given.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Every(Option<u64>);

impl Every {
    fn number(&self) -> Result<u64> {
        self.0.ok_or_else(|| {
            Error::invalid_option(format!("'every' must be given: a whole number from 1 to {MAX_EVERY}"))
        })
    }
}

impl OptionKind for Every {
    fn read(name: &'static str, text: &str) -> Result<Self> {
        let number = text.parse().ok().filter(|number| (1..=MAX_EVERY).contains(number));
        let refusal =
            || Error::invalid_option(format!("'{name}' must be a whole number from 1 to {MAX_EVERY}"));
        number.map(|number| Self(Some(number))).ok_or_else(refusal)
    }
}

/// `cursors(expression, options)`: the number of items that an expression selects, without one of all; and the cursors behind
/// each `every` of them that others follow.
pub async fn cursors(store: StoreRef, expression: Option<String>, options: Option<Json>) -> Result<Answer> {
    let options = CursorsOptions::read(options.as_ref())?;
    let every = options.every.number()?;
    let CursorsOptions { filter, label, labels, consistent, .. } = options;
    let wanted = Wanted { filter, labels: labels.0, ..Wanted::default() };
    let traversal = Traversal::over(expression.as_deref(), label, consistent, wanted)?;
    let (counted, mut cursors) = traversal.cursors(every, &store).await?;
    if counted > 0 && counted.is_multiple_of(every) {
        cursors.pop();
    }
    Ok(answer(counted, &cursors))
}

fn answer(counted: u64, mut cursors: &[Cursor]) -> Answer {
    let part = |cursors: &[Cursor], is_last: bool| {
        let mut text = String::new();
        push_object(&mut text, |members| {
            members.list("cursors", cursors, |text, cursor| push_string(text, &cursor.to_text()));
            if is_last {
                members.number("counted", counted);
            }
        });
        text.into()
    };
    let mut parts = Vec::new();
    while let Some(end) = end_of_part(cursors, Cursor::weight) {
        parts.push(part(&cursors[..end], false));
        cursors = &cursors[end..];
    }
    let last = part(cursors, true);
    if parts.is_empty() {
        return Answer::Text(last);
    }
    parts.push(last);
    Answer::Parts(parts)
}
