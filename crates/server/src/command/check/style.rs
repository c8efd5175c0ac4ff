//! Colours, on a terminal only.

use std::io::IsTerminal as _;
use std::{env, io};

use clap::ValueEnum;
use preflight::Severity;

/// When colours are used.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How words are set apart.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    is_colored: bool,
}

impl Style {
    pub(super) fn choose(color: Color) -> Self {
        let is_wanted = || {
            let is_refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            !is_refused && io::stdout().is_terminal()
        };
        Self {
            is_colored: match color {
                Color::Auto => is_wanted(),
                Color::Always => true,
                Color::Never => false,
            },
        }
    }

    /// Text without any style, for tests and files.
    #[cfg(test)]
    pub(super) const fn plain() -> Self {
        Self { is_colored: false }
    }

    fn paint(self, code: &str, text: &str) -> String {
        if self.is_colored {
            format!("\u{1b}[{code}m{text}\u{1b}[0m")
        } else {
            text.to_owned()
        }
    }

    /// What matters most in a line.
    pub(super) fn strong(self, text: &str) -> String {
        self.paint("1", text)
    }

    /// What is there for reference: line numbers, rules.
    pub(super) fn faint(self, text: &str) -> String {
        self.paint("2", text)
    }

    /// Good news.
    pub(super) fn good(self, text: &str) -> String {
        self.paint("1;32", text)
    }

    /// A word or marker of this severity.
    pub(super) fn severity(self, severity: Severity, text: &str) -> String {
        let code = match severity {
            Severity::Error => "1;31",
            Severity::Warning => "1;33",
            Severity::Info => "1;36",
        };
        self.paint(code, text)
    }
}
