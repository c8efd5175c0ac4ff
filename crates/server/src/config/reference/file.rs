//! The settings as an `everynode.toml` in which everything is still commented out.

use std::fmt::Write as _;

use super::{Setting, Shape, settings};

/// A file to begin with: each key behind a `#`, with what it does above it.
#[must_use]
pub fn example() -> String {
    let mut text = "# Settings of Everynode. Flags and EVERYNODE_… variables count more than what stands here.\n".to_owned();
    for setting in settings().iter().filter(|setting| setting.is_in_file()) {
        for line in wrapped(&setting.help) {
            let _ = write!(text, "\n# {line}");
        }
        if let Some(default) = &setting.default {
            let _ = write!(text, "\n# Default: {default}");
        }
        let _ = write!(text, "\n#{} = {}\n", setting.key, setting.placeholder());
    }
    text
}

impl Setting {
    /// A value of its shape, as TOML and YAML write it.
    pub(super) fn placeholder(&self) -> String {
        let default = self.default.as_deref().unwrap_or_default();
        let default = default.trim_matches('`');
        match &self.shape {
            Shape::Switch => "false".to_owned(),
            Shape::Count => default.to_owned(),
            Shape::Texts => "[]".to_owned(),
            Shape::Word(_) | Shape::Text if default.contains(' ') => "\"\"".to_owned(),
            Shape::Word(_) | Shape::Text => format!("\"{default}\""),
        }
    }
}

/// Lines of at most a hundred letters.
pub(super) fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let is_full = lines
            .last()
            .is_some_and(|line| line.len() + word.len() >= 100);
        if is_full {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use figment::{
        Figment,
        providers::{Format as _, Toml},
    };

    use super::example;
    use crate::config::Settings;

    #[test]
    fn a_key_of_the_file_is_taken_once_its_hash_is_gone() {
        let text = example();
        let keys = text
            .lines()
            .filter(|line| line.starts_with('#') && !line.starts_with("# "));
        let mut count = 0;
        for line in keys.filter(|line| !line.ends_with("\"\"")) {
            let file = Toml::string(&line[1..]);
            Figment::from(file)
                .extract::<Settings>()
                .unwrap_or_else(|error| panic!("{line}: {error}"));
            count += 1;
        }
        assert!(count > 10, "{text}");
    }
}
