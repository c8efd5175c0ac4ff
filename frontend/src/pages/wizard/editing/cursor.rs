//! Where a cursor is: in which object, at which path, and whether a key or a value is being typed there.
//!
//! A text in which somebody types is mostly none that can be read. So a word is put where the cursor is, in the ways in
//! which it could go on, and where that word turns up in what is read is where the cursor is.

use std::ops::Range;

use manifest::{Document, FieldPath};
use serde_json::Value;

/// The word. It is longer than anything that somebody has typed by chance, and no number.
const WORD: &str = "everynode-cursor-3f9a";

/// Where a cursor is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The bytes of what is typed there so far, which an offer takes the place of.
    pub typed: Range<usize>,
    /// Which object of the text, counted from 0.
    pub number: usize,
    /// Its `kind`.
    pub kind: String,
    /// The mapping that a key is typed into, or the place of the value.
    pub path: FieldPath,
    /// Whether it is a key.
    pub is_key: bool,
    /// The keys beside it.
    pub beside: Vec<String>,
    /// Whether the key has its colon already.
    pub has_colon: bool,
    /// The quotation mark in which it stands, as in JSON.
    pub quote: Option<char>,
    /// Whether it stands in a block, where what follows a key stands on the lines below.
    pub is_block: bool,
}

/// Where the cursor is that stands before this byte; none in a comment and where nothing can be told.
#[must_use]
pub fn cursor(text: &str, offset: usize) -> Option<Cursor> {
    let line_start = text.get(..offset)?.rfind('\n').map_or(0, |at| at + 1);
    let line_end = text[offset..]
        .find('\n')
        .map_or(text.len(), |at| offset + at);
    let before = &text[line_start..offset];
    if before.trim_start().starts_with('#') || before.contains(" #") {
        return None;
    }
    let is_part = |found: char| !found.is_whitespace() && !"\"'[]{},".contains(found);
    let start = before
        .rfind(|found| !is_part(found))
        .map_or(line_start, |at| {
            line_start + at + before[at..].chars().next().map_or(1, char::len_utf8)
        });
    let after = &text[offset..line_end];
    let rest = after
        .find(|found| !is_part(found) || found == ':')
        .unwrap_or(after.len());
    let typed = start..offset + rest;
    let lead = &text[line_start..start];
    let behind = &text[typed.end..line_end];
    let quote = lead
        .chars()
        .next_back()
        .filter(|last| "\"'".contains(*last));
    let closes = quote.is_some_and(|quote| behind.starts_with(quote));
    let unquoted = behind.trim_start_matches(['"', '\'']);
    let has_colon = unquoted.trim_start().starts_with(':');
    let is_block = lead.trim_start_matches([' ', '-']).is_empty();
    let mark = match quote {
        Some(quote) if !closes => format!("{WORD}{quote}"),
        _ => WORD.to_owned(),
    };
    // With the quotation mark that is there already, what is to follow comes behind it.
    let (end, mark) = match quote {
        Some(quote) if closes => (typed.end + 1, format!("{WORD}{quote}")),
        _ => (typed.end, mark),
    };
    let is_value = !is_block && lead.trim_end_matches(['"', '\'']).trim_end().ends_with(':');
    let ways: &[&str] = match (has_colon, is_value) {
        (true, _) => &[""],
        (false, true) => &["", ","],
        (false, false) => &[": null", ": null,", "", ","],
    };
    // A text that can be read says more than one in which something had to be passed over.
    let orders = [true, false];
    let tries = orders
        .iter()
        .flat_map(|is_strict| ways.iter().map(move |way| (*is_strict, *way)));
    for (is_strict, way) in tries {
        let marked = [&text[..start], &mark, way, &text[end..]].concat();
        let document = Document::parse_objects(marked);
        if is_strict && !document.is_intact() {
            continue;
        }
        let values = document.object_values();
        for (number, value) in values.iter().enumerate() {
            if let Some((path, is_key)) = find(value, &FieldPath::root()) {
                let mut beside = Vec::new();
                if is_key && let Some(Value::Object(mapping)) = at(value, &path) {
                    for key in mapping.keys().filter(|key| *key != WORD) {
                        beside.push(key.clone());
                    }
                }
                // An offer writes the quotation mark that ends it.
                let end = if closes { typed.end + 1 } else { typed.end };
                return Some(Cursor {
                    typed: typed.start..end,
                    number,
                    kind: value["kind"]
                        .as_str()
                        .filter(|kind| *kind != WORD)
                        .unwrap_or_default()
                        .to_owned(),
                    path,
                    is_key,
                    beside,
                    has_colon,
                    quote,
                    is_block,
                });
            }
        }
    }
    None
}

