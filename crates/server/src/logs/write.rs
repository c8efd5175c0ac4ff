//! The forms in which logs are given: messages, one JSON object a line, or plain lines.

use std::collections::HashMap;

use bytes::Bytes;
use contract::{LogKind, LogMessage, log};
use http::HeaderMap;

use crate::{
    accept,
    problem::{Problem, ProblemType},
};

/// A form, with what it has to remember.
#[derive(Clone, Debug)]
pub(crate) enum Form {
    /// [`LogMessage`]s.
    Messages,
    /// Lines as people and programs read them: each with its time and, where there are several, where it comes from.
    Text {
        /// What each source is called.
        names: HashMap<u64, String>,
    },
}

impl Form {
    /// The form that the client accepts; plain lines where it does not mind.
    ///
    /// # Errors
    ///
    /// It accepts neither.
    pub(crate) fn wanted(headers: &HeaderMap) -> Result<Self, Problem> {
        let text = || Self::Text {
            names: HashMap::new(),
        };
        if accept::takes(headers, "text/plain") {
            Ok(text())
        } else if accept::takes(headers, log::MEDIA_TYPE) {
            Ok(Self::Messages)
        } else {
            Err(Problem::new(
                ProblemType::NotAcceptable,
                "Logs are given as `text/plain` or `application/x-ndjson`.",
            ))
        }
    }

    /// Its media type.
    pub(crate) const fn media_type(&self) -> &'static str {
        match self {
            Self::Messages => log::MEDIA_TYPE,
            Self::Text { .. } => "text/plain; charset=utf-8",
        }
    }

    /// Messages in this form; may be empty.
    pub(super) fn write(&mut self, messages: &[LogMessage]) -> Bytes {
        let mut text = String::new();
        for message in messages {
            match self {
                Self::Messages => {
                    // A struct of texts and numbers can always be written.
                    text.push_str(&serde_json::to_string(message).unwrap_or_default());
                    text.push('\n');
                }
                Self::Text { names } => write_line(&mut text, names, message),
            }
        }
        Bytes::from(text)
    }
}

/// A message as a line; what is no line of a container begins with `#`.
fn write_line(text: &mut String, names: &mut HashMap<u64, String>, message: &LogMessage) {
    if message.kind == LogKind::Source {
        let LogMessage {
            node,
            pod,
            container,
            ..
        } = message;
        names.insert(message.source, format!("{node} {pod} {container}"));
        return;
    }
    let name = names.get(&message.source).map_or("", String::as_str);
    let note = match message.kind {
        LogKind::Line => {
            let cut = match message.count {
                0 => String::new(),
                bytes => format!(" … {bytes} bytes left out"),
            };
            text.push_str(&message.time);
            if names.len() > 1 {
                text.push(' ');
                text.push_str(name);
            }
            text.push(' ');
            text.push_str(&message.text);
            text.push_str(&cut);
            text.push('\n');
            return;
        }
        LogKind::LeftOut => format!("{} lines left out", message.count),
        LogKind::Ended => {
            let code = message.exit_code.unwrap_or_default();
            format!("ended with exit code {code} {}", message.reason)
        }
        LogKind::Started => match message.count {
            0 => "started again".to_owned(),
            runs => format!("started again; nothing was read of {runs} runs in between"),
        },
        LogKind::Gone => "the pod is gone".to_owned(),
        LogKind::Waiting => format!("waits: {}", message.text),
        LogKind::Refused => format!("cannot be read: {}", message.text),
        LogKind::Interrupted => format!("broke off: {}", message.text),
        LogKind::Source | LogKind::Live | LogKind::Alive => return,
    };
    let name = if name.is_empty() { &message.pod } else { name };
    for part in ["# ", name, ": ", &note, "\n"] {
        text.push_str(part);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use contract::{LogKind, LogMessage};
    use http::{HeaderMap, HeaderValue, header};

    use super::Form;

    fn messages() -> Vec<LogMessage> {
        let source = |id, pod: &str| LogMessage {
            pod: pod.to_owned(),
            node: "n".to_owned(),
            container: "c".to_owned(),
            ..LogMessage::about(id, LogKind::Source)
        };
        let line = |id, text: &str| LogMessage {
            time: "t".to_owned(),
            text: text.to_owned(),
            ..LogMessage::about(id, LogKind::Line)
        };
        let ended = LogMessage {
            exit_code: Some(137),
            reason: "OOMKilled".to_owned(),
            ..LogMessage::about(2, LogKind::Ended)
        };
        vec![
            source(1, "p1"),
            source(2, "p2"),
            line(1, "a"),
            line(2, "b\u{1b}[0m"),
            ended,
        ]
    }

    #[test]
    fn plain_lines_say_where_they_come_from_where_there_are_several() {
        let mut form = Form::Text {
            names: HashMap::new(),
        };
        let text = form.write(&messages());
        assert_eq!(
            text,
            "t n p1 c a\nt n p2 c b\u{1b}[0m\n# n p2 c: ended with exit code 137 OOMKilled\n"
        );
    }

    #[test]
    fn the_client_chooses_the_form() {
        for (accept, expected) in [
            ("", "text/plain; charset=utf-8"),
            ("application/x-ndjson", "application/x-ndjson"),
            ("image/png", ""),
        ] {
            let mut headers = HeaderMap::new();
            if !accept.is_empty() {
                headers.insert(header::ACCEPT, HeaderValue::from_static(accept));
            }
            let form = Form::wanted(&headers);
            assert_eq!(form.map_or("", |form| form.media_type()), expected);
        }
    }
}
