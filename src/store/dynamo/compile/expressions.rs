//! The expressions of a request and what their placeholders stand for. Every name is a placeholder, so a reserved word or
//! a dot in the name of an attribute is harmless.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::Seconds;
use crate::model::row::schema::{EXPIRY, KEY};
use crate::store::dynamo::attribute::Row;

/// DynamoDB's longest expression, in bytes.
pub(super) const MAX_LENGTH: usize = 4096;
/// DynamoDB's most functions and operators in an expression.
const MAX_FUNCTIONS: usize = 300;
/// The most that one of this package's own conditions has, with the `AND` before it.
const OWN_FUNCTIONS: usize = 4;

/// The expressions of a request, and what their placeholders stand for.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Expressions {
    conditions: Vec<String>,
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    delete: Vec<String>,
    names: HashMap<String, String>,
    values: Row,
    /// Functions of the update.
    functions: usize,
    /// Whether no expression can say what the plan does.
    is_unsayable: bool,
    /// Functions and operators of the condition, or more.
    operators: usize,
    checks_no_kinds: bool,
}

impl Expressions {
    /// Expressions that leave it to DynamoDB to refuse an edit of a value of the wrong kind. They are shorter, and
    /// DynamoDB then does not return the row.
    pub(super) fn that_check_no_kinds() -> Self {
        Self { checks_no_kinds: true, ..Self::default() }
    }

