//! The events of a record: of a table's stream, as this package reads it or as an AWS Lambda function gets it.

use super::{Order, Unreadable, read};
use crate::model::{Event, Item, Millis};

/// The events of a change from one row to another, each as text in DynamoDB's JSON.
pub fn events(old: Option<&str>, new: Option<&str>, at: Millis) -> Result<Vec<Event>, Unreadable> {
    let item = |image: &str| -> Result<Item, Unreadable> { Ok(read(image, Order::ByName)?.item) };
    let (old, new) = (old.map(item).transpose()?, new.map(item).transpose()?);
    Ok(Event::of_images(old.as_ref(), new.as_ref(), at))
}
