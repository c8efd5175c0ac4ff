//! Label selectors as one writes them after `kubectl --selector`: `app=web,tier in (a, b),!old`.
//!
//! Reads what `Parse` in `staging/src/k8s.io/apimachinery/pkg/labels/selector.go` reads; that keys
//! and values could be labels at all is not checked: one that cannot be matches nothing.

use std::{collections::BTreeMap, str::FromStr};

use thiserror::Error;

/// What labels must be like: all of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LabelSelector {
    requirements: Vec<Requirement>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Operator {
    Exists,
    DoesNotExist,
    In(Vec<String>),
    NotIn(Vec<String>),
    Greater(i64),
    Less(i64),
}

/// What is wrong with a label selector.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected {expected} at character {position}, found {found}")]
pub struct LabelSelectorError {
    /// What could stand there.
    pub expected: &'static str,
    /// What does stand there; "the end" if nothing does.
    pub found: String,
    /// Where, counted from 1.
    pub position: usize,
}

impl LabelSelector {
    /// Whether the labels are as required (`Requirement.Matches`).
    pub(super) fn matches(&self, labels: &BTreeMap<String, String>) -> bool {
        self.requirements.iter().all(|requirement| {
            let value = labels.get(&requirement.key);
            let number = || value.and_then(|value| value.parse::<i64>().ok());
            match &requirement.operator {
                Operator::Exists => value.is_some(),
                Operator::DoesNotExist => value.is_none(),
                Operator::In(values) => value.is_some_and(|value| values.contains(value)),
                Operator::NotIn(values) => value.is_none_or(|value| !values.contains(value)),
                Operator::Greater(bound) => number().is_some_and(|number| number > *bound),
                Operator::Less(bound) => number().is_some_and(|number| number < *bound),
            }
        })
    }
}

impl FromStr for LabelSelector {
    type Err = LabelSelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser::new(text);
        let mut requirements = Vec::new();
        if parser.peek() == Token::End {
            return Ok(Self { requirements });
        }
        loop {
            requirements.push(parser.requirement()?);
            match parser.next() {
                (Token::End, _) => return Ok(Self { requirements }),
                (Token::Symbol(","), _) => {}
                other => return Err(unexpected("a comma or the end", other)),
            }
        }
    }
}

/// A piece of a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token<'a> {
    /// A key, a value, or `in` and `notin`.
    Word(&'a str),
    Symbol(&'a str),
    End,
}

/// A piece and where it begins, in bytes and in characters.
type Placed<'a> = (Token<'a>, usize);

struct Parser<'a> {
    text: &'a str,
    /// Where the next piece is looked for, in bytes.
    offset: usize,
}

impl<'a> Parser<'a> {
    const fn new(text: &'a str) -> Self {
        Self { text, offset: 0 }
    }

    /// The next piece, its place counted from 1, and where it ends.
    fn scan(&self) -> (Token<'a>, usize, usize) {
        let rest = &self.text[self.offset..];
        let start = self.offset + rest.len() - rest.trim_start().len();
        let position = self.text[..start].chars().count() + 1;
        let rest = &self.text[start..];
        let symbol = ["==", "!=", "=", "!", ",", "(", ")", "<", ">"]
            .into_iter()
            .find(|symbol| rest.starts_with(symbol));
        let (token, length) = if rest.is_empty() {
            (Token::End, 0)
        } else if let Some(symbol) = symbol {
            (Token::Symbol(symbol), symbol.len())
        } else {
            let ends = |character: char| character.is_whitespace() || "=!,()<>".contains(character);
            let length = rest.find(ends).unwrap_or(rest.len());
            (Token::Word(&rest[..length]), length)
        };
        (token, position, start + length)
    }

