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
            let text = error.to_string();
            if !said.ends_with(&text) {
                write!(formatter, ": {text}")?;
                said = text;
            }
            cause = error.source();
        }
        Ok(())
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
