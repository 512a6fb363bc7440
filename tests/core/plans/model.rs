//! The model: rows in a sorted map, changed as the documentation says, queried by looking at all.

use std::collections::BTreeMap;

use ampt_data::model::{Body, Key, LabelNumber, Name, SortCondition};
use ampt_data::plan::{BodyEdit, Change, Condition, Edit, LabelEdit, OverValue, Plan, TtlEdit};
use serde_json::{Map, Value, json};

use super::edits::{self, attribute};
use super::oracle;

/// A row as DynamoDB attribute values.
pub type Row = Map<String, Value>;

#[derive(Default)]
pub struct Model {
    rows: BTreeMap<(String, String), Row>,
}

impl Model {
    /// Carries a plan out; a refusal is the code of its error.
    pub fn apply(&mut self, plan: &Plan, now: i64) -> Result<Option<Row>, &'static str> {
        let place = (plan.key.pk.to_string(), plan.key.sk.to_string());
        let current = self.live(&place.0, &place.1, now);
        let row = Self::step(&plan.key, &plan.condition, &plan.change, current, now)?;
        match (&plan.change, &row) {
            (change, _) if change.is_none() => {}
            (_, Some(row)) => drop(self.rows.insert(place, row.clone())),
            (_, None) => drop(self.rows.remove(&place)),
        }
        Ok(row)
    }

    fn step(
        key: &Key,
        condition: &Condition,
        change: &Change,
        current: Option<Row>,
        now: i64,
    ) -> Result<Option<Row>, &'static str> {
        match (condition.exists, &current) {
            (Some(false), Some(_)) => return Err("ITEM_EXISTS"),
            (Some(true), None) => return Err("ITEM_NOT_FOUND"),
            _ => {}
        }
        if let Some(created) = condition.created
            && current.as_ref().and_then(|row| seconds(row, "ct")) != Some(created.0)
        {
            return Err("CREATED_MISMATCH");
        }
        if let Some(version) = condition.version
            && current.as_ref().and_then(|row| seconds(row, "md")) != Some(version.second().0)
        {
            return Err("VERSION_MISMATCH");
        }
        if let Some(version) = condition.older_than
            && let Some(row) = &current
            && seconds(row, "md").unwrap_or_default() >= version.second().0
        {
            return Err("VERSION_MISMATCH");
        }
        if let Some(matches) = &condition.matches
            && !oracle::holds(matches.text(), current.as_ref())
        {
            return Err("CONDITION_FAILED");
        }
        if let Change::Steps(steps) = change {
            return steps.iter().try_fold(current, |row, step| {
                let row = row.filter(|row| is_live(row, now));
                Self::step(key, &step.condition, &step.change, row, now)
            });
        }
        let mut row = match change {
            Change::Check => return Ok(current),
            _ => current.unwrap_or_default(),
        };
        match change {
            Change::Check | Change::Steps(_) => {}
            Change::Remove => return Ok(None),
            Change::Replace(new) => {
                row = Row::new();
                put_body(&mut row, &new.body);
                for (number, label) in new.labels.iter() {
                    put_label(&mut row, number, label);
                }
                row.insert("ct".into(), n(new.created.map_or(now, |created| created.0)));
                row.insert("md".into(), n(new.version.map_or(now, |version| version.second().0)));
                if let Some(ttl) = new.ttl {
                    row.insert("ttl".into(), n(ttl.0));
                }
            }
            Change::Update(update) => {
                edit_body(&mut row, &update.body)?;
                for (number, edit) in &update.labels {
                    let has = row.contains_key(&format!("pk{}", number.get()));
                    match edit {
                        LabelEdit::Default(_) if has => {}
                        LabelEdit::Set(label) | LabelEdit::Default(label) => {
                            put_label(&mut row, *number, label)
                        }
                        LabelEdit::Remove => remove_label(&mut row, *number),
                    }
                }
                row.entry("ct").or_insert_with(|| n(now));
                row.insert("md".into(), n(now));
                match update.ttl {
                    Some(TtlEdit::Set(ttl)) => drop(row.insert("ttl".into(), n(ttl.0))),
                    Some(TtlEdit::Remove) => drop(row.remove("ttl")),
                    None => {}
                }
            }
        }
        row.insert("pk".into(), json!({ "S": *key.pk }));
        row.insert("sk".into(), json!({ "S": *key.sk }));
        if key.simple {
            row.insert("kv".into(), json!({ "BOOL": true }));
        } else {
            row.shift_remove("kv");
        }
        Ok(Some(row))
    }

    pub fn live(&self, pk: &str, sk: &str, now: i64) -> Option<Row> {
        self.rows.get(&(pk.to_owned(), sk.to_owned())).filter(|row| is_live(row, now)).cloned()
    }

    pub fn rows(&self) -> Vec<Row> {
        // The product scans in the order of its file: NUL in a partition key is escaped there.
        let mut rows: Vec<_> = self.rows.iter().collect();
        rows.sort_by_key(|((pk, sk), _)| (pk.replace('\0', "\0\u{10ffff}") + "\0", sk.clone()));
        rows.into_iter().map(|(_, row)| row.clone()).collect()
    }

    pub fn query(
        &self,
        pk: &str,
        sort: &SortCondition,
        label: Option<LabelNumber>,
        reverse: bool,
        now: i64,
    ) -> Vec<Row> {
        let suffix = label.map(|number| number.get().to_string()).unwrap_or_default();
        let column =
            |row: &Row, name: &str| row.get(&format!("{name}{suffix}")).map(|value| text(value).to_owned());
        let mut found: Vec<_> = self
            .rows
            .iter()
            .filter(|(_, row)| is_live(row, now) && column(row, "pk").as_deref() == Some(pk))
            .filter_map(|(place, row)| Some((column(row, "sk")?, place, row)))
            .filter(|(sk, _, _)| holds(sort, sk))
            .collect();
        found.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        if reverse {
            found.reverse();
        }
        found.into_iter().map(|(_, _, row)| row.clone()).collect()
    }
}

