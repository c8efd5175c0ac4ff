//! The story of one run of a container: it starts, works, and ends as its state says.

use jiff::{SignedDuration, Timestamp};

use super::{LogCommands, LogFaults};
use crate::{random::content_hash, simulation::Fate};

/// How many seconds lie between two lines at work.
const RHYTHM: i64 = 5;
/// How many lines at work are kept.
const KEPT: i64 = 500;
const SECOND: i64 = 1_000_000_000;

/// A line: when it was written, and its bytes without an end.
pub(crate) type Line = (Timestamp, Vec<u8>);

/// One run of a container.
#[derive(Clone, Debug)]
pub(crate) struct Run {
    /// The container's name.
    pub(crate) container: String,
    /// Its image, which decides how it fares.
    pub(crate) image: String,
    /// The node that it runs on.
    pub(crate) node: String,
    pub(crate) began: Timestamp,
    /// When it ended, if it has.
    pub(crate) ended: Option<Timestamp>,
    /// With which code.
    pub(crate) exit_code: i64,
}

/// What a run writes, with what was commanded.
#[derive(Debug)]
pub(crate) struct Story {
    run: Run,
    spans: Vec<(Timestamp, Timestamp, LogFaults)>,
    /// Before this nothing is there any more.
    turned: Timestamp,
}

impl Story {
    pub(crate) fn new(run: Run, commands: &LogCommands) -> Story {
        let spans = commands.spans();
        let turned = spans.iter().rev().find(|(_, _, faults)| faults.turned);
        let turned = turned.map_or(Timestamp::MIN, |(begin, ..)| *begin);
        Story { run, spans, turned }
    }

    /// When the last line is written, if it has ended: at the end of the second that its state names, so that nobody who
    /// follows has read past it.
    pub(crate) fn last(&self) -> Option<Timestamp> {
        let ended = self.run.ended?;
        Some(after(ended.max(self.run.began), 990_000_000))
    }

    /// What is written after `from` and not after `to`, in order.
    pub(crate) fn between(&self, from: Timestamp, to: Timestamp) -> Vec<Line> {
        let to = self.last().map_or(to, |last| last.min(to));
        let from = from.max(self.turned);
        let mut lines = Vec::new();
        self.start(&mut lines);
        self.work(from, to, &mut lines);
        self.end(&mut lines);
        lines.retain(|(time, _)| *time > from && *time <= to);
        for span in &self.spans {
            self.commanded(span, from, to, &mut lines);
        }
        lines.sort_by_key(|(time, _)| *time);
        lines
    }

    /// The last `count` lines that are written not after `to` and after `from`.
    pub(crate) fn tail(&self, count: usize, from: Timestamp, to: Timestamp) -> Vec<Line> {
        let from = from.max(after(self.run.began, -SECOND));
        let mut span: i64 = SECOND;
        loop {
            let begin = after(to, -span).max(from);
            let mut lines = self.between(begin, to);
            if lines.len() >= count || begin <= from {
                lines.drain(..lines.len().saturating_sub(count));
                return lines;
            }
            span = span.saturating_mul(4);
        }
    }

    fn start(&self, lines: &mut Vec<Line>) {
        let Run {
            container,
            image,
            node,
            ..
        } = &self.run;
        let (_, version) = image.rsplit_once(':').unwrap_or((image, "latest"));
        let telling = [
            (
                1_000_000,
                "info",
                format!("starting {container} version={version} pid=1"),
            ),
            (
                14_000_000,
                "info",
                format!("reading configuration node={node}"),
            ),
            (
                91_000_000,
                "info",
                "listening address=0.0.0.0:8080".to_owned(),
            ),
        ];
        for (nanoseconds, level, words) in telling {
            lines.push(self.line(after(self.run.began, nanoseconds), level, &words));
        }
    }