/// The mapping that has the word as a key, or the place of the value that is the word.
fn find(value: &Value, place: &FieldPath) -> Option<(FieldPath, bool)> {
    match value {
        Value::String(text) if text == WORD => Some((place.clone(), false)),
        Value::Array(list) => {
            let mut items = list.iter().enumerate();
            items.find_map(|(index, item)| find(item, &place.index(index)))
        }
        Value::Object(mapping) => {
            if mapping.contains_key(WORD) {
                return Some((place.clone(), true));
            }
            let mut entries = mapping.iter();
            entries.find_map(|(key, value)| find(value, &place.key(key.as_str())))
        }
        _ => None,
    }
}

fn at<'v>(value: &'v Value, path: &FieldPath) -> Option<&'v Value> {
    let mut segments = path.segments().iter();
    segments.try_fold(value, |value, segment| match segment {
        manifest::Segment::Key(key) => value.get(key),
        manifest::Segment::Index(index) => value.get(index),
    })
}

#[cfg(test)]
mod tests {
    use super::cursor;

    /// Where the cursor `|` is: object, path, key or value, what is typed.
    fn told(text: &str) -> String {
        let offset = text.find('|').unwrap();
        let text = text.replacen('|', "", 1);
        let Some(cursor) = cursor(&text, offset) else {
            return "nowhere".to_owned();
        };
        let what = if cursor.is_key { "key" } else { "value" };
        format!(
            "{}:{} {what} `{}` beside {}",
            cursor.number,
            cursor.path,
            &text[cursor.typed],
            cursor.beside.join(" ")
        )
    }

    #[test]
    fn a_half_typed_key_is_a_key_of_what_it_is_indented_under() {
        let text = "kind: DaemonSet\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        ima|\n      hostPID: true\n";
        assert_eq!(
            told(text),
            "0:spec.template.spec.containers[0] key `ima` beside name"
        );
        let text = "kind: DaemonSet\nspec:\n  template:\n    |\n";
        assert_eq!(told(text), "0:spec.template key `` beside ");
        let text = "kind: DaemonSet\nme|\nspec: {}\n";
        assert_eq!(told(text), "0: key `me` beside kind spec");
        let text = "spec:\n  template:\n    spec:\n      containers:\n      - na|\n";
        assert_eq!(
            told(text),
            "0:spec.template.spec.containers[0] key `na` beside "
        );
        let text = "spec:\n  updateStrategy: {ty|}\n";
        assert_eq!(told(text), "0:spec.updateStrategy key `ty` beside ");
        let text = "spec:\n  updateStrategy: {type: OnDelete, rol|, }\n";
        assert_eq!(told(text), "0:spec.updateStrategy key `rol` beside type");
    }

    #[test]
    fn a_value_is_one_of_its_key() {
        assert_eq!(
            told("spec:\n  updateStrategy:\n    type: On|\n"),
            "0:spec.updateStrategy.type value `On` beside "
        );
        assert_eq!(
            told("spec:\n  updateStrategy:\n    type: |\nmetadata: {}\n"),
            "0:spec.updateStrategy.type value `` beside "
        );
        assert_eq!(
            told("spec:\n  a: \"On|\"\n"),
            "0:spec.a value `On\"` beside "
        );
        assert_eq!(told("spec:\n  a: \"On|\n"), "0:spec.a value `On` beside ");
        assert_eq!(told("spec: {a: |}\n"), "0:spec.a value `` beside ");
        assert_eq!(
            told("image: registry.example.com/agent:1|\n"),
            "0:image value `registry.example.com/agent:1` beside "
        );
    }

    #[test]
    fn json_is_read_the_same_way() {
        let text = "{\n  \"spec\": {\n    \"te|\"\n  }\n}";
        assert_eq!(told(text), "0:spec key `te\"` beside ");
        let text = "{\n  \"spec\": {\n    \"te|\n    \"selector\": {}\n  }\n}";
        assert_eq!(told(text), "0:spec key `te` beside selector");
        let text = "{\"spec\": {\"type\": \"On|\", \"a\": 1}}";
        assert_eq!(told(text), "0:spec.type value `On\"` beside ");
    }

    #[test]
    fn a_key_that_has_its_colon_is_renamed() {
        let text = "spec:\n  temp|late:\n    metadata: {}\n";
        assert_eq!(told(text), "0:spec key `template` beside ");
    }

    #[test]
    fn another_object_has_its_number_and_its_kind() {
        let text = "kind: DaemonSet\n---\nkind: Service\nspec:\n  po|\n";
        assert_eq!(told(text), "1:spec key `po` beside ");
        let offset = text.find('|').unwrap();
        assert_eq!(
            cursor(&text.replacen('|', "", 1), offset).unwrap().kind,
            "Service"
        );
    }

    #[test]
    fn a_comment_is_nowhere() {
        assert_eq!(told("spec: # co|\n"), "nowhere");
        assert_eq!(told("# co|\nspec: {}\n"), "nowhere");
    }
}
