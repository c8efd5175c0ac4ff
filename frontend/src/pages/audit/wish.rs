//! Which entries the reader wishes to see: what the address holds, so that it can be sent to somebody.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_location;
use leptos_router::params::ParamsMap;

use crate::reactive::memo;
use crate::routes;

/// What can be wished for: what it is called in the address, and in the API. The namespace is called otherwise in the
/// address, where `namespace` is the one of the bar.
pub const PARTS: [(&str, &str); 9] = [
    ("user", "user"),
    ("action", "action"),
    ("outcome", "outcome"),
    ("in", "namespace"),
    ("since", "since"),
    ("until", "until"),
    ("cluster", "cluster"),
    ("name", "name"),
    ("request", "request"),
];

/// The values of [`PARTS`]; empty where nothing is wished. Days are days of the reader.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish([String; PARTS.len()]);

impl Wish {
    /// What is wished of a part, by its name in the address.
    #[must_use]
    pub fn of(&self, part: &str) -> &str {
        let place = PARTS.iter().position(|(name, _)| *name == part);
        place.map_or("", |place| &self.0[place])
    }

    /// Whether anything is wished.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.0.iter().any(|value| !value.is_empty())
    }

    /// The parts of the API's query.
    #[must_use]
    pub fn asked(&self) -> Vec<(&'static str, String)> {
        let mut asked = Vec::new();
        for ((part, name), value) in PARTS.iter().zip(&self.0) {
            let value = match *part {
                "since" => moment(value, 0),
                "until" => moment(value, 1),
                _ => value.clone(),
            };
            if !value.is_empty() {
                asked.push((*name, value));
            }
        }
        asked
    }
}

/// When a day of the reader begins that is so many days later, as a moment in UTC; empty where it is no day.
fn moment(day: &str, later: u32) -> String {
    let date = js_sys::Date::new(&format!("{day}T00:00:00").into());
    date.set_date(date.get_date() + later);
    // What is no time has no text either, and throws.
    if date.get_time().is_finite() {
        String::from(date.to_iso_string())
    } else {
        String::new()
    }
}

/// The wish, and the way to change it. Cheap to copy.
#[derive(Clone, Copy)]
pub struct Wished {
    wish: Memo<Wish>,
    go: Callback<Wish>,
}

impl Wished {
    /// Reads the address, and writes to it what the reader changes.
    pub fn from_address() -> Self {
        let query = use_location().query;
        let wish = memo(move || {
            query.with(|query| Wish(PARTS.map(|(name, _)| query.get(name).unwrap_or_default())))
        });
        let navigate = routes::use_navigate();
        let go = Callback::new(move |wish: Wish| {
            let mut query = ParamsMap::new();
            for ((name, _), value) in PARTS.iter().zip(wish.0) {
                if !value.is_empty() {
                    query.insert(*name, value);
                }
            }
            let options = NavigateOptions {
                replace: true,
                scroll: false,
                ..NavigateOptions::default()
            };
            navigate(&(routes::audit() + &query.to_query_string()), options);
        });
        Self { wish, go }
    }

    /// The wish; tracked.
    #[must_use]
    pub fn get(self) -> Wish {
        self.wish.get()
    }

    /// Tracks it.
    pub fn track(self) {
        self.wish.track();
    }

    /// The wish as it is now.
    #[must_use]
    pub fn get_untracked(self) -> Wish {
        self.wish.get_untracked()
    }

    /// The same; none where the page is gone.
    #[must_use]
    pub fn try_get_untracked(self) -> Option<Wish> {
        self.wish.try_get_untracked()
    }

    /// What is wished of a part; tracked.
    #[must_use]
    pub fn part(self, part: &'static str) -> Signal<String> {
        Signal::derive(move || self.wish.with(|wish| wish.of(part).to_owned()))
    }

    /// Wishes this of a part; nothing where it is empty.
    pub fn set(self, part: &str, value: String) {
        let mut wish = self.get_untracked();
        if let Some(place) = PARTS.iter().position(|(name, _)| *name == part) {
            wish.0[place] = value;
        }
        self.go.run(wish);
    }

    /// Wishes for everything.
    pub fn clear(self) {
        self.go.run(Wish::default());
    }
}
