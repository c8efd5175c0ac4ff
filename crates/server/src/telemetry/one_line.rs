//! Fields of a log line for people. A text of the API server or of a client may hold line ends and control
//! characters; nobody shall forge lines with them, or write over what stands on a terminal.

use std::fmt::{self, Write};

use tracing::field::Field;
use tracing_subscriber::{
    field::MakeExt as _,
    fmt::{FormatFields, format},
};

/// The message, then `name=value` for each field; all of it on one line.
pub(super) fn fields() -> impl for<'writer> FormatFields<'writer> + Send + Sync + 'static {
    format::debug_fn(write_field).delimited(" ")
}

fn write_field(
    writer: &mut format::Writer<'_>,
    field: &Field,
    value: &dyn fmt::Debug,
) -> fmt::Result {
    let mut line = OneLine(writer);
    match field.name() {
        "message" => write!(line, "{value:?}"),
        // Where a record of the `log` crate came from; the line says that already.
        name if name.starts_with("log.") => Ok(()),
        name => write!(
            line,
            "{}={value:?}",
            name.strip_prefix("r#").unwrap_or(name)
        ),
    }
}

/// Writes on, with control characters and Unicode's own line ends spelt out.
struct OneLine<W>(W);

impl<W: Write> Write for OneLine<W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.find(leaves_the_line) {
            let (before, odd) = rest.split_at(at);
            self.0.write_str(before)?;
            let character = odd.chars().next().unwrap_or_default();
            write!(self.0, "{}", character.escape_default())?;
            rest = &odd[character.len_utf8()..];
        }
        self.0.write_str(rest)
    }
}

/// Control characters, line and paragraph separator, and what turns the direction of a text.
fn leaves_the_line(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

#[cfg(test)]
mod tests {
    use std::{
        io::Write,
        sync::{Arc, Mutex},
    };

    use tracing_subscriber::{fmt::MakeWriter, prelude::*};

    #[derive(Clone, Default)]
    struct Log(Arc<Mutex<Vec<u8>>>);

    impl Write for Log {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl<'writer> MakeWriter<'writer> for Log {
        type Writer = Self;

        fn make_writer(&'writer self) -> Self {
            self.clone()
        }
    }

    fn logged(write: impl FnOnce()) -> String {
        let log = Log::default();
        let layer = tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .without_time()
            .with_target(false)
            .fmt_fields(super::fields())
            .with_writer(log.clone());
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), write);
        let bytes = log.0.lock().unwrap().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn nobody_forges_a_line() {
        let words = "so\r\n2026-01-01T00:00:00Z ERROR all is lost\u{1b}[2K\u{2028}x\u{202e}y";
        let text = logged(|| {
            let _span = tracing::info_span!("request", id = %words).entered();
            tracing::warn!(cause = %words, quoted = words, "{words}");
        });
        assert_eq!(text.lines().count(), 1, "{text:?}");
        assert!(
            !text.trim_end_matches('\n').contains(super::leaves_the_line),
            "{text:?}"
        );
        assert!(text.contains(r"so\r\n2026-01-01T00:00:00Z ERROR"), "{text}");
    }

    #[test]
    fn what_is_harmless_stands_as_it_is() {
        let text = logged(|| tracing::warn!(cause = %"a “b” \\ é", count = 3, "stopped"));
        assert_eq!(text, " WARN stopped cause=a “b” \\ é count=3\n");
    }
}
