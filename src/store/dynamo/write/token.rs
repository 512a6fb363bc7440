//! The name of a call with an `idempotencyToken`: the token that DynamoDB gets, and the version of the item.
//!
//! DynamoDB remembers for ten minutes which request came under a token. It answers the same request with success and
//! does nothing, and another request with a mismatch. Whether it remembers requests that it canceled is not
//! documented, so a mismatch proves nothing. A call was carried out if the item has its version, which follows from
//! the token, or if the same request succeeds.

use std::fmt::Write;
use std::time::Duration;

use sha2::{Digest, Sha256};

use crate::model::{Body, Key, Result, Seconds, Stamp};
use crate::plan::{BodyEdit, Change, Condition, Edit, LabelEdit, OverValue, Plan};

/// Characters of a token, at most DynamoDB's 36.
const LENGTH: usize = 36;
/// How long DynamoDB remembers a token.
pub(super) const REMEMBERED: Duration = Duration::from_secs(600);
/// The millisecond of every write under a token, so that the request depends on the second only.
const MILLISECOND: Duration = Duration::from_millis(999);

/// The name of a call.
pub(super) struct Token {
    /// The token that DynamoDB gets.
    pub(super) text: String,
    /// The name that the call gives to its version.
    name: u64,
}

impl Token {
    /// The name of a plan under the application's token at a place: a table, its region and endpoint. Different plans
    /// have different names, so an application that uses a token for two calls by mistake loses neither.
    pub(super) fn new(place: [&str; 3], token: &str, plan: &Plan) -> Result<Self> {
        let mut content = Content(Sha256::new());
        content.text("ampt-data 1");
        for part in place {
            content.text(part);
        }
        content.text(token);
        content.plan(plan)?;
        let digest = content.0.finalize();
        let mut name = [0; 8];
        name.copy_from_slice(&digest[LENGTH / 2..][..8]);
        Ok(Self { text: hexadecimal(&digest), name: u64::from_be_bytes(name) })
    }

    /// The name under which the same call goes on if DynamoDB remembers that it canceled it under this one.
    pub(super) fn next(&self) -> Self {
        Self { text: hexadecimal(&Sha256::digest(&self.text)), name: self.name }
    }

    /// The stamp of the call in a second.
    pub(super) fn stamp(&self, second: Seconds) -> Stamp {
        Stamp::named(self.name, second.millis() + MILLISECOND)
    }
}

