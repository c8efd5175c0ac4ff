//! Words that are not ours in a text of the reader's language: they stay as Kubernetes says them, and are marked as
//! English, so that they are read aloud as such.

use leptos::prelude::*;
use manifest::Message;

use crate::text;

/// What the judgement says, in the reader's language, with what it quotes marked.
#[must_use]
pub fn spoken(message: &Message) -> AnyView {
    let mut parts: Vec<AnyView> = Vec::new();
    message.say(text::sentences(), &mut |part, is_quoted| {
        let part = part.to_owned();
        parts.push(if is_quoted {
            quoted(part)
        } else {
            part.into_any()
        });
    });
    parts.into_any()
}

/// Words as they came. What is a name or a value, and no words, is of no language.
#[must_use]
pub fn quoted(words: String) -> AnyView {
    if words.contains(' ') {
        view! { <span lang="en">{words}</span> }.into_any()
    } else {
        words.into_any()
    }
}

/// A text of ours in which words of others stand, marked there.
#[must_use]
pub fn quoting(text: &str, words: &str) -> AnyView {
    match text.split_once(words).filter(|_| !words.is_empty()) {
        Some((before, after)) => [
            before.to_owned().into_any(),
            quoted(words.to_owned()),
            after.to_owned().into_any(),
        ]
        .into_any(),
        None => text.to_owned().into_any(),
    }
}
