//! The body of a log as lines: when each was written, and what it says as text that can be shown.

use std::fmt::Write as _;

use bytes::{Buf as _, BytesMut};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use tower::BoxError;

use crate::transport::Incoming;

/// How much of a line is kept, in bytes. A kubelet puts no end to lines.
const LONGEST: usize = 2 << 20;

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// When it was written, in UTC to the nanosecond; empty where it does not say.
    pub time: String,
    /// What it says, without its end. Bytes that are no UTF-8 stand in it as `\xFF`; control characters stay.
    pub text: String,
    /// How many bytes of its end were left out.
    pub left_out: u64,
}

/// The lines of a log that is still coming in. It holds one line, of which it keeps 2 MiB at most, and one frame.
pub struct LogLines {
    body: Incoming,
    /// What has come of the lines that have not been given yet.
    buffer: BytesMut,
    /// How far there is no line break in it.
    searched: usize,
    /// How many bytes of the line that is coming in were left out.
    left_out: u64,
    is_over: bool,
}

impl LogLines {
    pub(super) fn new(body: Incoming) -> Self {
        Self {
            body,
            buffer: BytesMut::new(),
            searched: 0,
            left_out: 0,
            is_over: false,
        }
    }

    /// The next line; none at the end of the log. Nothing is lost if it is not waited for to the end.
    ///
    /// # Errors
    /// The body breaks off; the lines before that have been given.
    pub async fn next(&mut self) -> Result<Option<LogLine>, BoxError> {
        loop {
            if let Some(line) = self.next_at_hand() {
                return Ok(Some(line));
            }
            if self.is_over {
                // The last line needs no break.
                let rest = self.buffer.split();
                self.searched = 0;
                return Ok((!rest.is_empty()).then(|| self.read(&rest)));
            }
            match self.body.frame().await.transpose()? {
                Some(frame) => {
                    if let Ok(data) = frame.into_data() {
                        self.buffer.extend_from_slice(&data);
                    }
                }
                None => self.is_over = true,
            }
        }
    }

    /// The next line, if all of it is here.
    pub fn next_at_hand(&mut self) -> Option<LogLine> {
        let break_at = self.buffer[self.searched..]
            .iter()
            .position(|byte| *byte == b'\n');
        let Some(place) = break_at else {
            self.bound();
            return None;
        };
        let line = self.buffer.split_to(self.searched + place);
        self.buffer.advance(1);
        self.searched = 0;
        Some(self.read(&line))
    }

    /// Leaves out what is too much of a line that has no end yet.
    fn bound(&mut self) {
        let more = self.buffer.len().saturating_sub(LONGEST);
        self.left_out += u64::try_from(more).unwrap_or(u64::MAX);
        self.buffer.truncate(LONGEST);
        self.searched = self.buffer.len();
    }

    fn read(&mut self, line: &[u8]) -> LogLine {
        let kept = &line[..line.len().min(LONGEST)];
        let more = u64::try_from(line.len() - kept.len()).unwrap_or(u64::MAX);
        let (time, text) = divide(kept);
        LogLine {
            time,
            text: shown(text),
            left_out: std::mem::take(&mut self.left_out) + more,
        }
    }
}

impl std::fmt::Debug for LogLines {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("LogLines").finish_non_exhaustive()
    }
}

/// The time before the first blank, and what stands behind it; all is text where that is no time.
fn divide(line: &[u8]) -> (String, &[u8]) {
    let at = line.iter().take(40).position(|byte| *byte == b' ');
    let time = at.and_then(|at| in_utc(std::str::from_utf8(&line[..at]).ok()?));
    match (time, at) {
        (Some(time), Some(at)) => (time, &line[at + 1..]),
        _ => (String::new(), line),
    }
}

