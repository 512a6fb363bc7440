//! The name of a call with an `idempotencyToken`: the token that DynamoDB gets, and the version of the item.
//!
//! DynamoDB remembers for ten minutes which request came under a token. It answers the same request with success and
//! does nothing, and another request with a mismatch. Whether it remembers requests that it canceled is not
//! documented, so a mismatch proves nothing. A call was carried out if the item has its version, which follows from
//! the token, or if the same request succeeds.

use std::fmt::Write;
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::content::Content;
use crate::model::{Result, Seconds, Stamp};
use crate::plan::Plan;

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
        let mut content = Content::default();
        content.text("ampt-data 1");
        for part in place {
            content.text(part);
        }
        content.text(token);
        content.plan(plan)?;
        let digest = content.digest();
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::{Json, Key, Name};
    use crate::plan::{BodyEdit, Change, Condition, Edit, Match, TtlEdit, Update};

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
    fn different_edits_have_different_tokens() {
        let text_of = |edit: Edit| {
            let mut plan = plan("a:b", "{}", None, None);
            plan.change =
                Change::Update(Update { body: BodyEdit::Value(edit), labels: Vec::new(), ttl: None });
            text(PLACE, "t", &plan)
        };
        let one = || Json::from_text("1");
        let merge = |edit: Option<Edit>| Edit::Merge(vec![(Name::from_plain("x"), edit)]);
        let edits = [
            Edit::Add(one()),
            Edit::Append(one()),
            Edit::Union(one()),
            merge(None),
            merge(Some(merge(None))),
        ];
        let tokens: HashSet<_> =
            edits.iter().cloned().chain([Edit::Merge(Vec::new())]).map(text_of).collect();
        assert_eq!(tokens.len(), edits.len() + 1);
    }

    #[test]
    fn different_calls_have_different_tokens() {
        let one = || plan("a:b", r#"{"x":1}"#, None, None);
        let one_if = |text: &'static str| {
            let matches = Match::parse("if", &Json::from_text(text)).unwrap();
            Plan { condition: Condition { matches: Some(matches.into()), ..Condition::default() }, ..one() }
        };
        let tokens = [
            text(PLACE, "t", &one()),
            text(PLACE, "u", &one()),
            text(["other", "eu-west-1", ""], "t", &one()),
            text(["table", "eu-west-2", ""], "t", &one()),
            text(["table", "eu-west-1", "http://localhost:8000"], "t", &one()),
            text(PLACE, "t", &plan("a:c", r#"{"x":1}"#, None, None)),
            text(PLACE, "t", &plan("a:b", r#"{"x":2}"#, None, None)),
            text(PLACE, "t", &plan("a:b", r#"{"x":1}"#, Some(false), None)),
            text(PLACE, "t", &one_if(r#"{"y":1}"#)),
            text(PLACE, "t", &one_if(r#"{"y":2}"#)),
            Token::new(PLACE, "t", &one()).unwrap().next().text,
        ];
        assert_eq!(tokens.iter().collect::<HashSet<_>>().len(), tokens.len());
        assert!(tokens.iter().all(|token| token.len() == LENGTH));
        // A `ttl` in seconds from now differs at every repetition.
        assert_eq!(text(PLACE, "t", &plan("a:b", r#"{"x":1}"#, None, Some(7))), tokens[0]);
    }
}