    fn work(&self, from: Timestamp, to: Timestamp, lines: &mut Vec<Line>) {
        let began = self.run.began;
        let steps = |moment: Timestamp| moment.duration_since(began).as_secs() / RHYTHM;
        let last = steps(to);
        let first = steps(from.max(began)).max(last - KEPT).max(1);
        let never_ready = Fate::of_image(&self.run.image) == Fate::NeverReady;
        for step in first..=last {
            // A little off the beat, and each line otherwise.
            let off = (step * 7_919_131) % 400_000_000;
            let time = after(began, step * RHYTHM * SECOND + off);
            let handled = (step * 7 + 3) % 41;
            let (level, words) = match step % 23 {
                _ if never_ready => (
                    "warn",
                    "not ready: upstream https://collector.example answers 503".to_owned(),
                ),
                7 => (
                    "debug",
                    format!("cache hit ratio=0.{} entries={}", 60 + step % 39, step * 3),
                ),
                19 => (
                    "warn",
                    format!("slow request took={}ms path=/api/push", 900 + step % 700),
                ),
                _ => (
                    "info",
                    format!("still at work handled={handled} uptime={}s", step * RHYTHM),
                ),
            };
            lines.push(self.line(time, level, &words));
        }
    }

    fn end(&self, lines: &mut Vec<Line>) {
        let Some(last) = self.last() else { return };
        if self.run.exit_code == 0 {
            lines.push(self.line(last, "info", "done"));
            return;
        }
        let telling = [
            (
                -190_000_000,
                "error",
                "cannot reach the collector error=\"dial tcp 10.96.12.7:4317: connection refused\"",
            ),
            (
                -2_000_000,
                "error",
                "configuration is not usable: output `collector` has no endpoint",
            ),
        ];
        for (nanoseconds, level, words) in telling {
            lines.push(self.line(after(last, nanoseconds), level, words));
        }
        let panic = [
            "panic: configuration is not usable",
            "",
            "goroutine 1 [running]:",
            "main.main()",
            "\t/src/cmd/agent/main.go:87 +0x1f4",
        ];
        for (at, words) in (0..).zip(panic) {
            lines.push((
                after(last, -1_000_000 + at * 1000),
                words.as_bytes().to_vec(),
            ));
        }
    }

    /// What is written on command.
    fn commanded(
        &self,
        (begin, end, faults): &(Timestamp, Timestamp, LogFaults),
        from: Timestamp,
        to: Timestamp,
        lines: &mut Vec<Line>,
    ) {
        // Whoever had ended before says nothing.
        let begin = (*begin).max(self.run.began);
        let (from, to) = (from.max(after(begin, -1)), to.min(*end));
        if from >= to {
            return;
        }
        for (at, words) in (1..).zip(&faults.says) {
            let time = after(begin, at * 1000);
            if time > from && time <= to {
                lines.push((time, words.as_bytes().to_vec()));
            }
        }
        if faults.lines_per_second > 0 {
            let step = SECOND / i64::from(faults.lines_per_second);
            let number = |moment: Timestamp| {
                let nanoseconds = moment.duration_since(begin).as_nanos();
                i64::try_from(nanoseconds)
                    .unwrap_or(i64::MAX)
                    .div_euclid(step)
            };
            for number in number(from).max(0)..=number(to) {
                let time = after(begin, number * step);
                if time > from && time <= to {
                    lines.push(self.line(time, "info", &format!("line number={number}")));
                }
            }
        }
        if faults.lies {
            let first = from.as_second().max(begin.as_second());
            for second in first..=to.as_second() {
                let Ok(time) = Timestamp::from_second(second) else {
                    continue;
                };
                if time > from && time <= to {
                    lines.push((
                        time,
                        b"no text: \xff\xfe\x00\x1b[2J\x07 <script>alert(1)</script>".to_vec(),
                    ));
                }
            }
        }
    }

