//! Every setting as others look it up or write it: made of the flags, so that nothing says otherwise.
//!
//! README, `docs/configuration.md`, the chart's values and their schema hold what is printed here; a test compares them
//! (`committed`), and `cargo xtask codegen` writes them anew.

#[cfg(test)]
mod committed;
mod file;
mod markdown;
mod schema;

use clap::{Arg, Args as _, Command};

use super::{ServeFlags, environment::PREFIX, flags::SECRETS};

pub use file::example;

/// A setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setting {
    /// The key in the file, such as `allowed_host`.
    pub(crate) key: String,
    /// The flag with its value, such as `--allowed-host NAME`; none for what is secret.
    flag: Option<String>,
    /// The variable.
    variable: String,
    /// What it is about, as `--help` groups it; empty for what has no group.
    concern: String,
    /// What it does: Markdown, without a full stop at its end.
    help: String,
    /// What holds where it is not set, in words; none where nothing does.
    default: Option<String>,
    shape: Shape,
}

/// What a setting takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    /// `true` or `false`.
    Switch,
    /// A whole number.
    Count,
    /// One of these words.
    Word(Vec<String>),
    /// A text.
    Text,
    /// Several texts.
    Texts,
}

/// What only a file can be given by: it names the file itself.
const NAMES_THE_FILE: &str = "config";

/// All settings, in the order of `--help`, those that have no flag behind them.
pub(crate) fn settings() -> Vec<Setting> {
    let command = ServeFlags::augment_args(Command::new("serve"));
    let with_flags = command.get_arguments().map(Setting::of);
    let secret = SECRETS.iter().map(|secret| Setting {
        key: secret.key.to_owned(),
        flag: None,
        variable: secret.variable(),
        concern: "Access".to_owned(),
        help: secret.help.to_owned(),
        default: Some(secret.default.to_owned()),
        shape: Shape::Text,
    });
    with_flags.chain(secret).collect()
}

impl Setting {
    fn of(flag: &Arg) -> Self {
        let key = flag.get_id().to_string();
        let help = flag.get_long_help().or(flag.get_help());
        let help = help.map(ToString::to_string).unwrap_or_default();
        let (help, default) = match help.split_once(" [default: ") {
            Some((help, default)) => (help, Some(default.trim_end_matches(['.', ']']).to_owned())),
            None => (help.as_str(), None),
        };
        let shape = shape(flag);
        let names = flag.get_value_names().unwrap_or_default().join(" ");
        let long = key.replace('_', "-");
        Self {
            flag: Some(match shape {
                Shape::Switch => format!("--{long}"),
                _ => format!("--{long} {names}"),
            }),
            variable: format!("{PREFIX}{}", key.to_uppercase()),
            concern: flag.get_help_heading().unwrap_or_default().to_owned(),
            help: help.trim_end_matches('.').to_owned(),
            default,
            shape,
            key,
        }
    }

    /// The first sentence of what it does.
    fn sentence(&self) -> &str {
        self.help.split(". ").next().unwrap_or_default()
    }

    /// Whether a file may hold it.
    fn is_in_file(&self) -> bool {
        self.key != NAMES_THE_FILE
    }
}

fn shape(flag: &Arg) -> Shape {
    let may_stand_alone = flag
        .get_num_args()
        .is_some_and(|count| count.min_values() == 0);
    let words: Vec<String> = flag
        .get_possible_values()
        .iter()
        .map(|word| word.get_name().to_owned())
        .collect();
    if may_stand_alone {
        Shape::Switch
    } else if flag.get_value_delimiter().is_some() {
        Shape::Texts
    } else if !words.is_empty() {
        Shape::Word(words)
    } else if flag
        .get_value_names()
        .is_some_and(|names| names.iter().any(|name| name.as_str() == "COUNT"))
    {
        Shape::Count
    } else {
        Shape::Text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Args as _, Command};
    use figment::{Figment, error::Kind, providers::Serialized};

    use super::{ServeFlags, Shape, settings};
    use crate::config::Settings;

    type Keys = BTreeSet<String>;

    #[test]
    fn flags_variables_and_keys_have_one_name() {
        let command = ServeFlags::augment_args(Command::new("serve"));
        for flag in command.get_arguments() {
            let key = flag.get_id().to_string();
            let variable = format!("EVERYNODE_{}", key.to_uppercase());
            assert_eq!(flag.get_env().unwrap().to_str().unwrap(), variable);
            assert_eq!(flag.get_long().unwrap(), key.replace('_', "-"));
            assert!(flag.get_help().is_some(), "{key} says nothing");
        }
    }

    #[test]
    fn what_is_described_is_what_is_read() {
        let described: Keys = settings()
            .into_iter()
            .filter(super::Setting::is_in_file)
            .map(|setting| setting.key)
            .collect();
        let error = Figment::from(Serialized::default("no_such_key", 1))
            .extract::<Settings>()
            .unwrap_err();
        let Kind::UnknownField(_, read) = error.kind else {
            panic!("{error}");
        };
        let read: Keys = read.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(described, read);
    }

    #[test]
    fn a_setting_knows_what_it_takes() {
        let shape = |key: &str| {
            settings()
                .into_iter()
                .find(|setting| setting.key == key)
                .unwrap()
                .shape
        };
        assert_eq!(shape("allow_remote"), Shape::Switch);
        assert_eq!(shape("sandbox_nodes"), Shape::Count);
        assert_eq!(shape("allowed_host"), Shape::Texts);
        assert_eq!(shape("public_url"), Shape::Text);
        let ways = ["kubeconfig", "pass-through", "impersonate"].map(str::to_owned);
        assert_eq!(shape("access"), Shape::Word(ways.to_vec()));
    }
}
