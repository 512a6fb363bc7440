//! Values as DynamoDB attribute values in DynamoDB's own JSON (`{"S":"…"}`), both ways.

use serde_json::{Map, Value, json};

use super::error::{Error, Result};
use super::json::{Json, Name, plain_key, tagged};
use super::number;

/// The attribute value of a tree.
pub fn to_attribute(tree: &Value) -> Result<Value> {
    if let Some((tag, inner)) = tagged(tree) {
        return match tag {
            "B" | "N" | "SS" | "BS" | "NS" => Ok(json!({ tag: inner })),
            _ => Err(unknown(tag)),
        };
    }
    Ok(match tree {
        Value::Null => json!({ "NULL": true }),
        Value::Bool(value) => json!({ "BOOL": value }),
        Value::Number(value) => json!({ "N": number::normalize(value.as_str())? }),
        Value::String(value) => json!({ "S": value }),
        Value::Array(items) => json!({ "L": items.iter().map(to_attribute).collect::<Result<Vec<_>>>()? }),
        Value::Object(object) => {
            let mut map = Map::new();
            for (key, value) in object {
                map.insert(plain_key(key).to_owned(), to_attribute(value)?);
            }
            json!({ "M": map })
        }
    })
}

/// The value that an attribute value stands for.
pub fn from_attribute(attribute: &Value) -> Result<Json> {
    Ok(Json::from_tree(&to_tree(attribute)?))
}

fn to_tree(attribute: &Value) -> Result<Value> {
    let Some((kind, inner)) =
        attribute.as_object().filter(|object| object.len() == 1).and_then(|object| object.iter().next())
    else {
        return Err(Error::invalid_value("An attribute value must be an object with one key, its type."));
    };
    Ok(match (kind.as_str(), inner) {
        ("NULL", _) => Value::Null,
        ("BOOL", Value::Bool(_)) | ("S", Value::String(_)) => inner.clone(),
        ("N", Value::String(digits)) => number::to_json(&number::normalize(digits)?).to_tree()?,
        ("B", Value::String(_)) | ("SS" | "NS" | "BS", Value::Array(_)) => {
            json!({ format!("\0{kind}"): inner })
        }
        ("L", Value::Array(items)) => Value::Array(items.iter().map(to_tree).collect::<Result<_>>()?),
        ("M", Value::Object(map)) => {
            let mut object = Map::new();
            for (key, value) in map {
                let key = if key.starts_with('\0') { format!("\0{key}") } else { key.clone() };
                object.insert(key, to_tree(value)?);
            }
            Value::Object(object)
        }
        _ => return Err(unknown(kind)),
    })
}

/// The column that holds a root attribute.
pub fn column(name: &Name) -> String {
    format!("_{}", name.to_plain())
}

fn unknown(kind: &str) -> Error {
    Error::invalid_value(format!("'{kind}' is not a type of DynamoDB's, or its value does not fit it."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_both_ways() {
        let attribute = json!({"M": {
            "n": {"N": "0.1"}, "big": {"N": "12345678901234567890"}, "b": {"B": "AAE="}, "ss": {"SS": ["a"]},
            "\0nul": {"NULL": true}, "l": {"L": [{"BOOL": true}, {"S": "\u{1F680}"}]}
        }});
        let value = from_attribute(&attribute).unwrap();
        assert_eq!(to_attribute(&value.to_tree().unwrap()).unwrap(), attribute);
    }

    #[test]
    fn refuses_what_is_no_attribute_value() {
        for bad in [json!({}), json!({"X": 1}), json!({"N": "x"}), json!({"S": 1}), json!(1)] {
            assert!(from_attribute(&bad).is_err(), "{bad}");
        }
    }
}
