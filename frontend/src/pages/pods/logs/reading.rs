//! A log that is being read: what is asked for, how it is shown, and the drawing of it.

use std::cell::RefCell;
use std::rc::Rc;

use contract::path;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::connection::{Connection, Told};
use super::paint::{ROW, pixels};
use super::screen::Screen;
use super::search::expression;
use super::store::Store;
use crate::api::ApiError;
use crate::pages::detail::Target;
use crate::reactive::{effect, memo};
use crate::state::clock;

/// What is known of the connection.
#[derive(Clone, Debug, PartialEq)]
pub enum State {
    /// It is being opened.
    Connecting,
    /// It is open.
    Live,
    /// It broke, and is opened again.
    Broken,
    /// There is no more.
    Over,
    /// It is refused.
    Failed(ApiError),
}

/// From when on; the values of the choice.
pub const SINCE: [&str; 4] = ["1000", "10m", "1h", "all"];

/// What is told of the lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many are held.
    pub lines: usize,
    /// How many rows are shown.
    pub rows: usize,
    /// How many older lines are held no longer.
    pub dropped: u64,
    /// How many never came.
    pub left_out: u64,
}

/// What is asked of the server: the address, what its next parameter begins with, whether it is about the run before,
/// and from when on.
type Wish = (String, &'static str, bool, String);

/// A log that is being read. Cheap to copy; it ends with the component that began it.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Whether it is about the run before the last start.
    pub previous: RwSignal<bool>,
    /// The container; all where it is empty.
    pub container: RwSignal<String>,
    /// One of [`SINCE`].
    pub since: RwSignal<String>,
    /// What is searched for.
    pub search: RwSignal<String>,
    /// Whether that is no regular expression.
    pub is_bad_search: RwSignal<bool>,
    /// Whether long lines are wrapped.
    pub wrap: RwSignal<bool>,
    /// Whether lines are shown as they were written.
    pub raw: RwSignal<bool>,
    /// Whether the end stays in view.
    pub follow: RwSignal<bool>,
    /// What is known of the connection.
    pub state: RwSignal<State>,
    /// What is told of the lines.
    pub counts: RwSignal<Counts>,
    /// How many lines there had been when the end was last in view.
    pub seen: RwSignal<u64>,
    /// What scrolls.
    pub scroller: NodeRef<html::Div>,
    /// What is as high as all rows.
    pub sheet: NodeRef<html::Div>,
    /// What the rows stand in.
    pub rows: NodeRef<html::Div>,
    /// A hundred characters.
    pub probe: NodeRef<html::Span>,
    screen: StoredValue<Rc<RefCell<Screen>>, LocalStorage>,
    connection: StoredValue<Option<Connection>, LocalStorage>,
    wish: Memo<Wish>,
    attempt: RwSignal<u32>,
}

impl Reading {
    /// Begins to read, for as long as the caller lives. `pod` is empty where it is about all.
    #[must_use]
    pub fn begin(target: Target, pod: String, container: String, previous: bool) -> Self {
        let previous = RwSignal::new(previous);
        let container = RwSignal::new(container);
        let since = RwSignal::new(SINCE[0].to_owned());
        let reading = Self {
            previous,
            container,
            since,
            search: RwSignal::new(String::new()),
            is_bad_search: RwSignal::new(false),
            wrap: RwSignal::new(false),
            raw: RwSignal::new(false),
            follow: RwSignal::new(true),
            state: RwSignal::new(State::Connecting),
            counts: RwSignal::new(Counts::default()),
            seen: RwSignal::new(0),
            scroller: NodeRef::new(),
            sheet: NodeRef::new(),
            rows: NodeRef::new(),
            probe: NodeRef::new(),
            screen: StoredValue::new_local(Rc::default()),
            connection: StoredValue::new_local(None),
            wish: memo(move || {
                let (url, separator) =
                    address(&target.address(), (&pod, &container.get()), previous.get());
                (url, separator, previous.get(), since.get())
            }),
            attempt: RwSignal::new(0),
        };
        effect(move || reading.show());
        effect(move || reading.connect());
        on_cleanup(move || {
            let _ = reading.connection.try_set_value(None);
        });
        reading
    }