    /// A line in the manner of this container: some write JSON, some `key=value`, some colours.
    fn line(&self, time: Timestamp, level: &str, words: &str) -> Line {
        let stamp = time.strftime("%Y-%m-%dT%H:%M:%S.%3fZ");
        let manner = content_hash(self.run.container.as_bytes());
        let text = match manner.bytes().next().unwrap_or_default() % 3 {
            0 => format!(
                "{}",
                serde_json::json!({"time": stamp.to_string(), "level": level, "msg": words})
            ),
            1 => format!("time={stamp} level={level} msg={words:?}"),
            _ => {
                let colour = match level {
                    "error" => 31,
                    "warn" => 33,
                    "debug" => 90,
                    _ => 32,
                };
                format!("\u{1b}[{colour}m{}\u{1b}[0m {words}", level.to_uppercase())
            }
        };
        (time, text.into_bytes())
    }
}

/// So many nanoseconds later, or earlier.
fn after(moment: Timestamp, nanoseconds: i64) -> Timestamp {
    let span = SignedDuration::from_nanos(nanoseconds);
    moment.checked_add(span).unwrap_or(if nanoseconds < 0 {
        Timestamp::MIN
    } else {
        Timestamp::MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn run(image: &str, ended: Option<&str>) -> Run {
        Run {
            container: "agent".to_owned(),
            image: image.to_owned(),
            node: "n1".to_owned(),
            began: at("2026-03-01T12:00:00Z"),
            ended: ended.map(at),
            exit_code: i64::from(ended.is_some()),
        }
    }

    #[test]
    fn however_it_is_read_the_story_is_the_same() {
        let commands = LogCommands::default();
        let faults = LogFaults {
            lines_per_second: 3,
            says: vec!["hello".to_owned()],
            ..LogFaults::default()
        };
        commands.begin(at("2026-03-01T12:00:20.5Z"), faults);
        let story = Story::new(run("agent:1", None), &commands);
        let (begin, end) = (at("2026-03-01T11:00:00Z"), at("2026-03-01T12:01:00Z"));
        let whole = story.between(begin, end);
        assert!(whole.len() > 130, "{}", whole.len());
        // Moment by moment, at moments that lie on lines and between them.
        let mut pieces = Vec::new();
        let mut from = begin;
        for step in 0..400 {
            let to = after(at("2026-03-01T11:59:59Z"), step * 160_000_000).min(end);
            pieces.extend(story.between(from, to));
            from = to;
        }
        assert_eq!(pieces, whole);
        assert_eq!(story.tail(7, begin, end), whole[whole.len() - 7..]);
        assert_eq!(story.tail(10_000, begin, end), whole);
    }

    #[test]
    fn a_crash_is_told_before_it_happens() {
        let story = Story::new(
            run("agent:1-crash", Some("2026-03-01T12:00:00Z")),
            &LogCommands::default(),
        );
        let lines = story.between(Timestamp::MIN, at("2026-03-01T13:00:00Z"));
        let text: Vec<_> = lines
            .iter()
            .map(|(_, line)| String::from_utf8_lossy(line))
            .collect();
        assert!(
            text[0].contains("starting agent version=1-crash"),
            "{text:?}"
        );
        assert!(
            text.iter().any(|line| line.starts_with("panic:")),
            "{text:?}"
        );
        assert!(text.last().unwrap().contains("main.go:87"), "{text:?}");
        assert!(
            lines
                .iter()
                .all(|(time, _)| *time < at("2026-03-01T12:00:01Z"))
        );
    }

    #[test]
    fn a_turned_file_has_lost_its_beginning() {
        let commands = LogCommands::default();
        let faults = LogFaults {
            turned: true,
            ..LogFaults::default()
        };
        commands.begin(at("2026-03-01T12:00:31Z"), faults);
        commands.begin(at("2026-03-01T12:00:32Z"), LogFaults::default());
        let story = Story::new(run("agent:1", None), &commands);
        let lines = story.between(Timestamp::MIN, at("2026-03-01T12:01:00Z"));
        assert!(
            lines[0].0 > at("2026-03-01T12:00:31Z") && lines.len() >= 5,
            "{lines:?}"
        );
    }
}
