//! Colours, on a terminal only.

use std::ffi::OsStr;
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
        let no_color = env::var_os("NO_COLOR");
        Self {
            is_colored: is_colored(color, no_color.as_deref(), io::stdout().is_terminal()),
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

/// Whether there are colours, given what `NO_COLOR` says and whether a terminal shows them.
fn is_colored(color: Color, no_color: Option<&OsStr>, is_terminal: bool) -> bool {
    match color {
        Color::Auto => is_terminal && no_color.is_none_or(OsStr::is_empty),
        Color::Always => true,
        Color::Never => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{Color, OsStr, Style, is_colored};

    #[test]
    fn colours_appear_on_a_terminal_only() {
        for (color, no_color, is_terminal, expected) in [
            (Color::Auto, None, true, true),
            (Color::Auto, None, false, false),
            // An empty variable is none (no-color.org).
            (Color::Auto, Some(""), true, true),
            (Color::Auto, Some("1"), true, false),
            (Color::Auto, Some("1"), false, false),
            (Color::Always, Some("1"), false, true),
            (Color::Never, None, true, false),
        ] {
            let colored = is_colored(color, no_color.map(OsStr::new), is_terminal);
            assert_eq!(colored, expected, "{color:?} {no_color:?} {is_terminal}");
        }
        assert_eq!(Style::plain().good("accepted"), "accepted");
        let colored = Style { is_colored: true };
        assert_eq!(colored.good("accepted"), "\u{1b}[1;32maccepted\u{1b}[0m");
    }
}
