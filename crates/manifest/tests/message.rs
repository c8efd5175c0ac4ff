//! What becomes of a message: words in a language, and JSON and back.

use manifest::Message;
use manifest::message::english::ENGLISH;
use manifest::message::{rollout, yaml};
use serde_json::{Value, json};

#[test]
fn the_first_argument_chooses_the_form() {
    assert_eq!(rollout::nodes(1_usize), "1 node");
    assert_eq!(rollout::nodes(23_usize), "23 nodes");
    assert_eq!(rollout::nodes("1"), "1 nodes");
}

#[test]
fn a_sentence_holds_others_and_words_that_are_not_ours() {
    let stopped = rollout::pods_stopped(rollout::up_to(rollout::nodes(3_usize)));
    assert_eq!(
        stopped,
        "the pods on up to 3 nodes will be deleted, where they may not be any more"
    );
    let mut quoted = Vec::new();
    let refused = rollout::refused("exceeded quota: {0}");
    refused.say(&ENGLISH, &mut |part, is_quoted| {
        if is_quoted {
            quoted.push(part.to_owned());
        }
    });
    assert_eq!(quoted, ["exceeded quota: {0}"]);
    assert_eq!(refused, "new pods are refused: exceeded quota: {0}");
    // A bracket that is meant as one.
    assert_eq!(yaml::bracket_open('{'), "This { is never closed.");
}

#[test]
fn a_list_has_what_the_language_puts_between() {
    let names = Message::list_of(&["a", "b"]);
    assert_eq!(names, "a, b");
    let chinese: Vec<&str> = ENGLISH
        .iter()
        .map(|line| {
            if line.starts_with("list.separator\t") {
                "list.separator\t、"
            } else {
                line
            }
        })
        .collect();
    assert_eq!(names.in_words(&chinese), "a、b");
}

#[test]
fn it_goes_over_the_wire_and_back() {
    let stopped = rollout::not_ready(2_usize, Message::list_of(&["a", "b"]));
    let sent = serde_json::to_value(&stopped).unwrap();
    assert_eq!(
        sent,
        json!({"message": "a, b are not ready", "code": "rollout.not_ready", "arguments": [2, ["a", "b"]]})
    );
    let back = |sent: &Value| {
        let arguments = sent["arguments"].as_array().unwrap();
        Message::of_parts(sent["code"].as_str().unwrap(), arguments, "words")
    };
    assert_eq!(back(&sent).to_string(), stopped.to_string());
    assert_eq!(serde_json::to_value(back(&sent)).unwrap(), sent);
    let nested = rollout::pods_stopped(rollout::up_to(rollout::nodes(3_usize)));
    let sent = serde_json::to_value(&nested).unwrap();
    assert_eq!(back(&sent).to_string(), nested.to_string());
    // A code that only whoever sent it knows.
    assert_eq!(
        back(&json!({"code": "rollout.of_tomorrow", "arguments": []})),
        "words"
    );
    assert_eq!(back(&json!({"code": "", "arguments": []})), "words");
    // Words that are not ours have no code.
    assert_eq!(
        serde_json::to_value(Message::from("taken")).unwrap(),
        json!({"message": "taken"})
    );
}
