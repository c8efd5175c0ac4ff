//! What the audit trail says of a deed: words, and what puts them into another language.

use manifest::Message;
use serde_json::Value;
use store::audit::Detail;

/// A sentence as the trail keeps it.
pub(crate) fn told(why: &Message) -> Detail {
    let words = why.to_string();
    match why.english_parts() {
        (code, _) if code.is_empty() => words.as_str().into(),
        parts => Detail {
            words,
            // Strings, numbers and lists of them, so it cannot fail.
            said: serde_json::to_string(&parts).unwrap_or_default(),
        },
    }
}

/// The code and the arguments of what is kept. What another version has put together otherwise is told in its words alone.
pub(crate) fn parts(detail: &Detail) -> (String, Vec<Value>) {
    serde_json::from_str(&detail.said).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use manifest::{Message, message::trail as said};
    use store::audit::Detail;

    use super::{parts, told};

    #[test]
    fn a_sentence_is_kept_with_what_it_is_about() {
        let why = said::taken_back(said::not_sent("quoted"));
        let kept = told(&why);
        assert_eq!(
            kept.words,
            "It was created and deleted again. It was not sent so far. quoted"
        );
        let (code, arguments) = parts(&kept);
        let again = Message::of_parts(&code, &arguments, &kept.words);
        assert_eq!(again.english_parts(), why.english_parts());
        assert_eq!(again.to_string(), kept.words);
    }

    #[test]
    fn words_of_others_have_no_parts() {
        assert_eq!(
            told(&"exceeded quota".into()),
            Detail::from("exceeded quota")
        );
        let other = Detail {
            words: "words".to_owned(),
            said: "{}".to_owned(),
        };
        assert_eq!(parts(&other), (String::new(), Vec::new()));
    }
}
