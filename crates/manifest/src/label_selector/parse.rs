//! The written form: `app=web,tier in (a, b),!old` (`Parse` in apimachinery's `pkg/labels/selector.go`).

use std::str::FromStr;

use thiserror::Error;

use super::{LabelSelector, Operator, Requirement};

/// What is wrong with a selector as written.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("expected {expected} at character {position}, found {found}")]
pub struct ParseSelectorError {
    /// What could stand there.
    pub expected: &'static str,
    /// What does stand there; "the end" if nothing does.
    pub found: String,
    /// Where, in characters counted from 1.
    pub position: usize,
}

impl FromStr for LabelSelector {
    type Err = ParseSelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { text, offset: 0 };
        let mut requirements = Vec::new();
        if parser.peek() == Token::End {
            return Ok(Self { requirements });
        }
        loop {
            requirements.push(parser.requirement()?);
            match parser.next() {
                (Token::End, _) => return Ok(Self { requirements }),
                (Token::Symbol(","), _) => {}
                other => return Err(parser.unexpected("a comma or the end", other)),
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

/// A piece and where it begins, in bytes.
type Placed<'a> = (Token<'a>, usize);

struct Parser<'a> {
    text: &'a str,
    /// Where the next piece is looked for, in bytes.
    offset: usize,
}

impl<'a> Parser<'a> {
    /// The next piece, where it begins and where it ends.
    fn scan(&self) -> (Token<'a>, usize, usize) {
        let rest = self.text[self.offset..].trim_start();
        let start = self.text.len() - rest.len();
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
        (token, start, start + length)
    }

    fn peek(&self) -> Token<'a> {
        self.scan().0
    }

    fn next(&mut self) -> Placed<'a> {
        let (token, start, end) = self.scan();
        self.offset = end;
        (token, start)
    }

    fn requirement(&mut self) -> Result<Requirement, ParseSelectorError> {
        let (key, forbidden) = match self.next() {
            (Token::Word(key), _) => (key, false),
            (Token::Symbol("!"), _) => match self.next() {
                (Token::Word(key), _) => (key, true),
                other => return Err(self.unexpected("a label key", other)),
            },
            other => return Err(self.unexpected("a label key", other)),
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

    fn operator(&mut self) -> Result<Operator, ParseSelectorError> {
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
            other => Err(self.unexpected("one of =, ==, !=, in, notin, <, >", other)),
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

    fn number(&mut self) -> Result<i64, ParseSelectorError> {
        let placed = self.next();
        if let (Token::Word(word), _) = placed
            && let Ok(number) = word.parse()
        {
            return Ok(number);
        }
        Err(self.unexpected("a whole number", placed))
    }

    /// Values in parentheses.
    fn values(&mut self) -> Result<Vec<String>, ParseSelectorError> {
        match self.next() {
            (Token::Symbol("("), _) => {}
            other => return Err(self.unexpected("an opening parenthesis", other)),
        }
        let mut values = Vec::new();
        loop {
            values.push(self.value());
            match self.next() {
                (Token::Symbol(","), _) => {}
                (Token::Symbol(")"), _) => return Ok(values),
                other => return Err(self.unexpected("a comma or a closing parenthesis", other)),
            }
        }
    }

    fn unexpected(&self, expected: &'static str, (token, start): Placed<'a>) -> ParseSelectorError {
        ParseSelectorError {
            expected,
            found: match token {
                Token::Word(text) | Token::Symbol(text) => format!("{text:?}"),
                Token::End => "the end".to_owned(),
            },
            position: self.text[..start].chars().count() + 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::LabelSelector;

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        for (selector, expected) in [
            (",", r#"expected a label key at character 1, found ",""#),
            ("a=b,", "expected a label key at character 5, found the end"),
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
