//! Turns `locales/<locale>/<namespace>.json` into one Rust function a message (`messages.rs`) and one
//! table a locale (`text.<locale>.txt`), so that a message that is missing in a locale, or a placeholder
//! that differs, stops the build.
//!
//! A message is a string with `{placeholders}`, or an object `{ "one": …, "other": … }` whose form
//! is chosen by the placeholder `{count}`; any other object is a group of messages. Its function
//! takes the placeholders in the order in which the English text first names them, and knows only the
//! number of the line in which its text stands in every table: the browser fetches one of these.
//!
//! The words of the form's fields (`fields.json`) have no functions; they are the last lines of the tables. Before them
//! stand the sentences of the judgement (`sentences.json`), whose functions `manifest::message` has.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

include!("../crates/manifest/build/sentences.rs");

/// The locale that the others are held to, then those.
const LOCALES: [&str; 2] = ["en", "zh-CN"];

/// The namespace whose messages have no functions, because they are looked up by the names of the API's fields.
const FIELDS: &str = "fields";

/// The sentences of the judgement, which have no functions here.
const SENTENCES: &str = "sentences";

/// The messages that stand in the module in each locale, because they say that no table could be fetched.
const BUILT_IN: [&str; 3] = [
    "common.failure.unreachable",
    "common.failure.unreachable_help",
    "common.retry",
];

/// The namespaces whose messages stand beside the code that says them, in each locale: it is a module that is fetched
/// when it is first needed, and the tables are fetched by everybody.
const BESIDE_CODE: [&str; 8] = [
    "bulk",
    "clusters",
    "contents",
    "diagnosis",
    "dialogs",
    "people",
    "pods",
    "wall",
];

/// The namespace of the pages that the server writes, which the browser never fetches.
const OF_SERVER: &str = "sign_in";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut made = Made::default();
    let mut fields = Vec::new();
    let mut sentences: Vec<Vec<String>> = Vec::new();
    for namespace in namespaces(&root.join(LOCALES[0]))? {
        let mut texts = Vec::new();
        let mut english: Option<Vec<Sentence>> = None;
        for locale in LOCALES {
            let file = root.join(locale).join(format!("{namespace}.json"));
            println!("cargo::rerun-if-changed={}", file.display());
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            if namespace == SENTENCES {
                let read = read_sentences(&text, english.as_deref())
                    .map_err(|error| format!("{}: {error}", file.display()))?;
                sentences.push(read.iter().map(line_of).collect());
                english.get_or_insert(read);
                continue;
            }
            let value: Value = serde_json::from_str(&text)
                .map_err(|error| format!("{} is not JSON: {error}", file.display()))?;
            texts.push(value);
        }
        if namespace == SENTENCES || namespace == OF_SERVER {
            continue;
        }
        if namespace == FIELDS {
            fields = texts;
            continue;
        }
        write_item(&mut made, &namespace, &namespace, &texts)?;
    }
    write_sentences(&mut made, sentences)?;
    write_fields(&mut made, &fields)?;
    if made.built_in != BUILT_IN.len() {
        return Err(format!("not all of {BUILT_IN:?} are messages").into());
    }
    let out = PathBuf::from(env::var("OUT_DIR")?);
    for (locale, lines) in LOCALES.iter().zip(&made.tables) {
        fs::write(out.join(format!("text.{locale}.txt")), lines.join("\n"))?;
    }
    fs::write(out.join("messages.rs"), made.code)?;
    Ok(())
}

/// What is made of the files.
#[derive(Default)]
struct Made {
    code: String,
    /// The lines of the table of each of [`LOCALES`].
    tables: [Vec<String>; LOCALES.len()],
    /// How many of [`BUILT_IN`] were met.
    built_in: usize,
}

impl Made {
    /// Adds a line to each table and returns its number.
    fn add_line(&mut self, path: &str, texts: [String; LOCALES.len()]) -> Result<usize> {
        let number = self.tables[0].len();
        for (table, text) in self.tables.iter_mut().zip(texts) {
            if text.contains(['\n', '\r']) {
                return Err(format!("message {path} has more than one line").into());
            }
            table.push(text);
        }
        Ok(number)
    }
}