fn hexadecimal(digest: &[u8]) -> String {
    let mut text = String::with_capacity(LENGTH);
    for byte in &digest[..LENGTH / 2] {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Hashes a plan. Every version of this package must hash the same bytes. The length comes before each text, so
/// different plans have different bytes.
struct Content(Sha256);

impl Content {
    fn text(&mut self, text: &str) {
        self.0.update((text.len() as u64).to_be_bytes());
        self.0.update(text);
    }

    fn number(&mut self, number: Option<i64>) {
        self.text(&number.map(|number| number.to_string()).unwrap_or_default());
    }

    fn second(&mut self, second: Option<Seconds>) {
        self.number(second.map(|second| second.0));
    }

    fn key(&mut self, key: &Key) {
        self.text(&key.pk);
        self.text(&key.sk);
        self.text(if key.simple { "simple" } else { "" });
    }

    /// Hashes a plan without its `ttl`: a `ttl` in seconds from now differs at every repetition.
    fn plan(&mut self, plan: &Plan) -> Result<()> {
        self.key(&plan.key);
        self.condition(&plan.condition);
        self.change(&plan.change)
    }

    fn condition(&mut self, condition: &Condition) {
        self.number(condition.exists.map(i64::from));
        self.second(condition.created);
        if let Some(version) = condition.version {
            self.text("version");
            self.text(&version.to_string());
        }
    }

    fn change(&mut self, change: &Change) -> Result<()> {
        match change {
            Change::Remove => self.text("remove"),
            Change::Check => self.text("check"),
            Change::Steps(steps) => {
                for step in steps {
                    self.condition(&step.condition);
                    self.change(&step.change)?;
                }
            }
            Change::Replace(replacement) => {
                self.text("replace");
                let (kind, value) = match &replacement.body {
                    Body::Value(value) => ("value", value),
                    Body::Object(value) => ("object", value),
                };
                self.text(kind);
                self.text(value.as_str());
                for (number, label) in replacement.labels.iter() {
                    self.text(number.name());
                    self.key(label);
                }
                self.second(replacement.created);
                self.text(&replacement.version.map(|version| version.to_string()).unwrap_or_default());
            }
            Change::Update(update) => {
                self.text("update");
                self.body(&update.body)?;
                for (number, edit) in &update.labels {
                    self.text(number.name());
                    match edit {
                        LabelEdit::Remove => self.text("remove"),
                        LabelEdit::Set(label) | LabelEdit::Default(label) => {
                            self.text(if matches!(edit, LabelEdit::Set(_)) { "set" } else { "default" });
                            self.key(label);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    fn body(&mut self, body: &BodyEdit) -> Result<()> {
        match body {
            BodyEdit::Value(edit) => {
                self.text("value");
                self.edit(Some(edit));
            }
            // An object means the same as all its attributes set, so it has the same bytes.
            BodyEdit::Object(object) => {
                self.text("attributes");
                for (name, value) in object.members()? {
                    self.text(name);
                    self.text("set");
                    self.text(value);
                }
                self.text("replace");
            }
            BodyEdit::Attributes { edits, over_value } => {
                self.text("attributes");
                for (name, edit) in edits {
                    self.text(name.as_str());
                    self.edit(edit.as_ref());
                }
                self.text(if *over_value == OverValue::Replace { "replace" } else { "keep" });
            }
        }
        Ok(())
    }

    fn edit(&mut self, edit: Option<&Edit>) {
        let (word, value) = match edit {
            None => return self.text("remove"),
            Some(Edit::Set(value)) => ("set", value),
            Some(Edit::Default(value)) => ("default", value),
            Some(Edit::Add(value)) => ("add", value),
        };
        self.text(word);
        self.text(value.as_str());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::Json;
    use crate::plan::{TtlEdit, Update};

    const PLACE: [&str; 3] = ["table", "eu-west-1", ""];

    fn plan(key: &str, value: &str, exists: Option<bool>, ttl: Option<i64>) -> Plan {
        let update = Update {
            body: BodyEdit::Object(Json::from_text(value.to_owned())),
            labels: Vec::new(),
            ttl: ttl.map(Seconds).map(TtlEdit::Set),
        };
        Plan {
            key: Key::parse(key).unwrap(),
            condition: Condition { exists, ..Condition::default() },
            change: Change::Update(update),
        }
    }

    fn text(place: [&str; 3], token: &str, plan: &Plan) -> String {
        Token::new(place, token, plan).unwrap().text
    }

    #[test]
    fn a_call_has_the_same_token_in_every_version_of_this_package() {
        let plan = plan("a:b", r#"{"x":1}"#, None, None);
        assert_eq!(text(PLACE, "t", &plan), "d3c36ce12bb138ed495ffbd4df0ae8761402");
    }

    #[test]
    fn different_calls_have_different_tokens() {
        let one = || plan("a:b", r#"{"x":1}"#, None, None);
        let tokens = [
            text(PLACE, "t", &one()),
            text(PLACE, "u", &one()),
            text(["other", "eu-west-1", ""], "t", &one()),
            text(["table", "eu-west-2", ""], "t", &one()),
            text(["table", "eu-west-1", "http://localhost:8000"], "t", &one()),
            text(PLACE, "t", &plan("a:c", r#"{"x":1}"#, None, None)),
            text(PLACE, "t", &plan("a:b", r#"{"x":2}"#, None, None)),
            text(PLACE, "t", &plan("a:b", r#"{"x":1}"#, Some(false), None)),
            Token::new(PLACE, "t", &one()).unwrap().next().text,
        ];
        assert_eq!(tokens.iter().collect::<HashSet<_>>().len(), tokens.len());
        assert!(tokens.iter().all(|token| token.len() == LENGTH));
        // A `ttl` in seconds from now differs at every repetition.
        assert_eq!(text(PLACE, "t", &plan("a:b", r#"{"x":1}"#, None, Some(7))), tokens[0]);
    }
}
