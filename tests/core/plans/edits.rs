//! The model's edits: of an attribute in a map of DynamoDB attribute values, at the root or below it.

use ampt_data::model::attribute::to_attribute;
use ampt_data::model::{Json, Name};
use ampt_data::plan::Edit;
use serde_json::{Map, Value, json};

const WRONG_KIND: &str = "VALIDATION_EXCEPTION";

/// Carries out an edit of an attribute; `None` removes it. A refusal is the code of its error.
pub fn edit(map: &mut Map<String, Value>, name: &str, edit: Option<&Edit>) -> Result<(), &'static str> {
    let current = map.get(name).cloned();
    let made = match edit {
        None => None,
        Some(Edit::Set(value)) => Some(attribute(value)),
        Some(Edit::Default(value)) => Some(current.unwrap_or_else(|| attribute(value))),
        Some(Edit::Add(delta)) => {
            let current = current
                .map_or(Ok(0), |value| value["N"].as_str().ok_or(WRONG_KIND)?.parse().or(Err("NUMBER")))?;
            let delta: i64 = delta.as_str().parse().unwrap();
            Some(json!({ "N": (current + delta).to_string() }))
        }
        Some(Edit::Append(given)) => {
            Some(list(elements(current, "L")?.into_iter().chain(given_elements(given, "L"))))
        }
        Some(Edit::Prepend(given)) => {
            Some(list(given_elements(given, "L").into_iter().chain(elements(current, "L")?)))
        }
        Some(Edit::Union(given)) => {
            let tag = tag_of(given);
            let mut members = elements(current, &tag)?;
            for element in given_elements(given, &tag) {
                if !members.contains(&element) {
                    members.push(element);
                }
            }
            Some(json!({ tag: members }))
        }
        Some(Edit::Without(given)) => {
            let tag = tag_of(given);
            let removed = given_elements(given, &tag);
            let left: Vec<_> =
                elements(current, &tag)?.into_iter().filter(|element| !removed.contains(element)).collect();
            (!left.is_empty()).then(|| json!({ tag: left }))
        }
        Some(Edit::Merge(edits)) => {
            let mut inner = match current {
                None => Map::new(),
                Some(value) => value.get("M").and_then(Value::as_object).cloned().ok_or(WRONG_KIND)?,
            };
            for (name, each) in edits {
                self::edit(&mut inner, &plain(name), each.as_ref())?;
            }
            Some(json!({ "M": inner }))
        }
    };
    match made {
        Some(value) => drop(map.insert(name.to_owned(), value)),
        None => drop(map.shift_remove(name)),
    }
    Ok(())
}

/// The name of an attribute as the application spells it.
pub fn plain(name: &Name) -> String {
    let name: String = serde_json::from_str(name.as_str()).unwrap();
    name.strip_prefix('\0').unwrap_or(&name).to_owned()
}

/// The attribute value of a value.
pub fn attribute(value: &Json) -> Value {
    to_attribute(&value.to_tree().unwrap()).unwrap()
}

fn tag_of(set: &Json) -> String {
    attribute(set).as_object().unwrap().keys().next().unwrap().clone()
}

fn list(elements: impl Iterator<Item = Value>) -> Value {
    json!({ "L": elements.collect::<Vec<_>>() })
}

fn given_elements(value: &Json, tag: &str) -> Vec<Value> {
    elements(Some(attribute(value)), tag).unwrap()
}

/// The elements of a list or a set of this type; none if there is no value.
fn elements(value: Option<Value>, tag: &str) -> Result<Vec<Value>, &'static str> {
    match value {
        None => Ok(Vec::new()),
        Some(value) => value.get(tag).and_then(Value::as_array).cloned().ok_or(WRONG_KIND),
    }
}
