//! The options of `set`.

use super::options::Options;
use crate::model::key::no_key;
use crate::model::{Error, Json, Key, Kind, LabelNumber, Result, Seconds, ttl};
use crate::plan::{Condition, LabelEdit, TtlEdit};

/// The options of `set`, and those that an item of a batch has.
#[derive(Debug, Default)]
pub(super) struct SetOptions {
    pub meta: bool,
    pub overwrite: bool,
    pub condition: Condition,
    pub default: Option<Json>,
    pub labels: Vec<(LabelNumber, LabelEdit)>,
    pub ttl: Option<TtlEdit>,
    pub keep_nulls: bool,
    pub token: Option<String>,
    pub now: Seconds,
}

impl SetOptions {
    pub(super) fn parse(options: &Options<'_>, now: Seconds) -> Result<Self> {
        let overwrite = options.flag("overwrite")?;
        let created = options
            .read("created", || Error::invalid_option("'created' value must be a number"))?
            .map(Seconds);
        let mut labels = Vec::new();
        for number in LabelNumber::all() {
            if let Some(text) = options.text(number.name()) {
                let named = |error: Error| match &error.hint {
                    Some(hint) => {
                        let hint = format!("'label{}': {hint}", number.get());
                        error.with_hint(hint)
                    }
                    None => error,
                };
                labels.push((number, label_edit(text).map_err(named)?));
            }
        }
        let ttl = match options.text("ttl") {
            None => None,
            Some("null") => Some(TtlEdit::Remove),
            Some(text) => Some(TtlEdit::Set(ttl::parse(&Json::from_text(text), now)?)),
        };
        Ok(Self {
            meta: options.flag("meta")?,
            overwrite,
            // An update keeps `created`, so it has nothing to check.
            condition: Condition {
                exists: options.boolean("exists")?,
                created: created.filter(|_| overwrite),
            },
            default: options
                .text("default")
                .map(Json::from_text)
                .filter(|default| !matches!(default.kind(), Kind::Null | Kind::Undefined)),
            labels,
            ttl,
            keep_nulls: options.boolean("removeNulls")? == Some(false),
            token: options.token()?,
            now,
        })
    }

    /// Whether neither the value nor a default says what to store.
    pub(super) fn lacks_value(&self, value: Option<&Json>) -> bool {
        let missing = match value.map(Json::kind) {
            None | Some(Kind::Undefined) => true,
            Some(Kind::Null) => !self.keep_nulls,
            Some(_) => false,
        };
        missing && self.default.is_none()
    }
}

fn label_edit(text: &str) -> Result<LabelEdit> {
    if text == "null" {
        return Ok(LabelEdit::Remove);
    }
    let invalid = |_| no_key();
    if !text.starts_with('[') {
        let label: String = serde_json::from_str(text).map_err(invalid)?;
        return Key::parse_label(&label).map(LabelEdit::Set);
    }
    let defaults: Vec<String> = serde_json::from_str(text).map_err(invalid)?;
    match defaults.as_slice() {
        [default] => Key::parse_label(default).map(LabelEdit::Default),
        _ => Err(Error::invalid_option("A default label must be an array with one label")),
    }
}
