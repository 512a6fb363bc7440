//! An update and a condition under construction. Every name is a placeholder, so that no reserved
//! word, dot or other character of an attribute's name can be read as anything else.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;

use crate::model::Seconds;
use crate::model::row::schema::{EXPIRY, KEY};
use crate::store::dynamo::attribute::Row;

/// Longest expression, in bytes.
const MAX_LENGTH: usize = 4096;
/// Most functions and operators in an update.
const MAX_FUNCTIONS: usize = 300;

/// The expressions of a request, with what their placeholders stand for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Expression {
    conditions: Vec<String>,
    set: Vec<String>,
    remove: Vec<String>,
    add: Vec<String>,
    names: HashMap<String, String>,
    values: Row,
    functions: usize,
}

impl Expression {
    /// The condition, if there is one.
    pub fn condition(&self) -> Option<String> {
        (!self.conditions.is_empty()).then(|| self.conditions.join(" AND "))
    }

    /// The update, if there is one.
    pub fn update(&self) -> Option<String> {
        let clauses = [("SET", &self.set), ("REMOVE", &self.remove), ("ADD", &self.add)];
        let clauses: Vec<_> = clauses
            .iter()
            .filter(|(_, actions)| !actions.is_empty())
            .map(|(clause, actions)| format!("{clause} {}", actions.join(",")))
            .collect();
        (!clauses.is_empty()).then(|| clauses.join(" "))
    }

    /// Whether DynamoDB takes an update of this length.
    pub fn fits(&self) -> bool {
        self.functions <= MAX_FUNCTIONS && self.update().is_none_or(|update| update.len() <= MAX_LENGTH)
    }

    /// What the placeholders of names stand for; DynamoDB wants none rather than an empty map.
    pub fn names(&self) -> Option<HashMap<String, String>> {
        (!self.names.is_empty()).then(|| self.names.clone())
    }

    /// What the placeholders of values stand for.
    pub fn values(&self) -> Option<Row> {
        (!self.values.is_empty()).then(|| self.values.clone())
    }

    /// Adds a condition, with the names that it uses.
    pub(super) fn require(&mut self, condition: &str, names: &[(&str, &str)]) {
        for (placeholder, column) in names {
            self.names.insert((*placeholder).to_owned(), (*column).to_owned());
        }
        if !self.conditions.iter().any(|other| other == condition) {
            self.conditions.push(condition.to_owned());
        }
    }

    /// The item exists and is not expired.
    pub(super) fn require_live(&mut self, now: Seconds) {
        self.require("attribute_exists(#pk)", &[("#pk", KEY.pk)]);
        self.require_not_expired(now);
    }

    /// There is no item, or one that is not expired.
    pub(super) fn require_not_expired(&mut self, now: Seconds) {
        self.require("(attribute_not_exists(#ttl) OR #ttl > :now)", &[("#ttl", EXPIRY)]);
        self.value(":now", AttributeValue::N(now.to_string()));
    }

    /// Says what a value's placeholder stands for.
    pub(super) fn value(&mut self, placeholder: &str, value: AttributeValue) {
        self.values.insert(placeholder.to_owned(), value);
    }

    pub(super) fn set(&mut self, column: &str, value: AttributeValue) {
        let (name, value) = (self.name_of(column), self.value_of(value));
        self.set.push(format!("{name}={value}"));
    }

    /// Sets a column that does not exist.
    pub(super) fn set_default(&mut self, column: &str, value: AttributeValue) {
        let (name, value) = (self.name_of(column), self.value_of(value));
        self.set.push(format!("{name}=if_not_exists({name},{value})"));
        self.functions += 1;
    }

    pub(super) fn add(&mut self, column: &str, delta: AttributeValue) {
        let (name, delta) = (self.name_of(column), self.value_of(delta));
        self.add.push(format!("{name} {delta}"));
    }

    pub(super) fn remove(&mut self, column: &str) {
        let name = self.name_of(column);
        self.remove.push(name);
    }

    fn name_of(&mut self, column: &str) -> String {
        let placeholder = format!("#{}", short(self.names.len()));
        self.names.insert(placeholder.clone(), column.to_owned());
        placeholder
    }

    fn value_of(&mut self, value: AttributeValue) -> String {
        let placeholder = format!(":{}", short(self.values.len()));
        self.values.insert(placeholder.clone(), value);
        placeholder
    }
}

/// A number in as few letters as there are, behind a digit that no other placeholder begins with.
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
    fn placeholders_are_short_and_never_two_the_same() {
        let all: Vec<_> = (0..5000).map(short).collect();
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), all.len());
        assert!(all.iter().all(|short| short.len() <= 3 && short.starts_with(|c: char| c.is_ascii_digit())));
    }

    #[test]
    fn five_hundred_attributes_fit_and_six_hundred_do_not() {
        let mut expression = Expression::default();
        let mut fits = |count: usize| {
            while expression.set.len() < count {
                expression.set("_name", AttributeValue::Bool(true));
            }
            expression.fits()
        };
        assert!(fits(450) && !fits(700));
    }
}
