//! Turns `locales/<locale>/<namespace>.json` into one Rust function a message, so that a message
//! that is missing in a locale, or a placeholder that differs, stops the build.
//!
//! A message is a string with `{placeholders}`, or an object `{ "one": …, "other": … }` whose form
//! is chosen by the placeholder `{count}`; any other object is a group of messages. Its function
//! takes the placeholders in the order in which the English text first names them.
//!
//! The words of the form's fields (`fields.json`) are one table instead.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value};

/// The locale that the others are held to, then those.
const LOCALES: [&str; 2] = ["en", "zh-CN"];

/// The namespace whose messages are a table, because they are looked up by the names of the API's fields.
const FIELDS: &str = "fields";

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("locales");
    println!("cargo::rerun-if-changed={}", root.display());
    let mut code = String::new();
    for namespace in namespaces(&root.join(LOCALES[0]))? {
        let mut texts = Vec::new();
        for locale in LOCALES {
            let file = root.join(locale).join(format!("{namespace}.json"));
            println!("cargo::rerun-if-changed={}", file.display());
            let text = fs::read_to_string(&file)
                .map_err(|error| format!("cannot read {}: {error}", file.display()))?;
            let value: Value = serde_json::from_str(&text)
                .map_err(|error| format!("{} is not JSON: {error}", file.display()))?;
            texts.push(value);
        }
        if namespace == FIELDS {
            write_fields(&mut code, &texts)?;
            continue;
        }
        write_item(&mut code, &namespace, &namespace, &texts)?;
    }
    let out = PathBuf::from(env::var("OUT_DIR")?).join("messages.rs");
    fs::write(out, code)?;
    Ok(())
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

/// Writes the words of the fields: for each of [`LOCALES`] one text with a line for each name, sorted, in which
/// its label and its help follow it. Texts of their own would each weigh 16 bytes more in the module.
fn write_fields(code: &mut String, texts: &[Value]) -> Result<()> {
    let group = texts[0]
        .as_object()
        .ok_or("the words of the fields are no object")?;
    refuse_strangers(FIELDS, group, texts)?;
    let mut names: Vec<_> = group.keys().collect();
    names.sort();
    let mut tables = Vec::new();
    for (locale, text) in LOCALES.iter().zip(texts) {
        let mut table = String::new();
        for name in &names {
            let entry = &text[name.as_str()];
            let label = entry.as_str().or_else(|| entry["label"].as_str());
            let label = label.ok_or_else(|| format!("field {name} has no label in {locale}"))?;
            let help = entry["help"].as_str().unwrap_or_default();
            writeln!(table, "{name}\t{label}\t{help}")?;
        }
        tables.push(table);
    }
    writeln!(
        code,
        "/// The words of the fields: for each of [`Locale::ALL`] a line for each name, with tabs between the name, the\n\
         /// label and the help.\n\
         pub const FIELDS: [&str; {}] = {tables:?};",
        LOCALES.len()
    )?;
    Ok(())
}

/// Writes one message, or a module for a group of them; `texts` holds it in each of [`LOCALES`].
fn write_item(code: &mut String, key: &str, path: &str, texts: &[Value]) -> Result<()> {
    match &texts[0] {
        Value::String(_) => write_message(code, key, path, texts),
        Value::Object(group) if group.contains_key("other") => {
            write_message(code, key, path, texts)
        }
        Value::Object(group) => {
            writeln!(code, "/// The messages of `{path}`.\npub mod {key} {{")?;
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
                write_item(code, inner, &inner_path, &inner_texts)?;
            }
            refuse_strangers(path, group, texts)?;
            writeln!(code, "}}")?;
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

/// Writes the function of one message.
fn write_message(code: &mut String, key: &str, path: &str, texts: &[Value]) -> Result<()> {
    let english = forms(path, &texts[0])?;
    let placeholders = placeholders(&english.1);
    let mut templates = Vec::new();
    for (locale, text) in LOCALES.iter().zip(texts) {
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
        templates.push((
            numbered(&one, &placeholders),
            numbered(&other, &placeholders),
        ));
    }
    // As a quotation of code, because Markdown has a meaning for much that a message may say.
    writeln!(
        code,
        "/// `{}`",
        english.1.replace('\n', " ").replace('`', "'")
    )?;
    writeln!(code, "#[must_use]")?;
    if placeholders.is_empty() {
        let texts: Vec<_> = templates.iter().map(|(_, other)| other.as_str()).collect();
        writeln!(
            code,
            "pub fn {key}() -> &'static str {{ crate::text::pick({texts:?}) }}"
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
    let count = if placeholders.iter().any(|name| name == "count") {
        "count"
    } else {
        "0"
    };
    writeln!(
        code,
        "pub fn {key}({}) -> String {{ crate::text::fill_plural({count}, {templates:?}, &[{}]) }}",
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