fn holds(sort: &SortCondition, sk: &str) -> bool {
    match sort {
        SortCondition::Any => true,
        SortCondition::Equal(value) => sk == &**value,
        SortCondition::BeginsWith(prefix) => sk.starts_with(&**prefix),
        SortCondition::Greater(bound) => sk > &**bound,
        SortCondition::GreaterOrEqual(bound) => sk >= &**bound,
        SortCondition::Less(bound) => sk < &**bound,
        SortCondition::LessOrEqual(bound) => sk <= &**bound,
        SortCondition::Between(low, high) => sk >= &**low && sk <= &**high,
    }
}

fn edit_body(row: &mut Row, edit: &BodyEdit) -> Result<(), &'static str> {
    let is_object = row.contains_key("ct") && !row.contains_key("val");
    match edit {
        BodyEdit::Value(_) if is_object => Err("OBJECT_TO_VALUE"),
        BodyEdit::Value(edit) => edit_column(row, "val".into(), Some(edit)),
        BodyEdit::Attributes { over_value: OverValue::Keep, .. } if row.contains_key("val") => Ok(()),
        BodyEdit::Object(object) => {
            row.remove("val");
            let attributes = object.attributes().unwrap();
            attributes.iter().for_each(|(name, value)| drop(row.insert(column(name), attribute(value))));
            Ok(())
        }
        BodyEdit::Attributes { edits, .. } => {
            row.remove("val");
            edits.iter().try_for_each(|(name, edit)| edit_column(row, column(name), edit.as_ref()))
        }
    }
}

fn edit_column(row: &mut Row, column: String, edit: Option<&Edit>) -> Result<(), &'static str> {
    // A whole value cannot be missing, so `null` is what arrays and Sets begin with.
    let begins = matches!(edit, Some(Edit::Append(_) | Edit::Prepend(_) | Edit::Union(_) | Edit::Without(_)));
    let single = column == "val";
    let kept = row.get(&column).cloned();
    if single && begins && kept == Some(json!({ "NULL": true })) {
        row.shift_remove(&column);
    }
    let edited = edits::edit(row, &column, edit);
    if single && (edited.is_err() || !row.contains_key(&column)) {
        let value = if edited.is_err() { kept } else { Some(json!({ "NULL": true })) };
        row.extend(value.map(|value| (column, value)));
    }
    edited
}

/// Writes the columns of a value.
pub fn put_body(row: &mut Row, body: &Body) {
    match body {
        Body::Value(value) => drop(row.insert("val".into(), attribute(value))),
        Body::Object(object) => {
            for (name, value) in object.attributes().unwrap() {
                row.insert(column(&name), attribute(&value));
            }
        }
    }
}

fn put_label(row: &mut Row, number: LabelNumber, label: &Key) {
    remove_label(row, number);
    let number = number.get();
    row.insert(format!("pk{number}"), json!({ "S": *label.pk }));
    row.insert(format!("sk{number}"), json!({ "S": *label.sk }));
    if label.simple {
        row.insert(format!("kv{number}"), json!({ "BOOL": true }));
    }
}

fn remove_label(row: &mut Row, number: LabelNumber) {
    for name in ["pk", "sk", "kv"] {
        row.remove(&format!("{name}{}", number.get()));
    }
}

fn is_live(row: &Row, now: i64) -> bool {
    seconds(row, "ttl").is_none_or(|ttl| ttl > now)
}

fn seconds(row: &Row, column: &str) -> Option<i64> {
    row.get(column).map(|value| value["N"].as_str().unwrap().parse().unwrap())
}

fn column(name: &Name) -> String {
    format!("_{}", edits::plain(name))
}

fn text(value: &Value) -> &str {
    value["S"].as_str().unwrap()
}

fn n(number: i64) -> Value {
    json!({ "N": number.to_string() })
}