/// The names of the files of a locale, without `.json`, sorted.
fn namespaces(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some("json"), Some(stem)) = (
            path.extension().and_then(|extension| extension.to_str()),
            path.file_stem().and_then(|stem| stem.to_str()),
        ) {
            names.push(stem.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// Writes the lines of the sentences, those of each locale.
fn write_sentences(made: &mut Made, sentences: Vec<Vec<String>>) -> Result<()> {
    let first = made.tables[0].len();
    for (table, lines) in made.tables.iter_mut().zip(sentences) {
        table.extend(lines);
    }
    writeln!(
        made.code,
        "/// The line of the tables from which on they hold the sentences of the judgement, sorted by their codes.\n\
         const FIRST_SENTENCE: usize = {first};",
    )?;
    Ok(())
}

/// Writes the words of the fields: a line for each name, sorted, in which its label and its help follow it.
fn write_fields(made: &mut Made, texts: &[Value]) -> Result<()> {
    let group = texts.first().and_then(Value::as_object);
    let group = group.ok_or("the words of the fields are no object")?;
    refuse_strangers(FIELDS, group, texts)?;
    writeln!(
        made.code,
        "/// The line of the tables from which on they hold the words of the fields: one for each name, sorted, with\n\
         /// tabs between the name, the label and the help.\n\
         const FIRST_FIELD: usize = {};\n\
         /// How many lines a table has.\n\
         const LINES: usize = {};",
        made.tables[0].len(),
        made.tables[0].len() + group.len(),
    )?;
    let mut names: Vec<_> = group.keys().collect();
    names.sort();
    for name in names {
        let mut lines = <[String; LOCALES.len()]>::default();
        for ((locale, text), line) in LOCALES.iter().zip(texts).zip(&mut lines) {
            let entry = &text[name.as_str()];
            let label = entry.as_str().or_else(|| entry["label"].as_str());
            let label = label.ok_or_else(|| format!("field {name} has no label in {locale}"))?;
            let help = entry["help"].as_str().unwrap_or_default();
            if label.contains('\t') || help.contains('\t') {
                return Err(format!("field {name} of {locale} has a tab in its words").into());
            }
            *line = format!("{name}\t{label}\t{help}");
        }
        made.add_line(&format!("{FIELDS}.{name}"), lines)?;
    }
    Ok(())
}

/// Writes one message, or a module for a group of them; `texts` holds it in each of [`LOCALES`].
fn write_item(made: &mut Made, key: &str, path: &str, texts: &[Value]) -> Result<()> {
    match &texts[0] {
        Value::String(_) => write_message(made, key, path, texts),
        Value::Object(group) if group.contains_key("other") => {
            write_message(made, key, path, texts)
        }
        Value::Object(group) => {
            writeln!(made.code, "/// The messages of `{path}`.\npub mod {key} {{")?;
            for (inner, _) in group {
                let inner_path = format!("{path}.{inner}");
                let inner_texts = LOCALES
                    .iter()
                    .zip(texts)
                    .map(|(locale, text)| {
                        text.get(inner)
                            .cloned()
                            .ok_or_else(|| format!("message {inner_path} is missing in {locale}"))
                    })
                    .collect::<std::result::Result<Vec<_>, _>>()?;
                write_item(made, inner, &inner_path, &inner_texts)?;
            }
            refuse_strangers(path, group, texts)?;
            writeln!(made.code, "}}")?;
            Ok(())
        }
        _ => Err(format!("message {path} is neither a text nor a group").into()),
    }
}

/// A message that English does not have would never be shown.
fn refuse_strangers(path: &str, group: &Map<String, Value>, texts: &[Value]) -> Result<()> {
    for (locale, text) in LOCALES.iter().zip(texts) {
        let mut keys = text.as_object().into_iter().flat_map(Map::keys);
        if let Some(key) = keys.find(|key| !group.contains_key(*key)) {
            return Err(format!("message {path}.{key} of {locale} is not in English").into());
        }
    }
    Ok(())
}

/// Writes the function of one message and its lines.
fn write_message(made: &mut Made, key: &str, path: &str, texts: &[Value]) -> Result<()> {
    let english = forms(path, &texts[0])?;
    let placeholders = placeholders(&english.1);
    let mut ones = <[String; LOCALES.len()]>::default();
    let mut others = ones.clone();
    for (at, (locale, text)) in LOCALES.iter().zip(texts).enumerate() {
        let (one, other) = forms(path, text)?;
        for form in [&one, &other] {
            let mut own = self::placeholders(form);
            own.retain(|name| !placeholders.contains(name));
            if let Some(name) = own.first() {
                return Err(format!(
                    "message {path} of {locale} names {{{name}}}, English does not"
                )
                .into());
            }
        }
        ones[at] = numbered(&one, &placeholders);
        others[at] = numbered(&other, &placeholders);
    }
    // As a quotation of code, because Markdown has a meaning for much that a message may say.
    writeln!(made.code, "/// `{}`", english.1.replace('`', "'"))?;
    writeln!(made.code, "#[must_use]")?;
    let is_beside = BESIDE_CODE.contains(&path.split('.').next().unwrap_or_default());
    if BUILT_IN.contains(&path) || (is_beside && placeholders.is_empty()) {
        made.built_in += usize::from(!is_beside);
        writeln!(
            made.code,
            "pub fn {key}() -> &'static str {{ crate::text::pick_built_in({others:?}) }}"
        )?;
        return Ok(());
    }
    if placeholders.is_empty() {
        let line = made.add_line(path, others)?;
        writeln!(
            made.code,
            "pub fn {key}() -> &'static str {{ crate::text::pick({line}) }}"
        )?;
        return Ok(());
    }
    let parameters: Vec<_> = placeholders
        .iter()
        .map(|name| match name.as_str() {
            "count" => "count: u32".to_owned(),
            _ => format!("{name}: impl std::fmt::Display"),
        })
        .collect();
    let arguments: Vec<_> = placeholders.iter().map(|name| format!("&{name}")).collect();
    let call = if is_beside && ones == others {
        format!("fill_built_in({others:?}")
    } else if is_beside {
        format!("fill_built_in(if count == 1 {{ {ones:?} }} else {{ {others:?} }}")
    } else if ones == others {
        format!("fill({}", made.add_line(path, others)?)
    } else if placeholders.iter().any(|name| name == "count") {
        let one = made.add_line(path, ones)?;
        // The line after it.
        made.add_line(path, others)?;
        format!("fill_plural(count, {one}")
    } else {
        return Err(format!("message {path} has a form for one and no {{count}}").into());
    };
    writeln!(
        made.code,
        "pub fn {key}({}) -> String {{ crate::text::{call}, &[{}]) }}",
        parameters.join(", "),
        arguments.join(", ")
    )?;
    Ok(())
}

/// The text for exactly one and the text for every other count; the same for a plain message.
fn forms(path: &str, text: &Value) -> Result<(String, String)> {
    if let Some(plain) = text.as_str() {
        return Ok((plain.to_owned(), plain.to_owned()));
    }
    let form = |name: &str| text.get(name).and_then(Value::as_str);
    let other = form("other").ok_or_else(|| format!("message {path} has no text \"other\""))?;
    Ok((form("one").unwrap_or(other).to_owned(), other.to_owned()))
}

/// The names between braces, each once, in order.
fn placeholders(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
        rest = after;
    }
    names
}

/// The text with `{0}`, `{1}` … for the placeholders, so that the browser looks no names up.
fn numbered(text: &str, placeholders: &[String]) -> String {
    placeholders
        .iter()
        .enumerate()
        .fold(text.to_owned(), |text, (position, name)| {
            text.replace(&format!("{{{name}}}"), &format!("{{{position}}}"))
        })
}
