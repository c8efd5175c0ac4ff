//! Makes one function of each sentence in `frontend/locales/en/sentences.json`, and the words of all of them.

use std::error::Error;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{env, fs};

include!("build/sentences.rs");

/// Where the words of the console stand, by language.
const LOCALES: &str = "../../frontend/locales";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=build");
    let sentences = read_sentences(&text_of("en")?, None)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("sentences.rs"), functions(&sentences)?)?;
    fs::write(out.join("english.rs"), table("ENGLISH", &sentences))?;
    let chinese = read_sentences(&text_of("zh-CN")?, Some(&sentences))?;
    fs::write(out.join("chinese.rs"), table("CHINESE", &chinese))?;
    Ok(())
}

/// The sentences of a locale, as they stand in its file.
fn text_of(locale: &str) -> Result<String, Box<dyn Error>> {
    let folder = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join(LOCALES);
    let file = folder.join(locale).join("sentences.json");
    println!("cargo::rerun-if-changed={}", file.display());
    Ok(fs::read_to_string(&file)
        .map_err(|error| format!("cannot read {}: {error}", file.display()))?)
}

/// The lines of a language as a constant.
fn table(name: &str, sentences: &[Sentence]) -> String {
    let lines: Vec<String> = sentences.iter().map(line_of).collect();
    format!(
        "/// The lines of the sentences, by number.\npub const {name}: [&str; {}] = {lines:?};\n",
        lines.len()
    )
}

/// A module a group, a function a sentence, and the number of the one that is looked for by name.
fn functions(sentences: &[Sentence]) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    let mut open = "";
    for (number, sentence) in sentences.iter().enumerate() {
        let (group, name) = sentence
            .code
            .split_once('.')
            .ok_or("a code without a group")?;
        if group != open {
            if !open.is_empty() {
                code.push_str("}\n");
            }
            writeln!(
                code,
                "/// The sentences of the group `{group}`.\npub mod {group} {{"
            )?;
            open = group;
        }
        // As a quotation of code, because Markdown has a meaning for much that a sentence may say.
        let english = sentence.forms.last().map_or("", String::as_str);
        writeln!(code, "/// `{}`", english.replace('`', "'"))?;
        let parameters: Vec<_> = (sentence.placeholders.iter())
            .map(|name| format!("{name}: impl Into<crate::Message>"))
            .collect();
        let arguments: Vec<_> = (sentence.placeholders.iter())
            .map(|name| format!("{name}.into()"))
            .collect();
        writeln!(
            code,
            "#[must_use]\npub fn {name}({}) -> crate::Message {{ crate::message::sentence({number}, [{}]) }}",
            parameters.join(", "),
            arguments.join(", ")
        )?;
    }
    code.push_str("}\n");
    let separator = sentences
        .iter()
        .position(|sentence| sentence.code == "list.separator");
    let separator = separator.ok_or("there is no list.separator")?;
    writeln!(
        code,
        "/// The number of what stands between the items of a list.\npub(crate) const SEPARATOR: u16 = {separator};"
    )?;
    Ok(code)
}
