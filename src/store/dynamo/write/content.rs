//! What a plan says, as bytes that are hashed.

use sha2::{Digest, Sha256};

use crate::model::{Body, Key, Result, Seconds};
use crate::plan::{BodyEdit, Change, Condition, Edit, LabelEdit, OverValue, Plan};

/// Hashes a plan. Every version of this package must hash the same bytes. The length comes before each text, so
/// different plans have different bytes.
#[derive(Default)]
pub(super) struct Content(Sha256);

impl Content {
    /// The digest of all that was hashed.
    pub(super) fn digest(self) -> [u8; 32] {
        self.0.finalize().into()
    }

    /// Hashes a text.
    pub(super) fn text(&mut self, text: &str) {
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
    pub(super) fn plan(&mut self, plan: &Plan) -> Result<()> {
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
        if let Some(version) = condition.older_than {
            self.text("older than");
            self.text(&version.to_string());
        }
        if let Some(matches) = &condition.matches {
            self.text("if");
            self.text(matches.text());
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
            Some(Edit::Merge(edits)) => {
                self.text("merge");
                for (name, edit) in edits {
                    self.text(name.as_str());
                    self.edit(edit.as_ref());
                }
                return self.text("end");
            }
            Some(Edit::Set(value)) => ("set", value),
            Some(Edit::Default(value)) => ("default", value),
            Some(Edit::Add(value)) => ("add", value),
            Some(Edit::Append(value)) => ("append", value),
            Some(Edit::Prepend(value)) => ("prepend", value),
            Some(Edit::Union(value)) => ("union", value),
            Some(Edit::Without(value)) => ("without", value),
        };
        self.text(word);
        self.text(value.as_str());
    }
}
