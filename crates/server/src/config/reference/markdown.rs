//! The settings as tables of Markdown.
#![cfg_attr(
    not(test),
    expect(dead_code, reason = "the committed texts are made by a test")
)]

use std::fmt::Write as _;

use super::{Setting, settings};

/// The README's table: flag, first sentence, default.
pub(super) fn short_table() -> String {
    let mut text = "| flag | what it does | default |\n|---|---|---|\n".to_owned();
    for setting in settings() {
        let _ = writeln!(
            text,
            "| `{}` | {} | {} |",
            setting.flag.as_ref().unwrap_or(&setting.variable),
            cell(setting.sentence()),
            cell(setting.default.as_deref().unwrap_or_default())
        );
    }
    text
}

/// All of it: a table a concern, with flag, variable and key.
pub(super) fn whole() -> String {
    let mut text = String::new();
    let mut concerns: Vec<String> = Vec::new();
    for setting in settings() {
        if !concerns.contains(&setting.concern) {
            concerns.push(setting.concern);
        }
    }
    concerns.sort_by_key(String::is_empty);
    for concern in concerns {
        let heading = if concern.is_empty() {
            "Everything else"
        } else {
            &concern
        };
        let _ = write!(text, "## {heading}\n\n");
        for setting in settings()
            .iter()
            .filter(|setting| setting.concern == concern)
        {
            text.push_str(&entry(setting));
        }
        text.push('\n');
    }
    text
}

fn entry(setting: &Setting) -> String {
    let mut names = Vec::new();
    names.extend(setting.flag.as_ref().map(|flag| format!("`{flag}`")));
    names.push(format!("`{}`", setting.variable));
    if setting.is_in_file() {
        names.push(format!("`{}` in the file", setting.key));
    }
    let default = setting.default.as_ref();
    let default = default
        .map(|default| format!(" Default: {default}."))
        .unwrap_or_default();
    format!("- {}\\\n  {}.{default}\n", names.join(", "), setting.help)
}

/// A text as it may stand between the bars of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
