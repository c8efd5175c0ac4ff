//! An error with all its causes on one line.

use std::{error::Error, fmt};

/// Prints an error and what caused it, joined by colons. No `Display` of ours prints its source, but that of
/// some libraries does: a cause that was just said is not said again.
pub(crate) struct Chain<'a>(pub(crate) &'a (dyn Error + 'static));

impl fmt::Display for Chain<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.0.to_string();
        formatter.write_str(&said)?;
        let mut cause = self.0.source();
        while let Some(error) = cause {
            let text = words_of(error);
            if !said.ends_with(&text) {
                write!(formatter, ": {text}")?;
                said = text;
            }
            cause = error.source();
        }
        Ok(())
    }
}

/// What an error says for itself. That of a text that is not the JSON it should be quotes what is there, which may be
/// a secret: of that, only the place is told.
fn words_of(error: &(dyn Error + 'static)) -> String {
    match error.downcast_ref::<serde_json::Error>() {
        Some(error) => format!(
            "unexpected JSON at line {} column {}",
            error.line(),
            error.column()
        ),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::{error::Error, fmt, io};

    use super::Chain;

    #[derive(Debug)]
    struct Level(&'static str, Option<Box<dyn Error>>);

    impl fmt::Display for Level {
        fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
            formatter.write_str(self.0)
        }
    }

    impl Error for Level {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref()
        }
    }

    #[test]
    fn what_is_no_json_is_not_quoted() {
        let error = serde_json::from_str::<u8>("\"a secret\"").unwrap_err();
        let ours = Level("cannot read", Some(Box::new(error)));
        assert_eq!(
            Chain(&ours).to_string(),
            "cannot read: unexpected JSON at line 1 column 10"
        );
    }

    #[test]
    fn what_a_library_says_with_its_cause_is_said_once() {
        let cause = io::Error::other("refused");
        let library = Level("no connection: refused", Some(Box::new(cause)));
        let ours = Level("cannot open", Some(Box::new(library)));
        assert_eq!(
            Chain(&ours).to_string(),
            "cannot open: no connection: refused"
        );
    }
}
