//! Values as DynamoDB attribute values in DynamoDB's own JSON (`{"S":"…"}`).

use serde_json::{Map, Value, json};

use super::error::{Error, Result};
use super::json::{Name, plain_key, tagged};
use super::number;
use super::tree::Tree;

/// The attribute value of a tree.
pub fn to_attribute(tree: &Tree) -> Result<Value> {
    if let Some((tag, inner)) = tagged(tree) {
        return tagged_attribute(tag, inner)
            .ok_or_else(|| Error::invalid_value("A value holds a tag that is none."));
    }
    Ok(match tree {
        Tree::Null => json!({ "NULL": true }),
        Tree::Bool(value) => json!({ "BOOL": value }),
        Tree::Number(digits) => json!({ "N": number::normalize(digits)? }),
        Tree::String(value) => json!({ "S": value }),
        Tree::Array(items) => json!({ "L": items.iter().map(to_attribute).collect::<Result<Vec<_>>>()? }),
        Tree::Object(object) => {
            let mut map = Map::new();
            for (key, value) in object {
                map.insert(plain_key(key).to_owned(), to_attribute(value)?);
            }
            json!({ "M": map })
        }
    })
}

/// The column that holds a root attribute.
pub fn column(name: &Name) -> String {
    format!("_{}", name.to_plain())
}

/// The attribute value of a tag, sets of numbers as DynamoDB spells them.
fn tagged_attribute(tag: &str, inner: &Tree) -> Option<Value> {
    let texts = |spell: fn(&str) -> Option<String>| {
        inner.as_array()?.iter().map(|item| item.as_str().and_then(spell)).collect::<Option<Vec<_>>>()
    };
    Some(match tag {
        "N" | "B" => json!({ tag: inner.as_str()? }),
        "SS" | "BS" => json!({ tag: texts(|text| Some(text.to_owned()))? }),
        "NS" => json!({ tag: texts(|digits| number::normalize(digits).ok())? }),
        _ => return None,
    })
}
