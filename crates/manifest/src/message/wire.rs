//! How a message goes over the wire: a sentence of ours as its code and its arguments, beside the words in English.

use serde::ser::SerializeStruct;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Value, json};

use super::{Message, Sentence, Told, line};
use crate::gather::Gather;

impl Told {
    /// The line of this sentence in the table of a language, whose lines are sorted by their codes.
    pub(super) fn line<'a>(&self, table: &[&'a str]) -> Option<&'a str> {
        let code_of =
            |line: &&str| line.split_once('\t').map_or("", |(code, _)| code) < self.code.as_str();
        let found = table.get(table.partition_point(code_of))?;
        let (code, _) = found.split_once('\t')?;
        (code == self.code).then_some(found)
    }
}

impl Message {
    /// The code of a sentence of ours and its arguments as JSON: a text, a number, a list, or another sentence as
    /// `{code, arguments}`. None of what is not ours. `table` holds the lines of any language, which begin with the code.
    #[must_use]
    pub fn parts(&self, table: &[&str]) -> Option<(String, Vec<Value>)> {
        let (code, arguments) = match self {
            Self::Sentence(Sentence { number, arguments }) => {
                let (code, _) = line(table, *number).split_once('\t')?;
                (code.to_owned(), arguments)
            }
            Self::Told(told) => (told.code.clone(), &told.arguments),
            Self::Quoted(_) | Self::Number(_) | Self::List(_) => return None,
        };
        let arguments = arguments.iter().map(|argument| argument.to_json(table));
        Some((code, arguments.gather()))
    }

    fn to_json(&self, table: &[&str]) -> Value {
        match self {
            Self::Quoted(text) => text.as_str().into(),
            Self::Number(number) => (*number).into(),
            Self::List(items) => {
                Value::Array(items.iter().map(|item| item.to_json(table)).gather())
            }
            Self::Sentence(_) | Self::Told(_) => {
                let (code, arguments) = self.parts(table).unwrap_or_default();
                json!({"code": code, "arguments": arguments})
            }
        }
    }

    /// What [`Message::parts`] has made, and the words that came with it. Without a code the words are not ours.
    #[must_use]
    pub fn of_parts(code: &str, arguments: &[Value], words: &str) -> Self {
        if code.is_empty() {
            return words.into();
        }
        Self::Told(Box::new(Told {
            code: code.to_owned(),
            arguments: arguments.iter().map(Self::of_json).gather(),
            words: words.to_owned(),
        }))
    }

    fn of_json(value: &Value) -> Self {
        match value {
            Value::Array(items) => Self::List(items.iter().map(Self::of_json).gather()),
            Value::Object(parts) => {
                let field = |name: &str| parts.get(name).unwrap_or(&Value::Null);
                let arguments = field("arguments").as_array();
                let arguments = arguments.map_or(&[][..], Vec::as_slice);
                Self::of_parts(field("code").as_str().unwrap_or_default(), arguments, "")
            }
            value => match value.as_u64().map(usize::try_from) {
                Some(Ok(number)) => number.into(),
                _ => value.as_str().unwrap_or_default().into(),
            },
        }
    }
}

/// The words in English, where this build has them; else the code stands for them.
pub(crate) fn words_of(message: &Message) -> String {
    #[cfg(feature = "english")]
    return message.to_string();
    #[cfg(not(feature = "english"))]
    message.in_words(&[])
}

#[cfg(feature = "english")]
fn parts_of(message: &Message) -> Option<(String, Vec<Value>)> {
    message.parts(&super::english::ENGLISH)
}

#[cfg(not(feature = "english"))]
fn parts_of(_: &Message) -> Option<(String, Vec<Value>)> {
    None
}

/// `{message, code, arguments}`: the English words, and of a sentence of ours what it is made of. To be flattened
/// into what it is said of.
impl Serialize for Message {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Message", 3)?;
        object.serialize_field("message", &words_of(self))?;
        if let Some((code, arguments)) = parts_of(self) {
            object.serialize_field("code", &code)?;
            if !arguments.is_empty() {
                object.serialize_field("arguments", &arguments)?;
            }
        }
        object.end()
    }
}

impl<'de> Deserialize<'de> for Message {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Parts {
            message: String,
            #[serde(default)]
            code: String,
            #[serde(default)]
            arguments: Vec<Value>,
        }
        let parts = Parts::deserialize(deserializer)?;
        Ok(Self::of_parts(
            &parts.code,
            &parts.arguments,
            &parts.message,
        ))
    }
}

/// A message as its English words alone, for a field that was always a text.
pub mod as_words {
    use serde::{Deserialize, Deserializer, Serializer};

    use super::{Message, words_of};

    /// Writes the words.
    ///
    /// # Errors
    /// The serializer's own.
    pub fn serialize<S: Serializer>(message: &Message, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&words_of(message))
    }

    /// Reads words, which are nobody's sentence any more.
    ///
    /// # Errors
    /// It is no text.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Message, D::Error> {
        String::deserialize(deserializer).map(Message::from)
    }

    /// The same of a map of messages.
    pub mod map {
        use serde::{Deserialize, Deserializer, Serialize, Serializer};

        use super::super::{Message, words_of};
        use crate::StringMap;

        /// Writes a map of the words.
        ///
        /// # Errors
        /// The serializer's own.
        pub fn serialize<S: Serializer>(
            messages: &StringMap<Message>,
            serializer: S,
        ) -> Result<S::Ok, S::Error> {
            let words = messages.iter();
            let words = words.map(|(key, message)| (key.clone(), words_of(message)));
            words.collect::<StringMap<String>>().serialize(serializer)
        }

        /// Reads a map of words.
        ///
        /// # Errors
        /// It is no map of texts.
        pub fn deserialize<'de, D: Deserializer<'de>>(
            deserializer: D,
        ) -> Result<StringMap<Message>, D::Error> {
            let words = StringMap::<String>::deserialize(deserializer)?;
            let words = words.iter();
            Ok(words
                .map(|(key, text)| (key.clone(), text.into()))
                .collect())
        }
    }
}
