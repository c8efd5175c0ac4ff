//! The lines that are held, the sources that they are from, and how far each has been read. Pure.

use std::collections::VecDeque;

use contract::{LogKind, LogMessage, LogPlace, LogResume};

use super::level::{self, Level};

/// How many lines are held at most, and how many bytes of them.
const MOST: (usize, usize) = (100_000, 64 << 20);

/// A line that is held.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What was told.
    pub message: LogMessage,
    /// Which of [`Store::sources`]; none where it is about none.
    pub source: Option<usize>,
    /// How grave it is.
    pub level: Level,
}

/// A container whose log is read.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Its pod.
    pub pod: String,
    /// The pod's node.
    pub node: String,
    /// Its name.
    pub container: String,
    /// How far it has been read.
    place: LogPlace,
    /// What passes over what was read, after the connection broke.
    resume: Option<LogResume>,
    /// When the last line of it came, in milliseconds by the browser's clock.
    heard: f64,
    /// Whether nothing more comes of it.
    is_over: bool,
}

/// What is held.
#[derive(Debug, Default)]
pub struct Store {
    /// The lines, the oldest first.
    pub lines: VecDeque<Line>,
    /// How many older ones are held no longer.
    pub dropped: u64,
    /// How many lines the server or the cluster left out.
    pub left_out: u64,
    /// All sources there have been.
    pub sources: Vec<Source>,
    /// What this connection calls them.
    numbers: Vec<(u64, usize)>,
    bytes: usize,
}

impl Store {
    /// A new connection: its sources are numbered anew, and what was read is passed over.
    pub fn reconnect(&mut self) {
        self.numbers.clear();
        for source in &mut self.sources {
            source.resume = Some(source.place.resume());
        }
    }

    /// Takes a message; gives whether there is a line more. `now` is in milliseconds.
    pub fn take(&mut self, message: LogMessage, now: f64) -> bool {
        match message.kind {
            LogKind::Source => {
                let number = self.known(&message);
                self.numbers.push((message.source, number));
                return false;
            }
            LogKind::Live | LogKind::Alive => return false,
            LogKind::LeftOut => self.left_out += message.count,
            _ => {}
        }
        let number = self
            .numbers
            .iter()
            .rev()
            .find(|(id, _)| *id == message.source);
        let number = number.map(|(_, number)| *number);
        if let Some(source) = number.and_then(|number| self.sources.get_mut(number)) {
            match message.kind {
                LogKind::Line => {
                    let resume = source.resume.as_mut();
                    if resume.is_some_and(|resume| !resume.is_new(&message.time)) {
                        return false;
                    }
                    source.place.pass(&message.time);
                    source.heard = now;
                }
                LogKind::Started => {
                    source.place = LogPlace::default();
                    source.resume = None;
                }
                LogKind::Gone => source.is_over = true,
                _ => {}
            }
        }
        // What an earlier connection has said of a container need not be said again.
        let is_repeated = message.kind != LogKind::Line && message.kind != LogKind::LeftOut && {
            let last = self.lines.iter().rev().find(|line| line.source == number);
            last.is_some_and(|last| {
                last.message.kind == message.kind && last.message.text == message.text
            })
        };
        if is_repeated {
            return false;
        }
        let level = match message.kind {
            LogKind::Line => level::of(&message.text),
            _ => Level::Plain,
        };
        self.bytes += message.text.len();
        self.lines.push_back(Line {
            message,
            source: number,
            level,
        });
        true
    }

    /// Lets go of the oldest lines where they are too many; gives how many.
    pub fn trim(&mut self) -> usize {
        let mut dropped = 0;
        while self.lines.len() > MOST.0 || (self.bytes > MOST.1 && self.lines.len() > 1) {
            if let Some(line) = self.lines.pop_front() {
                self.bytes -= line.message.text.len();
                dropped += 1;
            }
        }
        self.dropped += dropped;
        usize::try_from(dropped).unwrap_or(usize::MAX)
    }

    /// Which source a message of the kind `source` is about: one that was there before, or a new one.
    fn known(&mut self, message: &LogMessage) -> usize {
        let mut sources = self.sources.iter();
        let known = sources
            .position(|source| source.pod == message.pod && source.container == message.container);
        known.unwrap_or_else(|| {
            self.sources.push(Source {
                pod: message.pod.clone(),
                node: message.node.clone(),
                container: message.container.clone(),
                ..Source::default()
            });
            self.sources.len() - 1
        })
    }

