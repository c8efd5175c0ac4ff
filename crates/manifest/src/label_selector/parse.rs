//! The written form: `app=web,tier in (a, b),!old` (`Parse` in apimachinery's `pkg/labels/selector.go`).

use std::str::FromStr;

use thiserror::Error;

use super::{LabelSelector, Operator, Requirement};
use crate::content::{label_key, label_value, quote};
use crate::gather::Gather;
use crate::order;
use crate::texts;

/// What is wrong with a selector as written, in the API server's words.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct ParseSelectorError {
    message: String,
}

impl FromStr for LabelSelector {
    type Err = ParseSelectorError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parser = Parser { rest: text };
        let mut requirements = Vec::new();
        loop {
            match parser.peek() {
                Token::Word(_) | Token::Symbol("!") => {
                    let requirement = parser.requirement().map_err(|error| {
                        let message = format!("unable to parse requirement: {}", error.message);
                        ParseSelectorError { message }
                    })?;
                    requirements.push(requirement);
                }
                Token::End => return Ok(Self { requirements }),
                other @ Token::Symbol(_) => {
                    return Err(found(
                        other,
                        ", expected: !, identifier, or 'end of string'",
                    ));
                }
            }
            match parser.next() {
                Token::End => return Ok(Self { requirements }),
                Token::Symbol(",") => {}
                other => return Err(found(other, ", expected: ',' or 'end of string'")),
            }
            match parser.peek() {
                Token::Word(_) | Token::Symbol("!") => {}
                other => return Err(found(other, ", expected: identifier after ','")),
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

struct Parser<'a> {
    /// What has not been read.
    rest: &'a str,
}

fn is_symbol(character: char) -> bool {
    matches!(character, '=' | '!' | '(' | ')' | ',' | '>' | '<')
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t' | '\r' | '\n')
}

impl<'a> Parser<'a> {
    /// The next piece and what follows it (`Lexer.Lex`).
    fn scan(&self) -> (Token<'a>, &'a str) {
        let rest = self.rest.trim_start_matches(is_space);
        // Go's lexer takes the byte 0 for the end of the text.
        if rest.is_empty() || rest.starts_with('\0') {
            return (Token::End, "");
        }
        let symbol = ["==", "!=", "=", "!", ",", "(", ")", "<", ">"]
            .into_iter()
            .find(|symbol| rest.starts_with(symbol));
        let ends = |character| is_symbol(character) || is_space(character) || character == '\0';
        let length = match symbol {
            Some(symbol) => symbol.len(),
            None => rest.find(ends).unwrap_or(rest.len()),
        };
        let (piece, rest) = rest.split_at(length);
        let token = match symbol {
            Some(_) => Token::Symbol(piece),
            None => Token::Word(piece),
        };
        // After a piece it passes over it.
        (token, rest.strip_prefix('\0').unwrap_or(rest))
    }

    fn peek(&self) -> Token<'a> {
        self.scan().0
    }

    fn next(&mut self) -> Token<'a> {
        let (token, rest) = self.scan();
        self.rest = rest;
        token
    }

    /// `Parser.parseRequirement`.
    fn requirement(&mut self) -> Result<Requirement, ParseSelectorError> {
        let mut token = self.next();
        let is_forbidden = token == Token::Symbol("!");
        if is_forbidden {
            token = self.next();
        }
        let Token::Word(key) = token else {
            return Err(found(token, ", expected: identifier"));
        };
        let key_messages = label_key(key);
        if !key_messages.is_empty() {
            // Go prints the place, of which there is none.
            return Err(invalid("<nil>", key, &texts::join(&key_messages, "; ")));
        }
        let operator = if is_forbidden {
            Operator::DoesNotExist
        } else {
            self.operator(key)?
        };
        let key = key.to_owned();
        Ok(Requirement { key, operator })
    }

    /// What is required of a key (`Parser.parseOperator` and what follows it).
    fn operator(&mut self, key: &str) -> Result<Operator, ParseSelectorError> {
        if matches!(self.peek(), Token::End | Token::Symbol(",")) {
            return Ok(Operator::Exists);
        }
        match self.next() {
            Token::Symbol("=" | "==") => Ok(Operator::In(vec![self.label_value(key)?])),
            Token::Symbol("!=") => Ok(Operator::NotIn(vec![self.label_value(key)?])),
            Token::Symbol(">") => self.number(key).map(Operator::Greater),
            Token::Symbol("<") => self.number(key).map(Operator::Less),
            Token::Word("in") => self.values(key).map(Operator::In),
            Token::Word("notin") => self.values(key).map(Operator::NotIn),
            other => Err(found(other, ", expected: in, notin, =, ==, !=, gt, lt")),
        }
    }

