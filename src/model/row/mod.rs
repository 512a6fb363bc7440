//! Items as rows of the table: DynamoDB attribute values under the reference's column names.
//!
//! `write` makes every row and `read` reads every row: those of tables, of stream records, of `export` and `import`.

mod fault;
mod images;
mod read;
pub mod schema;
mod value;
mod write;

pub use self::fault::Unreadable;
pub use self::images::events;
pub use self::read::{ReadRow, RowItem, read};
pub(crate) use self::value::JsonStr;
pub use self::value::Order;
pub use self::write::{to_row, write};

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::{Order, ReadRow, RowItem, Unreadable, to_row};
    use crate::model::Body;
    use crate::model::random::item;

    fn read(text: &str) -> Result<RowItem, Unreadable> {
        super::read(text, Order::ByName)
    }

    proptest! {
        #[test]
        fn an_item_survives_a_round_trip(item in item()) {
            let text = Value::Object(to_row(&item).unwrap()).to_string();
            let read = super::read(&text, Order::AsGiven).unwrap();
            prop_assert_eq!(read.lost, None);
            prop_assert_eq!(Value::Object(to_row(&read.item).unwrap()).to_string(), text);
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[{}\\[\\]\":,SNMLBpsk_val0-9]{0,30}") {
            drop(read(&text));
        }
    }

    #[test]
    fn attributes_are_in_the_order_that_is_asked_for() {
        let row = r#"{"pk":{"S":"a"},"sk":{"S":"1"},"_z":{"N":"1"},"_a":{"L":[{"M":{"y":{"N":"2"},"b":{"N":"3"}}}]}}"#;
        let value = |order| match super::read(row, order).unwrap().item.body {
            Body::Object(object) | Body::Value(object) => object.as_str().to_owned(),
        };
        assert_eq!(value(Order::AsGiven), r#"{"z":1,"a":[{"y":2,"b":3}]}"#);
        assert_eq!(value(Order::ByName), r#"{"a":[{"b":3,"y":2}],"z":1}"#);
    }

    fn reason(columns: &str) -> String {
        read(&format!(r#"{{"pk":{{"S":"a"}},"sk":{{"S":"1"}},{columns}}}"#)).unwrap_err().message()
    }

    #[test]
    fn a_message_names_the_key_and_the_column() {
        for (columns, wrong) in [
            (r#""_x":{"BS":[null]}"#, "'_x' is not DynamoDB's JSON"),
            (r#""_x":{"S":1}"#, "'_x' is not DynamoDB's JSON"),
            (r#""_x":{"NS":["abc"]}"#, "'_x' holds a set of numbers with another value in it"),
            (r#""val":{"SS":[]}"#, "'val' holds an empty set"),
            (r#""_x":{"SS":["a","a"]}"#, "'_x' holds a set with an element twice"),
            (r#""_x":{"NS":["1","1.0"]}"#, "'_x' holds a set with an element twice"),
            (r#""_x":{"B":"***"}"#, "'_x' holds bytes that are not base64"),
            (r#""_x":{"BS":["AA"]}"#, "'_x' holds bytes that are not base64"),
            (r#""_x":{"L":[{"N":"1e999"}]}"#, "'_x' holds a number that DynamoDB does not support"),
            (r#""_x":{"N":"1_0"}"#, "'_x' holds a number that DynamoDB does not support"),
            (r#""_x":{"Q":[{"secret":1}]}"#, "'_x' holds a value of a type that DynamoDB does not have"),
            (r#""_x":{}"#, "'_x' holds a value without a type"),
            (r#""_x":{"S":"secret","N":"1"}"#, "'_x' holds a value of two types"),
            (r#""_x":{"NULL":false}"#, "'_x' holds a NULL that is not true"),
            (r#""_x":{"M":{"":{"S":"secret"}}}"#, "'_x' holds a map with an empty name"),
            (r#""ct":{"S":"secret"}"#, "'ct' must be a number of epoch seconds"),
            (r#""ttl":{"N":"1e300"}"#, "'ttl' must be a number of epoch seconds"),
            (r#""kv":{"S":"secret"}"#, "'kv' must be a boolean"),
            (r#""pk2":{"N":"1"}"#, "'pk2' must be a string"),
        ] {
            assert_eq!(
                reason(columns),
                format!("The row 'a:1' cannot be read: its column {wrong}."),
                "{columns}"
            );
        }
        let nested =
            |levels| format!(r#""_x":{}{{"S":"x"}}{}"#, r#"{"L":["#.repeat(levels), "]}".repeat(levels));
        assert_eq!(reason(&nested(32)), "The row 'a:1' cannot be read: its column '_x' is nested too deep.");
        assert!(read(&format!(r#"{{"pk":{{"S":"a"}},"sk":{{"S":"1"}},{}}}"#, nested(31))).is_ok());
        assert!(reason(&nested(100_000)).contains("is nested too deep"));
    }

    #[test]
    fn a_fraction_never_rounds_up_to_the_next_second() {
        for fraction in ["", ".5", ".999999999999999999991"] {
            let text =
                format!(r#"{{"pk":{{"S":"a"}},"sk":{{"S":"1"}},"md":{{"N":"1700000000{fraction}"}}}}"#);
            assert_eq!(read(&text).unwrap().item.modified().0, 1_700_000_000, "{fraction}");
            let before = text.replace("1700000000", "-5");
            assert_eq!(read(&before).unwrap().item.modified().0, -5, "-5{fraction}");
        }
    }

    #[test]
    fn keys_at_which_no_page_can_end_are_invalid() {
        for (pk, sk) in [("a:b", "1"), ("", "1"), ("a", ""), ("a", "x|y")] {
            let text = format!(r#"{{"pk":{{"S":"{pk}"}},"sk":{{"S":"{sk}"}}}}"#);
            assert!(read(&text).unwrap_err().reason.contains("its key is invalid"), "{text}");
        }
        assert_eq!(read(r#"{"pk":{"S":"a"}}"#).unwrap_err().key, None);
        assert_eq!(
            read("{}").unwrap_err().message(),
            "A row cannot be read: it lacks the columns 'pk' and 'sk', two strings."
        );
    }

    #[test]
    fn a_row_after_an_unreadable_one_is_read() {
        let rows = r#"[{"pk":{"S":"a"},"sk":{"S":"1"},"_x":{"Q":{"a":[1]}},"_y":{"S":"y"}},{"pk":{"S":"a"},"sk":{"S":"2"}}]"#;
        let rows: Vec<ReadRow> = serde_json::from_str(rows).unwrap();
        assert!(rows[0].0.is_err());
        assert_eq!(rows[1].0.as_ref().unwrap().item.key.to_text(), "a:2");
    }
}
