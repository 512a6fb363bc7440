//! Merges a value and its default, as trees.

use indexmap::map::Entry;

use super::json::tagged;
use super::tree::Tree;

/// Adds to `value` what it lacks of `default`. Objects on both sides are merged in turn; anything else stays as in
/// `value`.
pub fn merge_defaults(value: &mut Tree, default: Tree) {
    if tagged(value).is_some() || tagged(&default).is_some() {
        return;
    }
    if let (Tree::Object(value), Tree::Object(default)) = (value, default) {
        for (key, default) in default {
            match value.entry(key) {
                Entry::Occupied(mut existing) => merge_defaults(existing.get_mut(), default),
                Entry::Vacant(place) => drop(place.insert(default)),
            }
        }
    }
}

/// Removes the attributes that are `undefined`, at any depth.
pub fn remove_undefined(tree: &mut Tree) {
    match tree {
        Tree::Array(items) => items.iter_mut().for_each(remove_undefined),
        Tree::Object(object) => {
            object.retain(|_, value| !matches!(tagged(value), Some(("U", _))));
            object.values_mut().for_each(remove_undefined);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Json;

    #[test]
    fn merges_objects_but_neither_arrays_nor_tags() {
        let mut value = Json::from_text(r#"{"a":{"x":1},"l":[1],"b":{"\u0000B":"AA=="}}"#).to_tree().unwrap();
        let default = Json::from_text(r#"{"a":{"x":0,"y":2},"l":[9],"b":{"c":1},"m":1}"#).to_tree().unwrap();
        merge_defaults(&mut value, default);
        assert_eq!(
            Json::from_tree(&value).as_str(),
            r#"{"a":{"x":1,"y":2},"l":[1],"b":{"\u0000B":"AA=="},"m":1}"#
        );
    }

    #[test]
    fn what_is_undefined_wins_over_a_default_and_is_removed() {
        let text = r#"{"a":{"\u0000U":true},"l":[{"x":{"\u0000U":true}}],"b":{"\u0000B":"AA=="}}"#;
        let mut value = Json::from_text(text).to_tree().unwrap();
        merge_defaults(&mut value, Json::from_text(r#"{"a":1,"c":2}"#).to_tree().unwrap());
        remove_undefined(&mut value);
        assert_eq!(Json::from_tree(&value).as_str(), r#"{"l":[{}],"b":{"\u0000B":"AA=="},"c":2}"#);
    }
}