    /// From when on the logs have to be read again, in milliseconds: the earliest moment up to which some source is known
    /// to have been read. Who has been quiet was read up to about now, as much earlier as its clock is behind.
    /// None where nothing was read. `parse` reads a time.
    #[must_use]
    pub fn since(&self, now: f64, parse: fn(&str) -> Option<f64>) -> Option<f64> {
        /// How late a line may come.
        const LATE: f64 = 30_000.0;
        let mut earliest = None::<f64>;
        for source in &self.sources {
            if source.is_over {
                continue;
            }
            let Some(last) = parse(source.place.last()) else {
                continue;
            };
            let second = last - last % 1000.0;
            let until = second.max(last + (now - source.heard) - LATE);
            earliest = Some(earliest.map_or(until, |earliest| earliest.min(until)));
        }
        earliest
    }
}

#[cfg(test)]
mod tests {
    use contract::{LogKind, LogMessage};

    use super::{MOST, Store};

    fn source(id: u64, pod: &str) -> LogMessage {
        LogMessage {
            pod: pod.to_owned(),
            container: "c".to_owned(),
            ..LogMessage::about(id, LogKind::Source)
        }
    }

    fn line(id: u64, second: u32, text: &str) -> LogMessage {
        LogMessage {
            time: format!("2026-11-30T10:00:{second:02}.500000000Z"),
            text: text.to_owned(),
            ..LogMessage::about(id, LogKind::Line)
        }
    }

    fn texts(store: &Store) -> Vec<&str> {
        store
            .lines
            .iter()
            .map(|line| line.message.text.as_str())
            .collect()
    }

    #[test]
    fn after_a_break_every_source_goes_on_where_it_was() {
        let mut store = Store::default();
        for message in [
            source(1, "p"),
            source(2, "q"),
            line(1, 1, "a"),
            line(2, 1, "x"),
            line(1, 2, "b"),
        ] {
            store.take(message, 0.0);
        }
        store.reconnect();
        // Numbered otherwise, and from the earliest of both.
        for message in [
            source(1, "q"),
            source(2, "p"),
            line(2, 1, "a"),
            line(1, 1, "x"),
            line(2, 2, "b"),
            line(2, 2, "c"),
            line(1, 3, "y"),
        ] {
            store.take(message, 0.0);
        }
        assert_eq!(texts(&store), ["a", "x", "b", "c", "y"]);
        assert_eq!(store.sources.len(), 2);
    }

    #[test]
    fn who_is_quiet_does_not_have_all_the_others_read_again() {
        let parse = |text: &str| {
            text.get(17..23)?
                .parse()
                .ok()
                .map(|seconds: f64| seconds * 1000.0)
        };
        let mut store = Store::default();
        assert_eq!(store.since(0.0, parse), None);
        for (message, now) in [
            (source(1, "p"), 0.0),
            (source(2, "q"), 0.0),
            (line(1, 1, "a"), 1_500.0),
            (line(2, 50, "b"), 50_500.0),
        ] {
            store.take(message, now);
        }
        assert_eq!(store.since(52_000.0, parse), Some(22_000.0));
        // The clock of the quiet one is an hour behind: that is known from how late its lines came.
        store.take(line(1, 2, "c"), 51_000.0);
        assert_eq!(store.since(52_000.0, parse), Some(2_000.0));
    }

    #[test]
    fn what_is_held_has_an_end_and_what_went_is_counted() {
        let mut store = Store::default();
        store.take(source(1, "p"), 0.0);
        for _ in 0..MOST.0 + 7 {
            store.take(line(1, 1, "x"), 0.0);
        }
        assert_eq!(store.trim(), 7);
        let long = "x".repeat(MOST.1 / 2);
        for _ in 0..3 {
            store.take(line(1, 1, &long), 0.0);
        }
        store.trim();
        assert!(store.lines.len() <= 2, "{}", store.lines.len());
        assert_eq!(
            store.dropped,
            7 + u64::try_from(MOST.0 + 3 - store.lines.len()).unwrap()
        );
        let gap = LogMessage {
            count: 12,
            ..LogMessage::about(1, LogKind::LeftOut)
        };
        store.take(gap, 0.0);
        assert_eq!(store.left_out, 12);
    }
}
