//! The lines and the rows that they are shown in, as they change thousands of times a second. No signal, therefore.

use std::collections::VecDeque;

use contract::{LogKind, LogMessage};
use js_sys::RegExp;

use super::ansi::Piece;
use super::level::Level;
use super::line;
use super::paint::{Painter, RowText};
use super::store::{Line, Store};
use crate::state::clock;

/// All that is drawn.
#[derive(Default)]
pub struct Screen {
    /// The lines.
    pub store: Store,
    /// The rows: of which line, and which part of it.
    pub rows: VecDeque<(u64, u32)>,
    /// The number of the first of them.
    pub first: u64,
    /// How many characters a row has where lines are wrapped.
    pub columns: Option<usize>,
    /// What lines are searched for.
    pub search: Option<RegExp>,
    /// Whether lines are shown as they were written.
    pub is_raw: bool,
    /// The rows in view.
    pub painter: Painter,
    /// Whether it is going to be drawn.
    pub is_scheduled: bool,
}

impl Screen {
    fn line(&self, number: u64) -> Option<&Line> {
        let at = usize::try_from(number.checked_sub(self.store.dropped)?).ok()?;
        self.store.lines.get(at)
    }

    /// Takes messages, at this time by the browser's clock.
    pub fn take(&mut self, messages: Vec<LogMessage>, now: f64) {
        for message in messages {
            if self.store.take(message, now) {
                let last = self.store.lines.len() - 1;
                self.admit(self.store.dropped + u64::try_from(last).unwrap_or_default());
            }
        }
    }

    /// Adds the rows of a line, unless it is searched for others.
    fn admit(&mut self, number: u64) {
        let Some(line) = self.line(number) else {
            return;
        };
        let is_line = line.message.kind == LogKind::Line;
        let text = &line.message.text;
        if is_line
            && self
                .search
                .as_ref()
                .is_some_and(|search| !search.test(text))
        {
            return;
        }
        let parts = match self.columns {
            Some(columns) if is_line => line::rows(&line::shown(text, 0, self.is_raw), columns),
            _ => 1,
        };
        for part in 0..parts {
            self.rows.push_back((number, part));
        }
    }

    /// Lets go of what is too old; gives how many rows that were.
    pub fn trim(&mut self) -> u64 {
        if self.store.trim() == 0 {
            return 0;
        }
        let before = self.first;
        while self
            .rows
            .front()
            .is_some_and(|(line, _)| *line < self.store.dropped)
        {
            self.rows.pop_front();
            self.first += 1;
        }
        self.first - before
    }

    /// Makes all rows anew.
    pub fn rebuild(&mut self) {
        self.painter.clear();
        self.rows.clear();
        self.first = 0;
        let begin = self.store.dropped;
        for at in 0..self.store.lines.len() {
            self.admit(begin + u64::try_from(at).unwrap_or_default());
        }
    }

    /// What the row of this number shows.
    #[must_use]
    pub fn text(&self, number: u64) -> Option<RowText> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        let (line, part) = *self.rows.get(at)?;
        let line = self.line(line)?;
        let message = &line.message;
        let source = line
            .source
            .and_then(|at| Some((at, self.store.sources.get(at)?)));
        let several = self.store.sources.len() > 1;
        let name = source.filter(|_| several && part == 0).map(|(at, source)| {
            let is_one_pod = self
                .store
                .sources
                .iter()
                .all(|other| other.pod == source.pod);
            let name = if is_one_pod {
                &source.container
            } else {
                &source.node
            };
            (name.clone(), at)
        });
        // Rows of one line stand under each other.
        let name = name.or_else(|| (several && part > 0).then(Default::default));
        let (class, pieces) = if message.kind == LogKind::Line {
            let class = match line.level {
                Level::Plain => "log-row",
                Level::Debug => "log-row log-debug",
                Level::Warn => "log-row log-warn",
                Level::Error => "log-row log-error",
            };
            let mut pieces = line::shown(&message.text, message.count, self.is_raw);
            if let Some(columns) = self.columns {
                pieces = line::row(&pieces, columns, part);
            }
            (class, pieces)
        } else {
            let text = ["── ", &line::noted(message), " ──"].concat();
            let piece = Piece {
                text,
                ..Default::default()
            };
            ("log-row log-note", vec![piece])
        };
        let time = if part == 0 {
            local(&message.time)
        } else {
            String::new()
        };
        Some(RowText {
            time,
            name,
            pieces,
            class,
        })
    }

    /// The lines that are shown, as they were written.
    #[must_use]
    pub fn copied(&self) -> String {
        let several = self.store.sources.len() > 1;
        let mut text = String::new();
        for (number, part) in &self.rows {
            let Some(line) = self.line(*number).filter(|_| *part == 0) else {
                continue;
            };
            if line.message.kind != LogKind::Line {
                continue;
            }
            if let Some(source) = line
                .source
                .and_then(|at| self.store.sources.get(at))
                .filter(|_| several)
            {
                text.push_str(&source.pod);
                text.push(' ');
            }
            text.push_str(&line.message.text);
            text.push('\n');
        }
        text
    }
}

/// The time of day of a moment, where the reader is.
fn local(time: &str) -> String {
    let Some(moment) = clock::parse(time) else {
        return String::new();
    };
    let date = js_sys::Date::new(&moment.into());
    let two = |number: u32| {
        let text = number.to_string();
        if number < 10 {
            ["0", &text].concat()
        } else {
            text
        }
    };
    let fraction = time.get(20..23).unwrap_or("000");
    [
        two(date.get_hours()).as_str(),
        ":",
        &two(date.get_minutes()),
        ":",
        &two(date.get_seconds()),
        ".",
        fraction,
    ]
    .concat()
}
