//! Logs: the messages of `GET …/daemonsets/{name}/logs`, one JSON object a line, and the place in a log from which one
//! goes on after a break.

use manifest::Message;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The media type of a stream of [`LogMessage`]s.
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// What a message tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum LogKind {
    /// A line of a container.
    #[default]
    Line,
    /// Of which container the messages with this `source` are from now on.
    Source,
    /// The container was started again; `text` says of runs of which nothing was read.
    Started,
    /// The container ended.
    Ended,
    /// It does not run yet; `text` is what the cluster says.
    Waiting,
    /// Its log cannot be read; `text` says why.
    Refused,
    /// The connection to the log broke, and is tried again.
    Interrupted,
    /// So many lines (`count`) were left out, because the reader or the way to it could not keep up.
    LeftOut,
    /// The pod is gone.
    Gone,
    /// What was there when the stream began has been told; what follows happens now.
    Live,
    /// Nothing happened: a sign of life.
    Alive,
}

/// One message. What is empty or 0 is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase", default)]
pub struct LogMessage {
    /// What it tells; a line where it does not say.
    #[serde(skip_serializing_if = "is_default")]
    pub kind: LogKind,
    /// Of which container; a message of the kind `source` says what that is. 0 where it is about none.
    #[serde(skip_serializing_if = "is_default")]
    pub source: u64,
    /// When the line was written, in UTC to the nanosecond (`2026-11-30T10:42:07.113000000Z`): such texts sort by time.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub time: String,
    /// The line without its end, or a sentence. Bytes that are no UTF-8 stand in it as `\xFF`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Of a sentence of Everynode's own, which it is. Absent where the words are the container's or the cluster's.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub code: String,
    /// What the sentence is about, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<Value>,
    /// How many bytes of a very long line were left out, or how many lines.
    #[serde(skip_serializing_if = "is_default")]
    pub count: u64,
    /// The pod of a source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub pod: String,
    /// The node of a source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub node: String,
    /// The container of a source.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub container: String,
    /// The kubelet's word for how a container ended: `Error`, `OOMKilled` …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// How a container ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
}

/// Whether a value is what it is where nothing is said.
fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

impl LogMessage {
    /// What it says, for who puts it into another language.
    #[must_use]
    pub fn said(&self) -> Message {
        Message::of_parts(&self.code, &self.arguments, &self.text)
    }

    /// A message of a kind about a source.
    #[must_use]
    pub fn about(source: u64, kind: LogKind) -> Self {
        Self {
            kind,
            source,
            ..Self::default()
        }
    }
}

/// How many characters of a time name its second: `2026-11-30T10:42:07`.
const SECOND: usize = 19;

/// How far a log has been read. The API server begins again at a whole second only (`sinceTime`), so what is known is how
/// many lines of that second and after it have been read: as many are passed over when it is read again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogPlace {
    /// When the first line of the latest second was written; empty before the first line.
    first: String,
    /// The latest time that was seen.
    last: String,
    /// How many lines were read from `first` on.
    read: usize,
}

impl LogPlace {
    /// A line of this time has been read.
    pub fn pass(&mut self, time: &str) {
        if second(time) > second(&self.first) {
            time.clone_into(&mut self.first);
            time.clone_into(&mut self.last);
            self.read = 1;
        } else if second(time) == second(&self.first) {
            // Two streams of one container may be a little out of order.
            self.read += 1;
            if *time > *self.last {
                time.clone_into(&mut self.last);
            }
        }
    }

    /// From when on the log must be read again, for `sinceTime`; none before the first line.
    #[must_use]
    pub fn since(&self) -> Option<String> {
        (!self.first.is_empty()).then(|| [second(&self.first), "Z"].concat())
    }

    /// When the latest line was written; empty before the first.
    #[must_use]
    pub fn last(&self) -> &str {
        &self.last
    }

    /// What passes over the lines that have been read, when the log is read again from [`Self::since`] or earlier.
    #[must_use]
    pub fn resume(&self) -> LogResume {
        LogResume {
            place: self.clone(),
            passed: 0,
        }
    }
}

/// Passes over what has been read of a log.
#[derive(Clone, Debug, Default)]
pub struct LogResume {
    place: LogPlace,
    /// How many lines were passed over.
    passed: usize,
}

impl LogResume {
    /// Whether a line of this time is new; asked of each line in order.
    pub fn is_new(&mut self, time: &str) -> bool {
        let place = &self.place;
        if place.read == 0 {
            return true;
        }
        if second(time) < second(&place.first) {
            return false;
        }
        if self.passed == 0 && *time != *place.first {
            // What had been read is not there any more (the file was turned): only the times tell then.
            let is_new = *time > *place.last;
            if is_new {
                self.place.read = 0;
            }
            return is_new;
        }
        if self.passed < place.read {
            self.passed += 1;
            return false;
        }
        true
    }
}

/// The second in which something was written. Times are ASCII; what is none is taken as it is.
fn second(time: &str) -> &str {
    time.get(..SECOND).unwrap_or(time)
}

#[cfg(test)]
mod tests {
    use super::{LogKind, LogMessage, LogPlace};

    /// The fractions of 10:00:0x, as times.
    fn times(of: &[&str]) -> Vec<String> {
        of.iter()
            .map(|part| format!("2026-11-30T10:00:0{part}00000000Z"))
            .collect()
    }

    /// What comes through when the log is read again from where it was broken off.
    fn resumed(read: &[String], again: &[String]) -> Vec<String> {
        let mut place = LogPlace::default();
        for time in read {
            place.pass(time);
        }
        let since = place.since().unwrap_or_default();
        let mut resume = place.resume();
        let from = since.trim_end_matches('Z');
        let there = again.iter().filter(|time| time.as_str() >= from);
        there.filter(|time| resume.is_new(time)).cloned().collect()
    }

    #[test]
    fn wherever_it_breaks_off_no_line_is_missing_and_none_is_there_twice() {
        // Equal times, and two that are out of order.
        let all = times(&[
            "1.1", "1.1", "1.4", "2.0", "2.7", "2.5", "2.7", "3.1", "3.1", "3.1", "5.0",
        ]);
        for end in 1..=all.len() {
            assert_eq!(
                resumed(&all[..end], &all),
                all[end..],
                "broken off after {end}"
            );
        }
        assert_eq!(resumed(&[], &all), all);
    }

    #[test]
    fn a_file_that_was_turned_is_gone_on_with_by_time() {
        let read = times(&["1.1", "1.2", "1.3"]);
        let left = times(&["1.3", "1.5", "1.5", "2.0"]);
        assert_eq!(resumed(&read, &left), left[1..]);
    }

    #[test]
    fn a_place_is_a_whole_second() {
        let mut place = LogPlace::default();
        assert_eq!(place.since(), None);
        place.pass("2026-11-30T10:00:01.900000000Z");
        assert_eq!(place.since().as_deref(), Some("2026-11-30T10:00:01Z"));
        assert_eq!(place.last(), "2026-11-30T10:00:01.900000000Z");
    }

    #[test]
    fn a_line_is_short_on_the_wire() {
        let line = LogMessage {
            time: "t".to_owned(),
            text: "hello".to_owned(),
            ..LogMessage::about(3, LogKind::Line)
        };
        let json = serde_json::to_string(&line).unwrap();
        assert_eq!(json, r#"{"source":3,"time":"t","text":"hello"}"#);
        assert_eq!(serde_json::from_str::<LogMessage>(&json).unwrap(), line);
    }
}
