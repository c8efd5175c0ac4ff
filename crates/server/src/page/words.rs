//! `Words`: what the pages of the server say, in the language that a browser asks for. They stand beside the front end's own
//! (`frontend/locales`).

use std::{collections::BTreeMap, sync::LazyLock};

use contract::Locale;
use manifest::{
    Message,
    message::{chinese::CHINESE as CHINESE_SENTENCES, english::ENGLISH as ENGLISH_SENTENCES},
};

type Table = BTreeMap<String, String>;

static ENGLISH: LazyLock<Table> =
    LazyLock::new(|| read(include_str!("../../../../frontend/locales/en/sign_in.json")));
static CHINESE: LazyLock<Table> = LazyLock::new(|| {
    read(include_str!(
        "../../../../frontend/locales/zh-CN/sign_in.json"
    ))
});

/// The words of one language.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    locale: Locale,
    table: &'static Table,
    sentences: &'static [&'static str],
}

impl Words {
    /// Those of the first of these languages that the console speaks.
    pub(crate) fn of(languages: &[String]) -> Self {
        let locale = Locale::negotiate(languages.iter().map(String::as_str));
        let (table, sentences): (_, &[&str]) = match locale {
            Locale::English => (&*ENGLISH, &ENGLISH_SENTENCES),
            Locale::Chinese => (&*CHINESE, &CHINESE_SENTENCES),
        };
        Self {
            locale,
            table,
            sentences,
        }
    }

    /// The language's tag.
    pub(super) const fn tag(self) -> &'static str {
        self.locale.tag()
    }

    /// A message without placeholders.
    pub(super) fn get(self, key: &str) -> &'static str {
        self.table.get(key).map_or("", String::as_str)
    }

    /// What is said elsewhere too, in this language.
    pub(super) fn say(self, message: &Message) -> String {
        message.in_words(self.sentences)
    }

    /// A message with its placeholders filled.
    pub(super) fn fill(self, key: &str, parts: &[(&str, &str)]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(key);
        // From left to right, so that nothing that is filled in is taken for a placeholder.
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').unwrap_or((after, ""));
            let part = parts.iter().find(|(known, _)| *known == name);
            filled += before;
            filled += part.map_or("", |(_, text)| text);
            rest = after;
        }
        filled + rest
    }
}

fn read(text: &str) -> Table {
    // A test reads both.
    serde_json::from_str(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{CHINESE, ENGLISH, Words};

    fn placeholders(text: &str) -> Vec<&str> {
        let mut names: Vec<_> = text
            .split('{')
            .skip(1)
            .filter_map(|rest| Some(rest.split_once('}')?.0))
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn both_languages_say_the_same() {
        assert!(ENGLISH.len() > 20);
        assert!(ENGLISH.keys().eq(CHINESE.keys()));
        for (key, text) in ENGLISH.iter() {
            assert_eq!(placeholders(text), placeholders(&CHINESE[key]), "{key}");
        }
    }

    #[test]
    fn what_is_filled_in_is_not_filled_again() {
        let words = Words::of(&["en".to_owned()]);
        let filled = words.fill("other_issuer", &[("said", "{typed}"), ("typed", "x")]);
        assert!(
            filled.contains("“{typed}”") && filled.contains("“x”"),
            "{filled}"
        );
    }

    #[test]
    fn the_pages_say_what_there_is() {
        let pages = [
            include_str!("../../templates/end_session.html"),
            include_str!("../../templates/fits.html"),
            include_str!("../../templates/go_on.html"),
            include_str!("../../templates/no_page.html"),
            include_str!("../../templates/sign_in.html"),
        ];
        let page = pages.concat();
        for part in page.split("words.get(\"").skip(1) {
            let key = part.split('"').next().unwrap();
            assert!(ENGLISH.contains_key(key), "{key}");
        }
    }
}
