//! `Message`: what is said of a manifest, as the code of a sentence with its arguments, or in words that are not ours.
//!
//! A sentence of ours is a line in the table of each language, and in nothing else: the browser has the table of its
//! reader, and who answers in English takes the one that [`english`] holds. So the module that the browser fetches has
//! none of the words.

#[cfg(feature = "chinese")]
pub mod chinese;
#[cfg(feature = "english")]
pub mod english;
mod wire;

pub use wire::as_words;
pub(crate) use wire::words_of;

use crate::gather::Gather;

include!(concat!(env!("OUT_DIR"), "/sentences.rs"));

/// What is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Words that are not ours, as they are: what Kubernetes says, a name, a value.
    Quoted(String),
    /// A number, which chooses between the forms of a sentence where it is the first argument.
    Number(usize),
    /// One of our sentences.
    Sentence(Sentence),
    /// A sentence of ours that came over the wire.
    Told(Box<Told>),
    /// Several, with what the language puts between them.
    List(Vec<Message>),
}

/// The number of a sentence, sorted by their codes, and what it is about. Only the functions that are made of the
/// sentences make one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    number: u16,
    arguments: Vec<Message>,
}

/// What came over the wire: the code of a sentence, which whoever reads it may not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    code: String,
    arguments: Vec<Message>,
    /// The words that came with it.
    words: String,
}

/// Makes a sentence, for the functions that are made of the sentences.
fn sentence<const COUNT: usize>(number: u16, arguments: [Message; COUNT]) -> Message {
    let arguments = arguments.into();
    Message::Sentence(Sentence { number, arguments })
}

impl Default for Message {
    fn default() -> Self {
        Self::Quoted(String::new())
    }
}

impl Message {
    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Quoted(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Number(_) | Self::Sentence(_) | Self::Told(_) => false,
        }
    }

    /// The words as they are, where they are not ours; of a sentence of ours none.
    #[must_use]
    pub fn quoted(&self) -> &str {
        match self {
            Self::Quoted(text) => text,
            _ => "",
        }
    }

    /// A list of words that are not ours, for example of names.
    #[must_use]
    pub fn list_of(items: &[&str]) -> Self {
        Self::List(items.iter().map(|item| Self::from(*item)).gather())
    }

    /// In the words of a language: `table` holds the lines of its sentences.
    #[must_use]
    pub fn in_words(&self, table: &[&str]) -> String {
        let mut words = String::new();
        self.say(table, &mut |part, _| words.push_str(part));
        words
    }

    /// Says it piece by piece; with each comes whether the words are not ours, so that they can be marked as quoted.
    pub fn say(&self, table: &[&str], out: &mut dyn FnMut(&str, bool)) {
        match self {
            Self::Quoted(text) => out(text, true),
            Self::Number(number) => out(&number.to_string(), false),
            Self::List(items) => {
                for (position, item) in items.iter().enumerate() {
                    if position > 0 {
                        out(form(line(table, SEPARATOR), None), false);
                    }
                    item.say(table, out);
                }
            }
            Self::Sentence(Sentence { number, arguments }) => {
                fill(line(table, *number), arguments, table, out);
            }
            Self::Told(told) => match told.line(table) {
                Some(line) => fill(line, &told.arguments, table, out),
                // Whoever sent it is newer.
                None => out(&told.words, true),
            },
        }
    }
}

/// Says the form of a line that goes with the arguments.
fn fill(line: &str, arguments: &[Message], table: &[&str], out: &mut dyn FnMut(&str, bool)) {
    let mut rest = form(line, arguments.first());
    while let Some((before, after)) = rest.split_once('{') {
        out(before, false);
        let position = after.bytes().next().map(|digit| digit.wrapping_sub(b'0'));
        let argument = position.and_then(|at| arguments.get(usize::from(at)));
        if let (Some(argument), Some("}")) = (argument, after.get(1..2)) {
            argument.say(table, out);
            rest = after.get(2..).unwrap_or_default();
        } else {
            // A bracket that is meant as one.
            out("{", false);
            rest = after;
        }
    }
    out(rest, false);
}

/// The line of a sentence: its code and its forms.
fn line<'a>(table: &[&'a str], number: u16) -> &'a str {
    table.get(usize::from(number)).copied().unwrap_or_default()
}

/// The form in a line that goes with the first argument.
fn form<'a>(line: &'a str, first: Option<&Message>) -> &'a str {
    let (_, forms) = line.split_once('\t').unwrap_or_default();
    match forms.split_once('\t') {
        Some((one, _)) if matches!(first, Some(Message::Number(1))) => one,
        Some((_, other)) => other,
        None => forms,
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::Quoted(text)
    }
}

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::Quoted(text.clone())
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::Quoted(text.to_owned())
    }
}

impl From<char> for Message {
    fn from(letter: char) -> Self {
        Self::Quoted(letter.to_string())
    }
}

impl From<usize> for Message {
    fn from(number: usize) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Message {
    fn from(number: u32) -> Self {
        Self::Number(number as usize)
    }
}

impl From<u8> for Message {
    fn from(number: u8) -> Self {
        Self::Number(usize::from(number))
    }
}