    /// The condition, if there is one.
    pub(crate) fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    /// The update, if there is one.
    pub(crate) fn update(&self) -> Option<String> {
        let clauses =
            [("SET", &self.set), ("REMOVE", &self.remove), ("ADD", &self.add), ("DELETE", &self.delete)];
        let clauses: Vec<_> = clauses
            .iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(clause, actions)| format!("{clause} {}", actions.join(",")))
            .collect();
        (!clauses.is_empty()).then(|| clauses.join(" "))
    }

    /// Marks what no expression can say.
    pub(super) fn cannot_say(&mut self) {
        self.is_unsayable = true;
    }

    /// Whether the expressions say all that the plan does, within DynamoDB's limits.
    pub(crate) fn fits(&self) -> bool {
        let is_short = |expression: Option<String>| expression.is_none_or(|text| text.len() <= MAX_LENGTH);
        !self.is_unsayable
            && self.functions <= MAX_FUNCTIONS
            && self.operators <= MAX_FUNCTIONS
            && is_short(self.update())
            && is_short(self.condition())
    }

    /// The names of columns by their placeholders. `None` if there are none: DynamoDB refuses an empty map.
    pub(crate) fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    /// The values by their placeholders.
    pub(crate) fn values(&self) -> Option<Row> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }

    /// Adds a condition and the names that it uses: pairs of a placeholder and a column.
    pub(super) fn require(&mut self, condition: &str, names: &[(&str, &str)]) {
        for (placeholder, column) in names {
            self.names.insert((*placeholder).to_owned(), (*column).to_owned());
        }
        if !self.conditions.iter().any(|other| other == condition) {
            self.conditions.push(condition.to_owned());
            self.operators += OWN_FUNCTIONS;
        }
    }

    /// Adds conditions that have this many functions and operators together.
    pub(super) fn require_all(&mut self, conditions: Vec<String>, operators: usize) {
        self.conditions.extend(conditions);
        self.operators += operators + 1;
    }

    /// Adds the condition that a place is empty, or holds a value of this type of DynamoDB.
    pub(super) fn require_missing_or(&mut self, kind: &str, place: &str) {
        if !self.checks_no_kinds {
            let kind = self.kind(kind);
            let condition = format!("(attribute_not_exists({place}) OR attribute_type({place},{kind}))");
            self.require_all(vec![condition], 3);
        }
    }

    /// The placeholder of the name of a type of DynamoDB.
    pub(super) fn kind(&mut self, kind: &str) -> String {
        let placeholder = format!(":{kind}");
        self.value(&placeholder, AttributeValue::S(kind.to_owned()));
        placeholder
    }

    /// Adds the condition that the item exists and is not expired.
    pub(super) fn require_live(&mut self, now: Seconds) {
        self.require("attribute_exists(#pk)", &[("#pk", KEY.pk)]);
        self.require_not_expired(now);
    }

    /// Adds the condition that there is no item, or one that is not expired.
    pub(super) fn require_not_expired(&mut self, now: Seconds) {
        self.require("(attribute_not_exists(#ttl) OR #ttl > :now)", &[("#ttl", EXPIRY)]);
        self.value(":now", AttributeValue::N(now.to_string()));
    }

    /// Sets the value of a placeholder.
    pub(super) fn value(&mut self, placeholder: &str, value: AttributeValue) {
        self.values.insert(placeholder.to_owned(), value);
    }

    pub(super) fn set(&mut self, column: &str, value: AttributeValue) {
        let place = self.name_of(column);
        self.set_at(&place, value);
    }

    /// Sets what is at a place: a placeholder, or several with dots between them.
    pub(super) fn set_at(&mut self, place: &str, value: AttributeValue) {
        let value = self.value_of(value);
        self.set.push(format!("{place}={value}"));
    }

    /// Sets a column unless the row has it.
    pub(super) fn set_default(&mut self, column: &str, value: AttributeValue) {
        let place = self.name_of(column);
        self.set_default_at(&place, value);
    }

    /// Sets what is at a place unless there is something.
    pub(super) fn set_default_at(&mut self, place: &str, value: AttributeValue) {
        let value = self.value_of(value);
        self.set_computed(place, &format!("if_not_exists({place},{value})"), 1);
    }

    /// Sets what is at a place to an expression of so many functions and operators.
    pub(super) fn set_computed(&mut self, place: &str, expression: &str, functions: usize) {
        self.set.push(format!("{place}={expression}"));
        self.functions += functions;
    }

    /// Adds a number to a column, or elements to a set.
    pub(super) fn add_at(&mut self, place: &str, value: AttributeValue) {
        let value = self.value_of(value);
        self.add.push(format!("{place} {value}"));
    }

    /// Deletes elements of the set in a column.
    pub(super) fn delete_at(&mut self, place: &str, elements: AttributeValue) {
        let elements = self.value_of(elements);
        self.delete.push(format!("{place} {elements}"));
    }

    pub(super) fn remove(&mut self, column: &str) {
        let place = self.name_of(column);
        self.remove_at(place);
    }

    /// Removes what is at a place.
    pub(super) fn remove_at(&mut self, place: String) {
        self.remove.push(place);
    }

    /// The placeholder of a column, or of a name below one.
    pub(super) fn name_of(&mut self, name: &str) -> String {
        let placeholder = format!("#{}", short(self.names.len()));
        self.names.insert(placeholder.clone(), name.to_owned());
        placeholder
    }

    /// The placeholder of a value.
    pub(super) fn value_of(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":{}", short(self.values.len()));
        self.values.insert(placeholder.clone(), value);
        placeholder
    }
}

/// A number as a short text that starts with a digit. No other placeholder starts with one.
fn short(mut number: usize) -> String {
    const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
    let mut letters = String::from(LETTERS[number % 10] as char);
    number /= 10;
    while number > 0 {
        letters.push(LETTERS[number % 36] as char);
        number /= 36;
    }
    letters
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn placeholders_are_short_and_unique() {
        let all: Vec<_> = (0..5000).map(short).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert!(all.iter().all(|short| short.len() <= 3 && short.starts_with(|c: char| c.is_ascii_digit())));
    }

    #[test]
    fn five_hundred_attributes_fit_and_six_hundred_do_not() {
        let mut expressions = Expressions::default();
        let mut fits = |count: usize| {
            while expressions.set.len() < count {
                expressions.set("_name", AttributeValue::Bool(true));
            }
            expressions.fits()
        };
        assert!(fits(450) && !fits(700));
    }
}
