//! The operators that a value may hold instead of data: `{ $add: 1 }`.

use memchr::memchr_iter;

/// An operator. In a value, it is the only key of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EditOperator {
    /// `$add`: adds to a number.
    Add,
    /// `$append`: adds elements at the end of an array.
    Append,
    /// `$prepend`: adds elements at the beginning of an array.
    Prepend,
    /// `$union`: adds elements to a Set.
    Union,
    /// `$without`: removes elements from a Set.
    Without,
    /// `$merge`: edits the attributes of a nested object.
    Merge,
}

impl EditOperator {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Add, Self::Append, Self::Prepend, Self::Union, Self::Without, Self::Merge];

    /// The operator as it is written.
    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "$add",
            Self::Append => "$append",
            Self::Prepend => "$prepend",
            Self::Union => "$union",
            Self::Without => "$without",
            Self::Merge => "$merge",
        }
    }

    /// The operator of a key.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|operator| operator.name() == key)
    }

    /// What the operator edits.
    pub fn edits(self) -> &'static str {
        match self {
            Self::Add => "a number",
            Self::Append | Self::Prepend => "an array",
            Self::Union | Self::Without => "a Set of the same kind of elements",
            Self::Merge => "an object",
        }
    }
}

/// Whether any key in the text of a value is an operator.
pub(super) fn holds_operator(text: &str) -> bool {
    // Inside a string, a quote has a backslash before it, so only a key begins like this and ends with a colon.
    memchr_iter(b'$', text.as_bytes()).any(|at| {
        (text[..at].ends_with("{\"") || text[..at].ends_with(",\""))
            && EditOperator::ALL.iter().any(|operator| {
                text[at..].strip_prefix(operator.name()).is_some_and(|rest| rest.starts_with("\":"))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::javascript::evaluate;

    #[test]
    fn javascript_knows_the_same_operators() {
        let names = EditOperator::ALL.map(EditOperator::name);
        assert_eq!(evaluate("require('./lib/unknown').OPERATORS"), serde_json::json!(names));
    }

    #[test]
    fn finds_operators_that_are_keys() {
        for operator in EditOperator::ALL {
            let name = operator.name();
            assert_eq!(EditOperator::parse(name), Some(operator));
            assert!(holds_operator(&format!(r#"{{"a":["$5",{{"{name}":1}}]}}"#)));
            for text in [
                format!(r#"{{"a":"{name}"}}"#),
                format!(r#"{{"{name}s":1,"x{name}":2,"$":3}}"#),
                serde_json::json!({ "a": format!(r#"{{"{name}":1}}"#) }).to_string(),
                serde_json::json!({ format!(",\"{name}"): format!(r#"{name}":"#) }).to_string(),
            ] {
                assert!(!holds_operator(&text), "{text}");
            }
        }
        assert_eq!(EditOperator::parse("$inc"), None);
    }
}