    /// A value, which may be empty: `key=` (`Parser.parseExactValue`).
    fn value(&mut self) -> Result<&'a str, ParseSelectorError> {
        if matches!(self.peek(), Token::End | Token::Symbol(",")) {
            return Ok("");
        }
        match self.next() {
            Token::Word(value) => Ok(value),
            other => Err(found(other, ", expected: identifier")),
        }
    }

    fn label_value(&mut self, key: &str) -> Result<String, ParseSelectorError> {
        let value = self.value()?;
        check_values(key, &[value], Vec::new())?;
        Ok(value.to_owned())
    }

    fn number(&mut self, key: &str) -> Result<i64, ParseSelectorError> {
        let value = self.value()?;
        let number = value.parse();
        let mut errors = Vec::new();
        if number.is_err() {
            let detail = "for 'Gt', 'Lt' operators, the value must be an integer";
            errors.push(invalid("values[0]", value, detail).message);
        }
        check_values(key, &[value], errors)?;
        // Whatever is not a number has become an error.
        Ok(number.unwrap_or_default())
    }

    /// Values in parentheses (`Parser.parseValues` and `Parser.parseIdentifiersList`).
    fn values(&mut self, key: &str) -> Result<Vec<String>, ParseSelectorError> {
        let opening = self.next();
        if opening != Token::Symbol("(") {
            return Err(found(opening, " expected: '('"));
        }
        let first = self.peek();
        if !matches!(first, Token::Word(_) | Token::Symbol("," | ")")) {
            return Err(found(first, ", expected: ',', ')' or identifier"));
        }
        let mut values = Vec::new();
        // A word must be followed by a comma or the end; a comma by nothing in particular.
        loop {
            match self.next() {
                Token::Word(value) => {
                    values.push(value);
                    let next = self.peek();
                    if !matches!(next, Token::Symbol("," | ")")) {
                        return Err(found(next, ", expected: ',' or ')'"));
                    }
                }
                Token::Symbol(",") => {
                    if values.is_empty() || matches!(self.peek(), Token::Symbol("," | ")")) {
                        values.push("");
                    }
                }
                Token::Symbol(")") => break,
                other => return Err(found(other, ", expected: ',', or identifier")),
            }
        }
        if values.is_empty() {
            values.push("");
        }
        order::sort_by(&mut values, Ord::cmp);
        values.dedup();
        check_values(key, &values, Vec::new())?;
        Ok(values.into_iter().map(str::to_owned).gather())
    }
}

/// The part of `NewRequirement` that looks at the values. `errors` were found before.
fn check_values(
    key: &str,
    values: &[&str],
    mut errors: Vec<String>,
) -> Result<(), ParseSelectorError> {
    for (index, value) in values.iter().enumerate() {
        let messages = label_value(value);
        if !messages.is_empty() {
            let place = format!("values[{index}][{key}]");
            errors.push(invalid(&place, value, &texts::join(&messages, "; ")).message);
        }
    }
    match errors.len() {
        0 => Ok(()),
        1 => Err(ParseSelectorError {
            message: errors.swap_remove(0),
        }),
        _ => Err(ParseSelectorError {
            message: format!("[{}]", texts::join(&errors, ", ")),
        }),
    }
}

fn invalid(place: &str, value: &str, detail: &str) -> ParseSelectorError {
    let message = format!("{place}: Invalid value: {}: {detail}", quote(value));
    ParseSelectorError { message }
}

/// That this was found, and what could stand there.
fn found(token: Token, expected: &str) -> ParseSelectorError {
    let text = match token {
        Token::Word(text) | Token::Symbol(text) => text,
        Token::End => "",
    };
    let message = format!("found '{text}'{expected}");
    ParseSelectorError { message }
}

#[cfg(test)]
mod tests {
    use crate::LabelSelector;

    #[test]
    fn what_cannot_be_read_is_said_as_the_api_server_says_it() {
        let label = "a valid label must be an empty string or consist of alphanumeric characters, \
                     '-', '_' or '.', and must start and end with an alphanumeric character (e.g. \
                     'MyValue',  or 'my_value',  or '12345', regex used for validation is \
                     '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
        let integer = "for 'Gt', 'Lt' operators, the value must be an integer";
        let requirement = |rest: &str| format!("unable to parse requirement: {rest}");
        for (selector, expected) in [
            (
                ",",
                "found ',', expected: !, identifier, or 'end of string'".to_owned(),
            ),
            (
                "a=b,",
                "found '', expected: identifier after ','".to_owned(),
            ),
            (
                "a=b c",
                "found 'c', expected: ',' or 'end of string'".to_owned(),
            ),
            (
                "!a=b",
                "found '=', expected: ',' or 'end of string'".to_owned(),
            ),
            ("!", requirement("found '', expected: identifier")),
            (
                "a b",
                requirement("found 'b', expected: in, notin, =, ==, !=, gt, lt"),
            ),
            ("a in b", requirement("found 'b' expected: '('")),
            ("a in (b", requirement("found '', expected: ',' or ')'")),
            (
                "a in (=",
                requirement("found '=', expected: ',', ')' or identifier"),
            ),
            (
                "a in (,=",
                requirement("found '=', expected: ',', or identifier"),
            ),
            ("a===b", requirement("found '=', expected: identifier")),
            (
                "a>x",
                requirement(&format!("values[0]: Invalid value: \"x\": {integer}")),
            ),
            (
                "a=-",
                requirement(&format!("values[0][a]: Invalid value: \"-\": {label}")),
            ),
            (
                "a<-",
                requirement(&format!(
                    "[values[0]: Invalid value: \"-\": {integer}, \
                     values[0][a]: Invalid value: \"-\": {label}]"
                )),
            ),
            (
                "/a",
                requirement("<nil>: Invalid value: \"/a\": prefix part must be non-empty"),
            ),
        ] {
            let error = selector.parse::<LabelSelector>().unwrap_err();
            assert_eq!(error.to_string(), expected, "{selector}");
        }
    }
}
