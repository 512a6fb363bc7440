//! Hides attribute names that the engine's JSON library would interpret. DynamoDB treats them as ordinary names.
//! The engine sees another name of the same length, and answers get the original name back.

use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use memchr::memmem;

use crate::answers::{Answer, seal};

const PRIVATE: &[u8] = b"$serde_json::private::";
const HIDDEN: &[u8] = b"$serde_json//private//";

/// The request body as sent to the engine.
pub fn hide(body: Bytes) -> Bytes {
    replace(&body, PRIVATE, HIDDEN).map_or(body, Bytes::from)
}

/// The answer as sent to the client.
pub async fn show(answer: Answer) -> Answer {
    let (mut head, body) = answer.into_parts();
    let Ok(body) = body.collect().await;
    let body = body.to_bytes();
    let Some(shown) = replace(&body, HIDDEN, PRIVATE) else {
        return Answer::from_parts(head, Full::new(body));
    };
    seal(&mut head.headers, &shown);
    Answer::from_parts(head, Full::from(shown))
}

fn replace(body: &[u8], from: &[u8], to: &[u8]) -> Option<Vec<u8>> {
    let mut places = memmem::find_iter(body, from).peekable();
    places.peek()?;
    let mut replaced = body.to_vec();
    for place in places {
        replaced[place..place + to.len()].copy_from_slice(to);
    }
    Some(replaced)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back() {
        let body =
            Bytes::from_static(br#"{"$serde_json::private::RawValue":1,"x":"$serde_json::private::Number"}"#);
        let hidden = hide(body.clone());
        assert!(memmem::find(&hidden, PRIVATE).is_none());
        assert_eq!(replace(&hidden, HIDDEN, PRIVATE).as_deref(), Some(&*body));
        assert_eq!(replace(b"{}", HIDDEN, PRIVATE), None);
    }
}