    /// Where all of it can be downloaded.
    #[must_use]
    pub fn url(self) -> String {
        self.wish.with(|(url, ..)| url.clone())
    }

    /// The lines that are shown, as they were written.
    #[must_use]
    pub fn copied(self) -> String {
        self.screen.with_value(|screen| screen.borrow().copied())
    }

    /// How many lines have come since the end was last in view.
    #[must_use]
    pub fn unseen(self) -> u32 {
        if self.follow.get() {
            return 0;
        }
        let unseen = all(self.counts.get()).saturating_sub(self.seen.get());
        u32::try_from(unseen).unwrap_or(u32::MAX)
    }

    /// Asks again for what was refused.
    pub fn retry(self) {
        self.attempt.update(|attempt| *attempt += 1);
    }

    /// Goes to the end and stays there.
    pub fn to_end(self) {
        self.follow.set(true);
        self.schedule();
    }

    /// Somebody has scrolled: who leaves the end looks at what is there.
    pub fn scrolled(self) {
        let Some(element) = self.scroller.get_untracked() else {
            return;
        };
        let left = element.scroll_height() - element.scroll_top() - element.client_height();
        let is_at_end = left < 24;
        if self.follow.get_untracked() != is_at_end {
            self.follow.set(is_at_end);
        }
        self.schedule();
    }

    /// Shows the lines as it is wished.
    fn show(self) {
        let (wrap, raw) = (self.wrap.get(), self.raw.get());
        let found = self.search.with(|search| expression(search));
        self.is_bad_search.set(found.is_err());
        let columns = if wrap { self.measure() } else { None };
        self.screen.with_value(|screen| {
            let mut screen = screen.borrow_mut();
            screen.columns = columns;
            screen.is_raw = raw;
            screen.search = found.unwrap_or_default();
            screen.rebuild();
        });
        self.schedule();
    }

