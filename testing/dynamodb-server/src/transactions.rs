//! What the engine lacks of transactions: cancellations by other requests and by throttling, and the limit of a read.

use dynoxide::types::{Item, item_size};
use http_body_util::{BodyExt, Full};
use serde::Deserialize;
use serde_json::Value;

use crate::answers::{self, Answer};
use crate::faults::Fate;
use crate::random::Random;

const CONFLICT: (&str, &str) = ("TransactionConflict", "Transaction is ongoing for the item.");
const THROTTLED: (&str, &str) = (
    "ThrottlingError",
    "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically scaling your table \
     or index so please try again shortly.",
);

/// The largest sum of the sizes of a transaction's items in bytes.
const LARGEST: usize = 4 * 1024 * 1024;

/// The cancellation of a transaction with this fate: at random, one of its items is the reason. `None` if DynamoDB
/// answers with an error of the whole request, as half of the throttled transactions get.
pub fn canceled(fate: Fate, operation: &str, request: &Value, mut random: Random) -> Option<Answer> {
    let reason = match fate {
        Fate::Conflict => CONFLICT,
        Fate::Throttled if random.below(2) == 0 => THROTTLED,
        _ => return None,
    };
    if !matches!(operation, "TransactGetItems" | "TransactWriteItems") {
        return None;
    }
    let count = request["TransactItems"].as_array().map_or(0, Vec::len);
    let guilty = random.below(count);
    let reasons: Vec<_> = (0..count).map(|place| (place == guilty).then_some(reason)).collect();
    Some(answers::canceled(&reasons))
}

#[derive(Deserialize)]
struct Read {
    #[serde(rename = "Responses")]
    responses: Vec<Found>,
}

#[derive(Deserialize)]
struct Found {
    #[serde(rename = "Item")]
    item: Option<Item>,
}

/// The answer to a request, or an error if it reads more than a transaction may.
pub async fn limited(operation: &str, answer: Answer) -> Answer {
    if operation != "TransactGetItems" || !answer.status().is_success() {
        return answer;
    }
    let (head, body) = answer.into_parts();
    let Ok(body) = body.collect().await;
    let body = body.to_bytes();
    // An item is never smaller as JSON.
    let size = match body.len() {
        0..=LARGEST => 0,
        _ => serde_json::from_slice::<Read>(&body).map_or(0, |read| {
            read.responses.iter().filter_map(|found| found.item.as_ref()).map(item_size).sum::<usize>()
        }),
    };
    if size > LARGEST { answers::too_large() } else { Answer::from_parts(head, Full::new(body)) }
}
