//! The options of `set`.

use super::option_kinds::{CallToken, Created};
use super::options::options;
use crate::model::item_text::Detail;
use crate::model::{Json, Kind, LabelNumber, Result, Seconds, Version, ttl};
use crate::plan::{Condition, LabelEdit, Match, TtlEdit};

options! {
    /// What `set` takes, and an item of a batch.
    SetOptions {
        overwrite: bool,
        created: Created,
        label1: Option<LabelEdit>,
        label2: Option<LabelEdit>,
        label3: Option<LabelEdit>,
        label4: Option<LabelEdit>,
        label5: Option<LabelEdit>,
        ttl: Option<Json>,
        meta: bool,
        version: Option<Version>,
        exists: Option<bool>,
        matches as "if": Option<Box<Match>>,
        default: Option<Json>,
        remove_nulls as "removeNulls": Option<bool>,
        idempotency_token as "idempotencyToken": CallToken,
    }
}

impl SetOptions {
    /// How much of the item the answer shows. A program that gave a version needs the next one.
    pub(super) fn detail(&self) -> Detail {
        Detail::of(self.meta, self.version.is_some())
    }

    /// What must hold before. An update keeps `created`, so it has nothing to check there.
    pub(super) fn condition(&self) -> Condition {
        let created = self.created.0.filter(|_| self.overwrite).map(Seconds);
        Condition {
            exists: self.exists,
            created,
            version: self.version,
            matches: self.matches.clone(),
            ..Condition::default()
        }
    }

    /// The default of the value, if it says anything.
    pub(super) fn default_value(&self) -> Option<&Json> {
        self.default.as_ref().filter(|default| !matches!(default.kind(), Kind::Null | Kind::Undefined))
    }

    /// Whether `null` is stored rather than removed.
    pub(super) fn keeps_nulls(&self) -> bool {
        self.remove_nulls == Some(false)
    }

    /// The edits of labels, in the order of their numbers.
    pub(super) fn labels(&self) -> Vec<(LabelNumber, LabelEdit)> {
        let given = [&self.label1, &self.label2, &self.label3, &self.label4, &self.label5];
        LabelNumber::all().zip(given).filter_map(|(number, edit)| Some((number, edit.clone()?))).collect()
    }

    /// The edit of the expiry, which may be relative to `now`.
    pub(super) fn ttl(&self, now: Seconds) -> Result<Option<TtlEdit>> {
        match &self.ttl {
            None => Ok(None),
            Some(ttl) if ttl.kind() == Kind::Null => Ok(Some(TtlEdit::Remove)),
            Some(ttl) => ttl::parse(ttl, now).map(TtlEdit::Set).map(Some),
        }
    }

    /// Whether neither the value nor a default says what to store.
    pub(super) fn lacks_value(&self, value: Option<&Json>) -> bool {
        let missing = match value.map(Json::kind) {
            None | Some(Kind::Undefined) => true,
            Some(Kind::Null) => !self.keeps_nulls(),
            Some(_) => false,
        };
        missing && self.default_value().is_none()
    }
}