    /// How many characters of a line have room in a row.
    fn measure(self) -> Option<usize> {
        let (scroller, probe) = (self.scroller.get_untracked()?, self.probe.get_untracked()?);
        let width = probe.get_bounding_client_rect().width() / 100.0;
        let several = |screen: &Rc<RefCell<Screen>>| screen.borrow().store.sources.len() > 1;
        // The time and the name stand before it; the style sheet has the same.
        let before = if self.screen.with_value(several) {
            40.0
        } else {
            15.0
        };
        let columns = f64::from(scroller.client_width() - 24) / width.max(1.0) - before;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped"
        )]
        let columns = columns.clamp(20.0, 1000.0) as usize;
        Some(columns)
    }

    /// Opens what is asked for, in the place of what was.
    fn connect(self) {
        self.attempt.track();
        let (url, separator, previous, since) = self.wish.get();
        self.state.set(State::Connecting);
        self.seen.set(0);
        self.follow.set(true);
        self.screen.with_value(|screen| {
            let mut screen = screen.borrow_mut();
            screen.store = Store::default();
            screen.rebuild();
        });
        self.schedule();
        let is_first = RefCell::new(true);
        let address = move || {
            let follows = if previous { "" } else { "follow=true&" };
            let from = self.from(&since, is_first.replace(false));
            [&url, separator, follows, &from].concat()
        };
        let tell = move |told| self.hear(told);
        let connection = Connection::open(!previous, address, Rc::new(tell));
        self.connection.set_value(Some(connection));
    }

    /// From when on the logs are asked for: where they broke off, or as it was chosen.
    fn from(self, since: &str, is_first: bool) -> String {
        let again = self.screen.try_get_value().and_then(|screen| {
            let mut screen = screen.borrow_mut();
            let again = screen.store.since(js_sys::Date::now(), clock::parse);
            if !is_first {
                screen.store.reconnect();
            }
            again
        });
        let from = again.or_else(|| match since {
            "10m" => Some(clock::now() - 600_000.0),
            "1h" => Some(clock::now() - 3_600_000.0),
            _ => None,
        });
        match from {
            Some(from) => {
                let moment = js_sys::Date::new(&from.into()).to_iso_string();
                ["sinceTime=", &path::segment(&String::from(moment))].concat()
            }
            None if since == SINCE[0] => "tailLines=1000".to_owned(),
            None => String::new(),
        }
    }

    /// Hears what comes of the connection.
    fn hear(self, told: Told) {
        let now = match told {
            Told::Open => State::Live,
            Told::Messages(messages) => {
                // The view may be gone by now.
                if let Some(screen) = self.screen.try_get_value() {
                    screen.borrow_mut().take(messages, js_sys::Date::now());
                    self.schedule();
                }
                return;
            }
            Told::Broken => State::Broken,
            Told::Over => State::Over,
            Told::Refused(error) => {
                let has_lines = self.counts.try_with_untracked(|counts| counts.lines > 0);
                if has_lines == Some(true) && error.status() == Some(404) {
                    // The pod is gone, and what was read of it stays.
                    State::Over
                } else {
                    State::Failed(error)
                }
            }
        };
        if let Some(before) = self.state.try_get_untracked()
            && before != now
        {
            self.state.set(now);
        }
    }

    /// Has it drawn with the next frame.
    fn schedule(self) {
        let Some(screen) = self.screen.try_get_value() else {
            return;
        };
        if !std::mem::replace(&mut screen.borrow_mut().is_scheduled, true) {
            request_animation_frame(move || self.paint());
        }
    }

    fn paint(self) {
        // The view may be gone by now.
        let Some(screen) = self.screen.try_get_value() else {
            return;
        };
        let mut screen = screen.borrow_mut();
        screen.is_scheduled = false;
        let (Some(scroller), Some(sheet), Some(rows)) = (
            self.scroller.get_untracked(),
            self.sheet.get_untracked(),
            self.rows.get_untracked(),
        ) else {
            return;
        };
        let gone = screen.trim();
        let count = u64::try_from(screen.rows.len()).unwrap_or_default();
        let sheet: HtmlElement = sheet.unchecked_into();
        let _ = HtmlElement::style(&sheet).set_property("height", &pixels(count));
        let follows = self.follow.get_untracked();
        if follows {
            scroller.set_scroll_top(scroller.scroll_height());
        } else if gone > 0 {
            // What is looked at stays where it is.
            let up = i32::try_from(gone * ROW).unwrap_or(i32::MAX);
            scroller.set_scroll_top(scroller.scroll_top().saturating_sub(up));
        }
        let (top, height) = (scroller.scroll_top(), scroller.client_height());
        let in_rows = |pixels: i32| u64::try_from(pixels.max(0)).unwrap_or_default() / ROW;
        let first = screen.first;
        let begin = first + in_rows(top).saturating_sub(10);
        let end = (first + in_rows(top + height) + 12).min(first + count);
        let mut painter = std::mem::take(&mut screen.painter);
        let marks = screen.search.clone();
        let text = |number| screen.text(number);
        // What the browser does not draw now it draws the next time.
        let _ = painter.paint(&rows, first, begin..end.max(begin), marks.as_ref(), text);
        screen.painter = painter;
        let now = Counts {
            lines: screen.store.lines.len(),
            rows: screen.rows.len(),
            dropped: screen.store.dropped,
            left_out: screen.store.left_out,
        };
        drop(screen);
        if follows {
            self.seen.set(all(now));
        }
        if self.counts.get_untracked() != now {
            self.counts.set(now);
        }
    }
}

/// How many lines there have been.
fn all(counts: Counts) -> u64 {
    counts.dropped + u64::try_from(counts.lines).unwrap_or_default()
}

/// The address of the logs, and what the next parameter begins with.
fn address(
    (cluster, namespace, name): &(String, String, String),
    (pod, container): (&str, &str),
    previous: bool,
) -> (String, &'static str) {
    let mut url = path::logs(cluster, namespace, name);
    let mut separator = "?";
    let previous = if previous { "true" } else { "" };
    for (key, value) in [
        ("pod", pod),
        ("container", container),
        ("previous", previous),
    ] {
        if !value.is_empty() {
            for part in [separator, key, "=", &path::segment(value)] {
                url.push_str(part);
            }
            separator = "&";
        }
    }
    (url, separator)
}