    fn peek(&self) -> Token<'a> {
        self.scan().0
    }

    fn next(&mut self) -> Placed<'a> {
        let (token, position, end) = self.scan();
        self.offset = end;
        (token, position)
    }

    fn requirement(&mut self) -> Result<Requirement, LabelSelectorError> {
        let (key, forbidden) = match self.next() {
            (Token::Word(key), _) => (key, false),
            (Token::Symbol("!"), _) => match self.next() {
                (Token::Word(key), _) => (key, true),
                other => return Err(unexpected("a label key", other)),
            },
            other => return Err(unexpected("a label key", other)),
        };
        let operator = if forbidden {
            Operator::DoesNotExist
        } else {
            self.operator()?
        };
        Ok(Requirement {
            key: key.to_owned(),
            operator,
        })
    }

    fn operator(&mut self) -> Result<Operator, LabelSelectorError> {
        if matches!(self.peek(), Token::End | Token::Symbol(",")) {
            return Ok(Operator::Exists);
        }
        match self.next() {
            (Token::Symbol("=" | "=="), _) => Ok(Operator::In(vec![self.value()])),
            (Token::Symbol("!="), _) => Ok(Operator::NotIn(vec![self.value()])),
            (Token::Symbol(">"), _) => self.number().map(Operator::Greater),
            (Token::Symbol("<"), _) => self.number().map(Operator::Less),
            (Token::Word("in"), _) => self.values().map(Operator::In),
            (Token::Word("notin"), _) => self.values().map(Operator::NotIn),
            other => Err(unexpected("one of =, ==, !=, in, notin, <, >", other)),
        }
    }

    /// A value, which may be empty: `key=`.
    fn value(&mut self) -> String {
        match self.peek() {
            Token::Word(value) => {
                self.next();
                value.to_owned()
            }
            _ => String::new(),
        }
    }

    fn number(&mut self) -> Result<i64, LabelSelectorError> {
        let placed = self.next();
        if let (Token::Word(word), _) = placed
            && let Ok(number) = word.parse()
        {
            return Ok(number);
        }
        Err(unexpected("a whole number", placed))
    }

    /// Values in parentheses.
    fn values(&mut self) -> Result<Vec<String>, LabelSelectorError> {
        match self.next() {
            (Token::Symbol("("), _) => {}
            other => return Err(unexpected("an opening parenthesis", other)),
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value());
            match self.next() {
                (Token::Symbol(","), _) => {}
                (Token::Symbol(")"), _) => return Ok(values),
                other => return Err(unexpected("a comma or a closing parenthesis", other)),
            }
        }
    }
}

fn unexpected(expected: &'static str, (token, position): Placed) -> LabelSelectorError {
    LabelSelectorError {
        expected,
        found: match token {
            Token::Word(text) | Token::Symbol(text) => format!("{text:?}"),
            Token::End => "the end".to_owned(),
        },
        position,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::LabelSelector;

    #[test]
    fn selectors_match_as_kubernetes_does() {
        let labels: BTreeMap<String, String> =
            [("app", "web"), ("tier", "a"), ("empty", ""), ("cores", "8")]
                .map(|(key, value)| (key.to_owned(), value.to_owned()))
                .into();
        for (selector, expected) in [
            ("", true),
            ("  ", true),
            ("app", true),
            ("!app", false),
            ("gone", false),
            ("!gone", true),
            ("app=web", true),
            ("app==web", true),
            ("app = web , tier = a", true),
            ("app=web,tier=b", false),
            ("app!=web", false),
            ("app!=other", true),
            ("gone!=x", true),
            ("gone=", false),
            ("empty=", true),
            ("app=,tier=a", false),
            ("tier in (a, b)", true),
            ("tier in (b,c)", false),
            ("tier notin (b)", true),
            ("tier notin (a)", false),
            ("gone notin (a)", true),
            ("gone in (,a)", false),
            ("empty in (,a)", true),
            ("cores>7", true),
            ("cores > 8", false),
            ("cores<9", true),
            ("app>1", false),
            ("in in (in)", false),
        ] {
            let parsed: LabelSelector = selector.parse().unwrap();
            assert_eq!(parsed.matches(&labels), expected, "{selector}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        for (selector, expected) in [
            (",", r#"expected a label key at character 1, found ",""#),
            (
                "app=web,",
                "expected a label key at character 9, found the end",
            ),
            (
                "a b",
                r#"expected one of =, ==, !=, in, notin, <, > at character 3, found "b""#,
            ),
            (
                "a in b",
                r#"expected an opening parenthesis at character 6, found "b""#,
            ),
            (
                "a in (b",
                "expected a comma or a closing parenthesis at character 8, found the end",
            ),
            (
                "a>x",
                r#"expected a whole number at character 3, found "x""#,
            ),
            ("!=a", r#"expected a label key at character 1, found "!=""#),
            (
                "ä=b c",
                r#"expected a comma or the end at character 5, found "c""#,
            ),
        ] {
            let error = selector.parse::<LabelSelector>().unwrap_err();
            assert_eq!(error.to_string(), expected, "{selector}");
        }
    }
}