/// A time as it sorts: a kubelet writes nanoseconds, in the zone of its node (`timeFormatOut` in cri-client's
/// `pkg/logs/logs.go`).
fn in_utc(time: &str) -> Option<String> {
    const FIXED: usize = "2026-11-30T10:42:07.113000000Z".len();
    if time.len() == FIXED && time.ends_with('Z') && time.as_bytes()[19] == b'.' {
        return Some(time.to_owned());
    }
    let moment: Timestamp = time.parse().ok()?;
    Some(moment.strftime("%Y-%m-%dT%H:%M:%S.%9fZ").to_string())
}

/// Bytes as text: what is no UTF-8 stays visible.
fn shown(bytes: &[u8]) -> String {
    // A progress bar's line may end as on Windows.
    let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http_body_util::{BodyExt as _, StreamBody};
    use hyper::body::Frame;
    use tower::BoxError;

    use super::{LONGEST, LogLine, LogLines};

    /// The lines of a body that comes in these pieces, and whether it broke off.
    async fn lines(pieces: Vec<Result<Vec<u8>, &'static str>>) -> (Vec<LogLine>, bool) {
        let frames = pieces.into_iter().map(|piece| match piece {
            Ok(piece) => Ok(Frame::data(Bytes::from(piece))),
            Err(words) => Err(BoxError::from(words)),
        });
        let body = StreamBody::new(futures::stream::iter(frames)).boxed_unsync();
        let mut lines = LogLines::new(body);
        let mut read = Vec::new();
        loop {
            match lines.next().await {
                Ok(Some(line)) => read.push(line),
                Ok(None) => return (read, false),
                Err(_) => return (read, true),
            }
        }
    }

    #[tokio::test]
    async fn lines_are_read_whole_however_they_are_cut() {
        let text = "2026-11-30T10:00:00.5Z one\n2026-11-30T12:00:01.25+02:00 tw\u{fc}\n\nno time\n2026-11-30T10:00:02Z open";
        for size in [1, 3, 7, text.len()] {
            let pieces = text
                .as_bytes()
                .chunks(size)
                .map(|piece| Ok(piece.to_vec()))
                .collect();
            let (read, broke) = lines(pieces).await;
            let told: Vec<_> = read
                .iter()
                .map(|line| (line.time.as_str(), line.text.as_str()))
                .collect();
            assert_eq!(
                told,
                [
                    ("2026-11-30T10:00:00.500000000Z", "one"),
                    ("2026-11-30T10:00:01.250000000Z", "tw\u{fc}"),
                    ("", ""),
                    ("", "no time"),
                    ("2026-11-30T10:00:02.000000000Z", "open"),
                ],
                "{size}"
            );
            assert!(!broke);
        }
    }

    #[tokio::test]
    async fn what_is_no_text_stays_visible() {
        let (read, _) = lines(vec![Ok(
            b"2026-11-30T10:00:00Z a\xff\xfeb \x1b[31mred\r\n".to_vec()
        )])
        .await;
        assert_eq!(read[0].text, "a\\xFF\\xFEb \u{1b}[31mred");
    }

    #[tokio::test]
    async fn a_line_without_end_is_cut_and_the_next_is_whole() {
        let mut pieces = vec![Ok(b"2026-11-30T10:00:00Z ".to_vec())];
        pieces.extend((0..5).map(|_| Ok(vec![b'x'; 1 << 20])));
        pieces.push(Ok(b"\n2026-11-30T10:00:01Z next\n".to_vec()));
        let (read, _) = lines(pieces).await;
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].text.len() + 21, LONGEST);
        assert_eq!(read[0].left_out, (3 << 20) + 21);
        assert_eq!((read[1].text.as_str(), read[1].left_out), ("next", 0));
    }

    #[tokio::test]
    async fn what_came_before_a_break_is_given() {
        let (read, broke) = lines(vec![
            Ok(b"2026-11-30T10:00:00Z a\n2026".to_vec()),
            Err("cut"),
        ])
        .await;
        assert_eq!((read.len(), broke), (1, true));
    }
}
